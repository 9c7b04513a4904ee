"""Ending a contract early, as both sides agreed: held money is released and refunded by the proposed shares."""

from typing import TYPE_CHECKING

from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import ProposalOutdated, on_agreement
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import require_state
from market.core.base import clock
from market.payments.funding.checkout_actions import close_checkouts
from market.payments.models import Refund, Release
from market.payments.refunds.actions import refund_held
from market.payments.releases.actions import release_share

if TYPE_CHECKING:
    from market.accounts.models import User

State = Milestone.State


@on_agreement(Proposal.Kind.END)
def end_contract(proposal: Proposal, by: "User") -> None:
    """Lapse milestones that await funding, then release and refund what is held.

    Raises ProposalOutdated unless exactly the sums are held that were held at the proposal, TimeIsUp where silence
    or the last day of holding has decided before.
    """
    contract, split = proposal.contract, proposal.split
    milestones = list(contract.milestones.select_for_update(no_key=True).order_by("position"))
    held = {each.pk: each.held_value for each in milestones if each.held_value or each.state in Milestone.HOLDING}
    if held != {pk: held_before for pk, (held_before, _share) in split.items()}:
        raise ProposalOutdated
    for milestone in milestones:
        milestone.contract = contract
        if milestone.pk in split:
            require_state(milestone, State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)
        elif milestone.state == State.AWAITING_FUNDING:
            close_checkouts(milestone)
    instant = clock.now()
    contract.state, contract.ended_at = Contract.State.ENDED, instant  # first: moving the money then starts nothing new
    contract.save(update_fields=["state", "ended_at"])
    transitions.lapse_unfunded(contract, at=instant)
    for milestone in milestones:
        if milestone.pk in split:
            release_share(milestone, split[milestone.pk][1], Release.Reason.ENDED, by=by)
            if milestone.held_value:
                refund_held(milestone, Refund.Reason.ENDED, by=by)
