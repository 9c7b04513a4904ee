"""Read-only admin of what payouts in taka go by: accounts, batches, quotes and holidays."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.payments import models


@admin.register(models.PayoutMethod, site=site)
class PayoutMethodTable(ReadOnlyModelAdmin):
    """The accounts to which taka go, without their numbers."""

    columns = ("user", "currency", "kind", "state", "created_at", "usable_at", "decided_by", "ended_at")
    hidden = ("account_number",)
    search_fields = ("=user__email", "=id")
    list_filter = ("kind", "state", "currency")
    date_hierarchy = "created_at"


@admin.register(models.Holiday, site=site)
class HolidayTable(ReadOnlyModelAdmin):
    """Bank holidays without a fixed date."""

    private = False
    columns = ("day", "name_en", "name_bn", "added_by", "added_at")
    date_hierarchy = "day"


@admin.register(models.PayoutQuote, site=site)
class PayoutQuoteTable(ReadOnlyModelAdmin):
    """Quotes for dollars in taka."""

    columns = (
        "user",
        "amount_value",
        "rate_value",
        "gross_value",
        "margin_value",
        "created_at",
        "accepted_at",
        "payout",
    )
    search_fields = ("=user__email", "=id")
    date_hierarchy = "created_at"


@admin.register(models.PayoutBatch, site=site)
class PayoutBatchTable(ReadOnlyModelAdmin):
    """Batches of payouts for the bank."""

    columns = ("id", "count", "amount_value", "state", "made_by", "approved_by", "bank_reference", "made_at", "sent_at")
    search_fields = ("=id", "=bank_reference")
    list_filter = ("state",)
    date_hierarchy = "made_at"
