"""Proposals about one milestone: more time, and one more round of changes."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import propose, refuse_duplicate
from market.contracts.workroom.actions import (
    MOST_MORE_DAYS,
    NotTheClient,
    NotTheFreelancer,
    RevisionsNotCounted,
    require_state,
    visible_milestone,
)
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = Proposal.Kind


class RevisionsLeft(DomainError):
    help = "delivering#revisions"
    code = "revisions_left"
    sentence = _("A round of changes is left: ask for the changes at once.")


@atomic
def ask_extension(*, by: "User", milestone_id: int, days: int, note: str = "") -> Proposal:
    """The freelancer asks for more days, counted from when work or changes are due, or from now if that is past.
    While a notice to cancel runs it is answered before that ends.

    Raises NotFound, NotTheFreelancer, MilestoneNotReady, TimeIsUp, ProposalPending, Invalid.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_state(milestone, *Milestone.DUE)
    if not 1 <= days <= MOST_MORE_DAYS:
        raise Invalid(errors={"days": [_("Give 1 to %(most)s days.") % {"most": MOST_MORE_DAYS}]})
    was = milestone.due_at or clock.now()
    until = max(was, clock.now()) + timedelta(days=days)
    if milestone.last_day_at is not None and until >= milestone.last_day_at:
        raise Invalid(errors={"days": [_("Money cannot be held that long. Ask for fewer days.")]})
    refuse_duplicate(milestone.contract, Kind.EXTENSION, milestone=milestone)
    content = {"until": until.isoformat(), "was": was.isoformat()}
    latest = milestone.cancel_at
    return propose(
        by, milestone.contract, Kind.EXTENSION, note=note, content=content, until=latest, milestone=milestone
    )


@atomic
def ask_revision(*, by: "User", milestone_id: int, note: str = "") -> Proposal:
    """The client asks for one more round of changes, when all in the price are used. The review deadline stays.

    Raises NotFound, NotTheClient, MilestoneNotReady, TimeIsUp, RevisionsNotCounted, RevisionsLeft, ProposalPending.
    """
    milestone = visible_milestone(by, milestone_id)
    if milestone.contract.client_id != by.pk:
        raise NotTheClient
    require_state(milestone, Milestone.State.SUBMITTED)
    if milestone.revisions is None:
        raise RevisionsNotCounted
    if milestone.revisions_left:
        raise RevisionsLeft
    refuse_duplicate(milestone.contract, Kind.REVISION, milestone=milestone)
    until = milestone.review_due_at
    return propose(by, milestone.contract, Kind.REVISION, note=note, content={}, until=until, milestone=milestone)
