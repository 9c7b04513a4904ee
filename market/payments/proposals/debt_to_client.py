"""What a freelancer promised to give back and does not earn: one operator proposes to end it, another approves it."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.payments.chargebacks.evidence_actions import NothingOwed
from market.payments.debts.ending_actions import end_debt_to_client
from market.payments.models import Debt, StaffProposal
from market.payments.proposals.fields import money_of, row_of_number


def _debts() -> QuerySet[Debt]:
    return Debt.objects.filter(give_back__isnull=False).select_related("freelancer", "give_back__milestone__contract")


def choices(most: int) -> dict[str, str | Promise]:
    """Those that wait for earnings, the oldest first."""
    rows = _debts().filter(left_value__gt=0).order_by("pk")[:most]
    return {str(row.pk): f"{named(row)} · {format_money(row.left, language())}" for row in rows}


def named(row: Debt) -> str:
    """Whose it is, and of what."""
    title = row.give_back.milestone.full_title if row.give_back else ""
    return f"{row.freelancer.shown_name} · {title}"


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """The debt by its number, with what is left of it now. Raises Invalid, NothingOwed."""
    row = row_of_number(_debts(), raw, "debt")
    if row is None:
        raise Invalid(errors={"debt": [_("Choose one of these.")]})
    if not row.left_value:
        raise NothingOwed
    return {"debt": str(row.pk), "amount": str(row.left_value), "currency": row.currency}


def carry_out(row: StaffProposal, by: User) -> None:
    """Raises NothingOwed where more is left than was proposed."""
    debt = fetch(_debts(), row.parameters["debt"])
    if debt.left > money_of(row.parameters):  # less, where earnings have paid some of it since
        raise NothingOwed
    end_debt_to_client(by=by, debt_id=debt.pk, reason=row.reason)


def parties(parameters: Mapping[str, str]) -> set[int]:
    """The freelancer, and the client who was to get it."""
    rows = _debts().filter(pk=int(parameters["debt"]))
    return {pk for pair in rows.values_list("freelancer", "give_back__milestone__contract__client") for pk in pair}
