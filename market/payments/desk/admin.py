"""Read-only admin of the money desk: comparisons with providers, alarms, and what two operators do together."""

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.core.admin.row_links import RowLink, row_link
from market.payments import models
from market.payments.desk.ledger_links import ledger_link


@row_link
def in_the_ledger(user: User, row: Model) -> RowLink | None:
    """The transactions of a row of money, for operators."""
    address = ledger_link(user, row)
    return (_("In the ledger"), address) if address else None


@row_link
def where_to_forgive(user: User, row: Model) -> RowLink | None:
    """Of a debt of a chargeback the page on which forgiving it is proposed, for operators."""
    if not isinstance(row, models.Debt) or row.chargeback is None or not row.left_value:
        return None
    is_operator = user.has_role(User.Role.OPERATOR)
    return (_("Propose to write it off"), row.chargeback.get_absolute_url()) if is_operator else None


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
