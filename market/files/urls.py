"""Addresses of files."""

from django.urls import path

from market.files import api, views
from market.files.resumable import api as resumable

urlpatterns = [
    path("files/<uuid:file_id>/", views.file, name="file"),
    path("files/<uuid:file_id>/view/", views.view_file, name="view_file"),
    path("files/<uuid:file_id>/<str:size>.webp", views.file_preview, name="file_preview"),
]
api_urlpatterns = [
    path("uploads/", api.Uploads.as_view(), name="api_uploads"),
    path("uploads/resumable/", resumable.PartialUploads.as_view(), name="api_partial_uploads"),
    path("uploads/resumable/<uuid:upload_id>/", resumable.PartialUploadDetail.as_view(), name="api_partial_upload"),
    path("files/<uuid:file_id>/", api.FileDetail.as_view(), name="api_file"),
    path("files/<uuid:file_id>/<str:size>.webp", api.FilePreview.as_view(), name="api_file_preview"),
]
