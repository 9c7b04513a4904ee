"""Proposing that a chargeback is not answered, or that what a freelancer owes of a lost one is forgiven."""

from market.accounts.models import User
from market.core.base.db import atomic, fetch
from market.payments.chargebacks.evidence_actions import undecided_chargeback
from market.payments.models import Chargeback, StaffProposal
from market.payments.proposals.actions import propose


@atomic
def propose_forgiveness(*, by: User, chargeback_id: int, reason: str) -> StaffProposal:
    """The proposal; another operator decides. Raises NotFound, NothingOwed, and what `propose` raises."""
    row = fetch(Chargeback.objects.visible_to(by), chargeback_id)
    return propose(by=by, kind="forgiveness", parameters={"chargeback": str(row.pk)}, reason=reason)


@atomic
def propose_acceptance(*, by: User, chargeback_id: int, reason: str) -> StaffProposal:
    """The proposal; another operator decides. Raises NotFound, what keeps it from being answered, and what `propose`
    raises."""
    row = undecided_chargeback(by, chargeback_id)
    return propose(by=by, kind="acceptance", parameters={"open_chargeback": str(row.pk)}, reason=reason)
