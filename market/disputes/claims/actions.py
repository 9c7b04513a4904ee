"""Opening a dispute, answering it, and the ways to end it without a moderator."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import require_state as require_milestone
from market.contracts.workroom.actions import visible_milestone
from market.contracts.workroom.amounts import require_currency
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.money import Money
from market.disputes.claims import events
from market.disputes.claims.common import (
    DisputeNotReady,
    NotYourTurn,
    enter_state,
    party_dispute,
    reminder_at,
    require_dispute_state,
    seen_dispute,
)
from market.disputes.claims.evidence_actions import StatementContent, create_statement
from market.disputes.closing_actions import close_dispute, close_withdrawn
from market.disputes.events import due_of, emit_in_dispute
from market.disputes.models import Dispute, Statement
from market.disputes.rulings.desk_actions import begin_ruling

if TYPE_CHECKING:
    from market.accounts.models import User

State = Dispute.State


class AlreadyDisputed(DomainError):
    help = "disputes#open"
    code = "already_disputed"
    sentence = _("You have opened a dispute of this milestone before. Each side can do so once.")


class NotTheOpener(NotAllowed):
    help = "disputes#who"
    code = "not_the_opener"
    sentence = _("Only who opened the dispute can withdraw it.")


class ClaimNotHeld(Invalid):
    help = "disputes#open"
    code = "claim_not_held"
    sentence = _("Claim more than nothing, and not more than is held: %(held)s.")


@atomic
def open_dispute(
    *, by: "User", milestone_id: int, claim: Money, content: StatementContent, reason: str = Dispute.Reason.OTHER
) -> Dispute:
    """Open a dispute of a milestone: what is held is frozen at once, and the other side answers.

    `claim` is what the person wants of what is held: a client back, a freelancer released. Raises NotFound,
    MilestoneNotReady, TimeIsUp, AlreadyDisputed, WrongCurrency, ClaimNotHeld, Invalid at the fields.
    """
    milestone = visible_milestone(by, milestone_id)
    require_milestone(
        milestone,
        Milestone.State.FUNDED,
        Milestone.State.SUBMITTED,
        Milestone.State.CHANGES_REQUESTED,
        Milestone.State.REFUND_REQUESTED,
    )
    if milestone.disputes.filter(opened_by=by).exists():
        raise AlreadyDisputed
    _require_claim(milestone, claim)
    _require_reason(milestone, by, reason)
    dispute = _create_dispute(by, milestone, claim, reason)
    create_statement(dispute, by, Statement.Kind.CLAIM, content)
    event = events.DisputeOpened if dispute.is_granted_by_silence else events.DisputeOpenedUndelivered
    emit_in_dispute(event(claim=claim, due=due_of(dispute), amount=dispute.frozen), dispute, by=by)
    return dispute


def _require_claim(milestone: Milestone, claim: Money) -> None:
    require_currency(claim, milestone.currency, field="claim")
    if not 0 < claim.amount <= milestone.held_value:
        raise ClaimNotHeld.at("claim", held=milestone.held)


def _require_reason(milestone: Milestone, by: "User", reason: str) -> None:
    """Each side has reasons of its own: no client claims money back for not being paid."""
    allowed = Dispute.OF_CLIENT if milestone.contract.client_id == by.pk else Dispute.OF_FREELANCER
    if reason not in allowed:
        names = ", ".join(each.value for each in allowed)
        raise Invalid(errors={"reason": [_("Choose a reason of your side: %(names)s.") % {"names": names}]})


def _create_dispute(by: "User", milestone: Milestone, claim: Money, reason: str) -> Dispute:
    numbers, instant = settings.LIFECYCLE, clock.now()
    dispute = Dispute(
        milestone=milestone,
        opened_by=by,
        reason=reason,
        claim_value=claim.amount,
        frozen_value=milestone.held_value,
        currency=milestone.currency,
        is_small=claim.amount <= numbers.small_claim(milestone.currency),
        needs_two=claim.amount > numbers.two_rulings(milestone.currency),
        opened_at=instant,
    )
    days = answer_days(as_client=milestone.contract.client_id == by.pk)
    due = enter_state(dispute, State.OPENED, lasts=timedelta(days=days), at=instant)
    dispute.look_at = reminder_at(due, at=instant)
    dispute.save(force_insert=True)
    transitions.pause(milestone, Milestone.State.DISPUTED, at=instant)
    return dispute


def answer_days(*, as_client: bool) -> int:
    """How many days the other side has to answer a claim of a client, or of a freelancer."""
    numbers = settings.LIFECYCLE
    return numbers.dispute_answer_freelancer_days if as_client else numbers.dispute_answer_client_days


@atomic
def answer_dispute(*, by: "User", dispute_id: int, content: StatementContent) -> Dispute:
    """Answer the claim. Then both have some days to settle; a small claim goes to a moderator at once.

    Raises NotFound, NotAParty, NotYourTurn, DisputeNotReady, TimeIsUp, Invalid at the fields.
    """
    dispute = _lock_to_answer(by, dispute_id, State.OPENED)
    create_statement(dispute, by, Statement.Kind.ANSWER, content)
    dispute.answered_at = clock.now()
    if dispute.is_small:
        emit_in_dispute(events.DisputeAnsweredSmall(), dispute, by=by)
        begin_ruling(dispute, at=dispute.answered_at)
        return dispute
    enter_state(
        dispute, State.ANSWERED, lasts=timedelta(days=settings.LIFECYCLE.negotiation_days), at=dispute.answered_at
    )
    dispute.look_at = None
    dispute.save(update_fields=["state", "due_at", "look_at", "answered_at"])
    emit_in_dispute(events.DisputeAnswered(due=due_of(dispute)), dispute, by=by)
    return dispute


@atomic
def concede_dispute(*, by: "User", dispute_id: int) -> Dispute:
    """Accept the claim: it is done as who opened it asked. Once it is ruled, only an offer settles it otherwise.

    Raises NotFound, NotAParty, NotYourTurn, DisputeNotReady, TimeIsUp.
    """
    dispute = _lock_to_answer(by, dispute_id, *Dispute.TALKING, *Dispute.RULED)
    if dispute.to_freelancer_value is not None:
        raise DisputeNotReady(state=_("Ruled"))
    close_dispute(dispute, dispute.claimed_share, Dispute.Ending.CONCEDED, by=by)
    return dispute


def _lock_to_answer(by: "User", dispute_id: int, *states: str) -> Dispute:
    dispute = party_dispute(by, dispute_id, *states)
    if dispute.opened_by_id == by.pk:
        raise NotYourTurn
    return dispute


@atomic
def withdraw_dispute(*, by: "User", dispute_id: int) -> Dispute:
    """Take it back while no moderator was asked: the milestone goes on where it was.

    Raises NotFound, NotAParty, NotTheOpener, DisputeNotReady, TimeIsUp.
    """
    dispute = party_dispute(by, dispute_id, *Dispute.TALKING)
    if dispute.opened_by_id != by.pk:
        raise NotTheOpener
    close_withdrawn(dispute, by=by)
    return dispute


@atomic
def add_statement(*, by: "User", dispute_id: int, content: StatementContent) -> Dispute:
    """Say more, or bring more proof, before it is ruled: both sides, and who stands by.

    Raises NotFound, NotAParty, DisputeNotReady, TimeIsUp, Invalid at the fields.
    """
    if Dispute.objects.beside(by).filter(pk=dispute_id).exists():
        dispute = seen_dispute(by, dispute_id)
        require_dispute_state(dispute, *Dispute.TALKING, *Dispute.RULED)
    else:
        dispute = party_dispute(by, dispute_id, *Dispute.TALKING, *Dispute.RULED)
    if dispute.is_ruled:
        raise DisputeNotReady(state=_("Ruled"))
    create_statement(dispute, by, Statement.Kind.NOTE, content)
    emit_in_dispute(events.DisputeStatementAdded(), dispute, by=by)
    return dispute
