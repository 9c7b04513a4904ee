"""Addresses of files."""

from django.urls import path

from market.files import api, views

urlpatterns = [path("files/<uuid:file_id>/", views.file, name="file")]
api_urlpatterns = [
    path("uploads/", api.Uploads.as_view(), name="api_uploads"),
    path("files/<uuid:file_id>/", api.FileDetail.as_view(), name="api_file"),
]
