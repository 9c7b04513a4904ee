"""A mistaken ruling is put right by two: who gave it, or a lead, says what was wrong; another moderator confirms it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two, require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.base.reasons import has_substance, too_thin
from market.core.text.bangla import nfc
from market.disputes.claims.common import enter_state, seen_dispute
from market.disputes.models import Correction, Dispute
from market.disputes.rulings import events
from market.disputes.rulings.actions import Decision, check_decision, languages_of, reasons_by_language
from market.disputes.rulings.decision_actions import announce_ruling
from market.disputes.rulings.desk_actions import ROLES, NotAModerator, sides_of
from market.disputes.rulings.events import DisputeCorrectionDeclined, DisputeCorrectionProposed

if TYPE_CHECKING:
    from django.db.models import QuerySet

WHY_LENGTH = 2000
State = Correction.State
CORRECTING = act_of_two("correction", *ROLES)


MISSING = {
    "en": _("One of the sides reads English: say what was the mistake in English too."),
    "bn": _("One of the sides reads Bangla: say what was the mistake in Bangla too."),
}


class CorrectionOver(DomainError):
    help = "disputes#correction"
    code = "correction_over"
    sentence = _("This ruling cannot be corrected: it was corrected already, or its hours are over.")


class CorrectionWaits(DomainError):
    help = "disputes#correction"
    code = "correction_waits"
    sentence = _("A correction waits already. Confirm or decline it first.")


class NotYourRuling(NotAllowed):
    help = "disputes#correction"
    code = "not_your_ruling"
    sentence = _("Only the moderator who gave the ruling, or a lead, can propose a correction. Ask one of them.")


class SecondPersonNeeded(NotAllowed):
    help = "disputes#correction"
    code = "second_person_needed"
    sentence = _("You proposed this correction: another moderator confirms it.")


class CorrectionAnswered(DomainError):
    help = "disputes#correction"
    code = "correction_answered"
    sentence = _("This correction is answered already: it is “%(state)s”.")


def may_propose(by: User, dispute: Dispute) -> bool:
    """Whether somebody of the desk may propose to correct what was ruled last."""
    gave = dispute.rulings.filter(moderator=by, stage=dispute.stage).exclude(given_at=None)
    return by.has_own_role(User.Role.LEAD) or (by.has_own_role(*ROLES) and gave.exists())


@atomic
def propose_correction(*, by: User, dispute_id: int, decision: Decision, why: Mapping[str, str] | str) -> Correction:
    """Propose what should have been ruled, and say what was the mistake: by language as the reasons of a ruling, or in
    one text for both sides. Nothing changes before a second moderator confirms it.

    Raises NotFound, NotAModerator, NotInAnEmergency, NotYourRuling, CorrectionOver, CorrectionWaits, and as a ruling
    does; Invalid at "why", or at "why_en" or "why_bn" where only one of them lacks.
    """
    dispute, decision, words = check_correction(by=by, dispute_id=dispute_id, decision=decision, why=why)
    correction = Correction.objects.create(
        dispute=dispute,
        stage=dispute.stage,
        proposed_by=by,
        proposed_at=clock.now(),
        why=next(filter(None, words.values())),
        why_en=words.get("en", ""),
        why_bn=words.get("bn", ""),
        was_value=dispute.to_freelancer_value or Decimal(0),
        to_freelancer_value=decision.to_freelancer.amount,
        grounds=list(decision.grounds),
        reasons_en=decision.reasons.get("en", ""),
        reasons_bn=decision.reasons.get("bn", ""),
    )
    audit(
        "ruling.correction_proposed",
        by=by,
        on=correction,
        dispute=dispute.pk,
        was=correction.was,
        to_freelancer=correction.to_freelancer,
    )
    due = dispute.correctable_until or clock.now()
    proposed = DisputeCorrectionProposed(title=dispute.milestone.full_title, actor=by, due=due)
    emit(proposed, on=dispute, by=by, to=confirmers(dispute).exclude(pk=by.pk))
    return correction


@atomic
def check_correction(
    *, by: User, dispute_id: int, decision: Decision, why: Mapping[str, str] | str
) -> tuple[Dispute, Decision, dict[str, str]]:
    """Raises what `propose_correction` would, and writes nothing. Returns the locked dispute and what was sent."""
    dispute = _on_desk(by, dispute_id)
    _require_time(dispute)
    if not may_propose(by, dispute):
        raise NotYourRuling
    if dispute.corrections.filter(state=State.OPEN).exists():
        raise CorrectionWaits
    words = _mistake(dispute, {"": why} if isinstance(why, str) else why)
    return dispute, check_decision(dispute, decision), words


def _mistake(dispute: Dispute, why: Mapping[str, str]) -> dict[str, str]:
    """What was the mistake, tidied, for each side in a language that is read there. Raises Invalid at the fields."""
    tidy = {language: nfc(text).strip() for language, text in why.items()}
    if common := tidy.get("", ""):
        if not has_substance(common):
            raise Invalid(errors={"why": [too_thin()]})
        require_length("why", common, WHY_LENGTH)
    words = {language: text for language, text in reasons_by_language(dispute, tidy).items() if text}
    if not words:
        raise Invalid(errors={"why": [too_thin()]})
    if missing := languages_of(dispute) - set(words):
        raise Invalid(errors={f"why_{each}": [MISSING[each]] for each in sorted(missing)})
    if thin := [each for each in sorted(words) if not has_substance(words[each])]:
        raise Invalid(errors={f"why_{each}": [too_thin()] for each in thin})
    for language, text in words.items():
        require_length(f"why_{language}", text, WHY_LENGTH)
    return words


def confirmers(dispute: Dispute) -> "QuerySet[User]":
    """Who may confirm a correction: moderators and leads who are no side of it; also one who has ruled on it."""
    people = User.objects.filter(is_active=True, roles__overlap=list(ROLES)).exclude(suspended_until__gt=clock.now())
    return people.exclude(pk__in=sides_of(dispute)).order_by("pk")


@atomic
def confirm_correction(*, by: User, correction_id: int) -> Dispute:
    """A second moderator confirms: what was ruled is now this, and both sides are told why. Where an appeal is
    possible, its days begin anew; a final ruling takes effect at the instant that both were told.

    Raises NotFound, NotAModerator, NotInAnEmergency, SecondPersonNeeded, CorrectionAnswered, CorrectionOver.
    """
    correction, dispute = _lock_to_answer(by, correction_id)
    CORRECTING.require(by, first=[correction.proposed_by_id], refusal=SecondPersonNeeded)
    _require_time(dispute)
    _answer_correction(correction, State.CONFIRMED, by)
    dispute.to_freelancer_value = correction.to_freelancer_value
    if not dispute.is_final:
        enter_state(dispute, dispute.state, lasts=timedelta(days=settings.LIFECYCLE.ruling_appeal_days), at=clock.now())
    dispute.save(update_fields=["to_freelancer_value", "due_at"])
    audit(
        "ruling.corrected",
        by=by,
        on=correction,
        dispute=dispute.pk,
        was=correction.was,
        to_freelancer=correction.to_freelancer,
    )
    announce_ruling(dispute, events.DisputeFinalCorrected if dispute.is_final else events.DisputeRulingCorrected)
    return dispute


@atomic
def decline_correction(*, by: User, correction_id: int) -> Dispute:
    """The ruling stays as it was; who proposed it takes it back so too.

    Raises NotFound, NotAModerator, NotInAnEmergency, CorrectionAnswered.
    """
    correction, dispute = _lock_to_answer(by, correction_id)
    _answer_correction(correction, State.DECLINED, by)
    audit("ruling.correction_declined", by=by, on=correction, dispute=dispute.pk)
    if correction.proposed_by_id != by.pk:
        declined = DisputeCorrectionDeclined(title=dispute.milestone.full_title, actor=by)
        emit(declined, on=dispute, by=by, to=[correction.proposed_by])
    return dispute


def _on_desk(by: User, dispute_id: int) -> Dispute:
    if not by.has_role(*ROLES):
        seen_dispute(by, dispute_id)
        raise NotAModerator
    require_own_role(by, *ROLES)  # what two people do together is opened by no role of an emergency
    return seen_dispute(by, fetch(Dispute.objects.on_desk(by), dispute_id).pk)


def _require_time(dispute: Dispute) -> None:
    if not dispute.can_be_corrected:
        raise CorrectionOver


def _lock_to_answer(by: User, correction_id: int) -> tuple[Correction, Dispute]:
    """Locked, its dispute first."""
    dispute = _on_desk(by, fetch(Correction.objects.all(), correction_id).dispute_id)
    correction = lock(Correction.objects.select_related("proposed_by"), correction_id)
    correction.dispute = dispute
    if correction.state != State.OPEN:
        raise CorrectionAnswered(state=correction.get_state_display())
    return correction, dispute


def _answer_correction(correction: Correction, state: str, by: User) -> None:
    correction.state, correction.answered_by, correction.answered_at = state, by, clock.now()
    correction.save(update_fields=["state", "answered_by", "answered_at"])
