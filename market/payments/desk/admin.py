"""Read-only admin of the money desk: comparisons with providers, alarms, and what two operators do together."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.payments import models


@admin.register(models.Reconciliation, site=site)
class ReconciliationTable(ReadOnlyModelAdmin):
    """Comparisons of the books with the providers' balances."""

    columns = ("rail", "currency", "at", "ours", "theirs")
    list_filter = ("rail", "currency")
    date_hierarchy = "at"
    private = False


@admin.register(models.ReconciliationDifference, site=site)
class ReconciliationDifferenceTable(ReadOnlyModelAdmin):
    """What explains differences."""

    columns = ("reconciliation", "cause", "amount_value", "funding", "refund")
    list_filter = ("cause",)
    private = False


@admin.register(models.WorkAlarm, site=site)
class WorkAlarmTable(ReadOnlyModelAdmin):
    """Work that has stopped, of which operators were notified."""

    columns = ("name", "alarmed_at")
    private = False


@admin.register(models.StaffProposal, site=site)
class StaffProposalTable(ReadOnlyModelAdmin):
    """What operators propose and decide."""

    hidden = ("mark",)
    columns = ("kind", "amount_value", "currency", "state", "proposed_by", "proposed_at", "decided_by", "ended_at")
    search_fields = ("=id", "=proposed_by__email")
    list_filter = ("kind", "state")
    date_hierarchy = "proposed_at"
