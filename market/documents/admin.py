"""Read-only admin of documents."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.documents.models import BillingDetails, Document, Series


@admin.register(Document, site=site)
class DocumentTable(ReadOnlyModelAdmin):
    """Documents, without what opens them to strangers."""

    columns = ("kind", "year", "number", "owner", "supplier", "amount_value", "currency", "issued_at", "corrects")
    hidden = ("code", "file", "key")
    search_fields = ("=id", "=number", "=owner__email", "=contract", "=payout")
    list_filter = ("kind", "year")
    date_hierarchy = "issued_at"


@admin.register(Series, site=site)
class SeriesTable(ReadOnlyModelAdmin):
    """How many documents of each kind were issued in each year."""

    columns = ("kind", "year", "last")
    private = False


@admin.register(BillingDetails, site=site)
class BillingDetailsTable(ReadOnlyModelAdmin):
    """What stands on the invoices of clients."""

    columns = ("user", "name", "tax_number", "updated_at")
    search_fields = ("=user__email", "name")
