"""Files for banks, in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.payments.models import EvidenceFile


@admin.register(EvidenceFile, site=site)
class EvidenceFileTable(ReadOnlyModelAdmin):
    """Files that go to a bank with the answer to a chargeback."""

    columns = ("dispute_id", "kind", "added_by", "added_at", "provider_file_id")
    search_fields = ("=id", "=dispute_id")
    list_filter = ("kind",)
    date_hierarchy = "added_at"
