"""Uploads in the administration: that they are there, not what is in them."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.files.models import Upload


@admin.register(Upload, site=site)
class UploadTable(ReadOnlyModelAdmin):
    """Files of people. Names may tell what is in them: they stay with the owner."""

    columns = ("owner", "size", "created_at")
    hidden = ("file", "name", "sha256", "media_type", "previewed_at", "thumbnail", "large")
    search_fields = ("=owner__email",)
    date_hierarchy = "created_at"
    subject_field = "owner"
    hide_names = True
