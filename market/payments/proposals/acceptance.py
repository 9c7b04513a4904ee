"""A chargeback is not answered, so that the bank pays the client back: one operator proposes that, another approves."""

from collections.abc import Mapping

from market.accounts.models import User
from market.payments.chargebacks.evidence_actions import ChargebackDecided, accept_chargeback, require_at_rest
from market.payments.models import Chargeback, StaffProposal
from market.payments.proposals.forgiveness import parse_chargeback, parties_of


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """One that waits for an answer, with all that the bank asks for. Raises Invalid, and what keeps it from being
    answered."""
    row = parse_chargeback(raw, "open_chargeback")
    if row.state != Chargeback.State.OPEN:
        raise ChargebackDecided
    require_at_rest(Chargeback.objects.filter(dispute_id=row.dispute_id))
    return {"open_chargeback": str(row.pk), "amount": str(row.charge.amount), "currency": row.currency}


def carry_out(row: StaffProposal, by: User) -> None:
    """The bank is told by a job. Raises what keeps it from being answered by now."""
    accept_chargeback(by=by, chargeback_id=int(row.parameters["open_chargeback"]))


def parties(parameters: Mapping[str, str]) -> set[int]:
    """Both sides of its contract."""
    return parties_of(int(parameters["open_chargeback"]))
