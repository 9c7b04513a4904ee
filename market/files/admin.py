"""Uploads in the administration: that they are there, not what is in them."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.files.models import PartialUpload, Upload, UploadPart


@admin.register(Upload, site=site)
class UploadTable(ReadOnlyModelAdmin):
    """Files of people. Names may tell what is in them: they stay with the owner."""

    columns = ("owner", "size", "created_at")
    hidden = (
        "file",
        "name",
        "sha256",
        "media_type",
        "metadata",
        "previewed_at",
        "scanned_at",
        "threat",
        "thumbnail",
        "large",
    )
    search_fields = ("=owner__email",)
    date_hierarchy = "created_at"
    subject_field = "owner"
    hide_names = True


@admin.register(PartialUpload, site=site)
class PartialUploadTable(ReadOnlyModelAdmin):
    """Files that are being sent in parts."""

    columns = ("owner", "size", "offset", "created_at")
    hidden = ("name", "metadata")
    search_fields = ("=owner__email",)
    date_hierarchy = "created_at"
    subject_field = "owner"
    hide_names = True


@admin.register(UploadPart, site=site)
class UploadPartTable(ReadOnlyModelAdmin):
    """What the storage has of them."""

    columns = ("upload", "offset")
    hidden = ("file",)
    search_fields = ("=upload__id",)
