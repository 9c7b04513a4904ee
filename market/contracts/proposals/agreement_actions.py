"""Handlers of agreed proposals that move no money: a change of the milestones, more time, one more round."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import ProposalOutdated, on_agreement
from market.contracts.proposals.changes import still_fits
from market.contracts.signals import terms_changed
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import require_state
from market.core.base import clock
from market.core.base.db import lock

if TYPE_CHECKING:
    from market.accounts.models import User


@on_agreement(Proposal.Kind.CHANGE)
def change_milestones(proposal: Proposal, by: "User") -> None:
    """Apply the items: add, change, then drop. Raises ProposalOutdated if a milestone was changed since."""
    contract = proposal.contract
    locked = {each.pk: each for each in contract.milestones.select_for_update(no_key=True).order_by("pk")}
    if not still_fits(contract, proposal.items):
        raise ProposalOutdated
    for milestone in locked.values():
        milestone.contract = contract
    for do in (_add, _change, _drop):
        for item in proposal.items:
            if item["do"] == do.__name__[1:]:
                do(contract, locked.get(item["milestone"] or 0), item)


def _add(contract: Contract, _none: Milestone | None, item: dict[str, Any]) -> None:
    last = contract.milestones.aggregate(last=Max("position"))["last"]
    Milestone.objects.create(contract=contract, position=last + 1, currency=contract.currency, **_terms(item["now"]))


def _change(contract: Contract, milestone: Milestone | None, item: dict[str, Any]) -> None:
    assert milestone is not None  # noqa: S101  # `still_fits` found it
    more = item["now"]["days"] - milestone.days
    for name, value in _terms(item["now"]).items():
        setattr(milestone, name, value)
    milestone.save(update_fields=["title", "amount_value", "days", "revisions", "done_when"])
    if more:
        transitions.move_deadline(milestone, days=more, at=clock.now())
    if item["now"]["amount"] != item["was"]["amount"]:
        terms_changed.send(Milestone, milestone=milestone)


def _drop(contract: Contract, milestone: Milestone | None, item: dict[str, Any]) -> None:
    assert milestone is not None  # noqa: S101  # `still_fits` found it
    transitions.mark_dropped(milestone, at=clock.now())
    terms_changed.send(Milestone, milestone=milestone)


def _terms(now: dict[str, Any]) -> dict[str, Any]:
    terms = {
        "title": now["title"],
        "amount_value": Decimal(now["amount"]),
        "days": now["days"],
        "revisions": now["revisions"],
    }
    return terms | {name: now[name] for name in ("done_when",) if name in now}  # older items say nothing of it


@on_agreement(Proposal.Kind.EXTENSION)
def extend_deadline(proposal: Proposal, by: "User") -> None:
    """Move the due date. Raises MilestoneNotReady once it was delivered or has ended, TimeIsUp, ProposalOutdated where
    it would not be later than it is now, or is past."""
    milestone = lock(Milestone.objects.all(), proposal.milestone_id)
    milestone.contract = proposal.contract
    require_state(milestone, *Milestone.DUE)
    now = clock.now()
    if proposal.until <= max(milestone.due_at or now, now):
        raise ProposalOutdated
    transitions.set_deadline(milestone, proposal.until, at=now)


@on_agreement(Proposal.Kind.REVISION)
def add_revision(proposal: Proposal, by: "User") -> None:
    """Include one more round of changes. Raises MilestoneNotReady, TimeIsUp, ProposalOutdated if one is left by now."""
    milestone = lock(Milestone.objects.all(), proposal.milestone_id)
    milestone.contract = proposal.contract
    require_state(milestone, Milestone.State.SUBMITTED)
    if milestone.revisions is None or milestone.revisions_left:
        raise ProposalOutdated
    milestone.revisions += 1
    milestone.save(update_fields=["revisions"])
