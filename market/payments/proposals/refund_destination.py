"""Where a refund goes that a card or bank refused for good: one operator proposes what the client has asked for,
another one approves it, and only then is it sent and recorded (`refunds.repayment_actions`)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.core.text.bangla import is_too_long, nfc
from market.payments.models import Refund, StaffProposal
from market.payments.proposals.fields import money_of, row_of_number
from market.payments.refunds.repayment_actions import RefundNotOwed, set_destination

DESTINATION_LENGTH = 300


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """The refund by its number, with what is owed of it now, and the destination. Raises Invalid, RefundNotOwed."""
    refund = row_of_number(Refund.objects.all(), raw, "refund")
    if refund is None:
        raise Invalid(errors={"refund": [_("There is no refund with this number.")]})
    if not refund.owed.amount:
        raise RefundNotOwed
    destination = " ".join(nfc(raw.get("destination", "")).split())
    if not destination or is_too_long(destination, DESTINATION_LENGTH):
        problem = _("Write whose account it is, where, and its number, in 300 characters at most.")
        raise Invalid(errors={"destination": [problem]})
    owed = {"amount": str(refund.owed.amount), "currency": refund.currency}
    return {"refund": str(refund.pk), "destination": destination, **owed}


def carry_out(row: StaffProposal, by: User) -> None:
    """Both have agreed to it. Raises RefundNotOwed where something else is owed by now."""
    refund = fetch(Refund.objects.all(), row.parameters["refund"])
    if refund.owed != money_of(row.parameters):
        raise RefundNotOwed
    set_destination(by=by, refund_id=refund.pk, destination=row.parameters["destination"])


def parties(parameters: Mapping[str, str]) -> set[int]:
    """Both sides of its contract."""
    contracts = Contract.objects.filter(milestones__refunds=int(parameters["refund"]))
    return {pk for pair in contracts.values_list("client_id", "freelancer_id") for pk in pair}
