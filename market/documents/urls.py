"""Addresses of documents."""

from django.urls import path

from market.documents import api, views

urlpatterns = [
    path("money/documents/", views.documents, name="documents"),
    path("money/documents/<int:document_id>/", views.document, name="document"),
    path("money/documents/<int:document_id>/file/", views.document_file, name="document_file"),
    path("documents/<slug:code>/", views.check_document, name="check_document"),
    path("settings/billing/", views.billing_details, name="billing_details"),
]
api_urlpatterns = [
    path("me/documents/", api.Documents.as_view()),
    path("documents/<int:document_id>/", api.DocumentDetail.as_view()),
    path("documents/<int:document_id>/file/", api.DocumentFile.as_view()),
    path("documents/<slug:code>/check/", api.CheckDocument.as_view()),
    path("me/billing-details/", api.MyBillingDetails.as_view()),
]
