"""What a freelancer owes of a lost chargeback becomes the site's loss: one operator proposes that, another approves."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.payments.chargebacks.evidence_actions import NothingOwed, forgive_chargeback
from market.payments.models import Chargeback, StaffProposal
from market.payments.proposals.fields import money_of, row_of_number


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """What is owed of it now stands beside its number, so that more is never forgiven than was proposed. Raises
    Invalid, NothingOwed."""
    row = parse_chargeback(raw, "chargeback")
    if not row.owed.amount or row.left_value:
        raise NothingOwed
    return {"chargeback": str(row.pk), "amount": str(row.owed.amount), "currency": row.currency}


def parse_chargeback(raw: Mapping[str, str], name: str) -> Chargeback:
    """The chargeback with this number. Raises Invalid."""
    row = row_of_number(Chargeback.objects.all(), raw, name)
    if row is None:
        raise Invalid(errors={name: [_("There is no chargeback with this number.")]})
    return row


def carry_out(row: StaffProposal, by: User) -> None:
    """Raises NothingOwed where more is owed than was proposed."""
    chargeback = fetch(Chargeback.objects.all(), row.parameters["chargeback"])
    if chargeback.owed > money_of(row.parameters):  # less, where earnings have paid some of it since
        raise NothingOwed
    forgive_chargeback(by=by, chargeback_id=chargeback.pk, reason=row.reason)


def parties(parameters: Mapping[str, str]) -> set[int]:
    """Both sides of its contract."""
    return parties_of(int(parameters["chargeback"]))


def parties_of(chargeback_id: int) -> set[int]:
    """Both sides of the contract of a chargeback."""
    contracts = Contract.objects.filter(milestones__fundings__chargebacks=chargeback_id)
    return {pk for pair in contracts.values_list("client_id", "freelancer_id") for pk in pair}
