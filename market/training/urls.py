"""Addresses of the register."""

from django.urls import path

from market.training import api, views

urlpatterns = [
    path("claim/", views.claim, name="claim"),
    path("certificates/", views.check, name="check_certificate"),
    path("certificates/<str:serial>/", views.certificate, name="certificate"),
    path("certificates/<str:serial>/paper/", views.certificate_paper, name="certificate_paper"),
    path("staff/certificates/", views.certificate_desk, name="certificate_desk"),
    path("staff/certificates/new/", views.issue, name="issue_certificate"),
    path("staff/certificates/<int:certificate_id>/", views.certificate_record, name="certificate_record"),
    path("staff/certificates/<int:certificate_id>/letter/", views.certificate_letter, name="certificate_letter"),
    path("staff/batches/new/", views.new_batch, name="new_batch"),
]
api_urlpatterns = [
    path("certificates/claim/", api.ClaimCertificate.as_view(), name="api_claim_certificate"),
    path("certificates/<str:serial>/", api.CheckCertificate.as_view(), name="api_certificate"),
]
