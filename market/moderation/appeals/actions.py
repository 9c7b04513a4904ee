"""Appeals: one for each measure, decided by another moderator. Undecided in time, it lifts any measure but a ban."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, lock_of
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.moderation.appeals.events import MeasureLifted, MeasureUpheld
from market.moderation.cases.ties import Tied, is_tied
from market.moderation.measures.actions import write_measure_end
from market.moderation.models import Appeal, Case, Measure

TEXT_LENGTH = 3000
REASONS_LENGTH = 2000


class AppealNotOpen(DomainError):
    help = "moderation#appeal"
    code = "measure_appeal_not_open"
    sentence = _("You cannot appeal any more: you did, its days are over, or it was withdrawn.")


class OwnDecision(NotAllowed):
    help = "moderation#appeal"
    code, sentence = "own_decision", _("Another moderator than who imposed it decides on the appeal.")


class AppealDecided(DomainError):
    help = "moderation#appeal"
    code, sentence = "measure_appeal_decided", _("This appeal is decided already.")


DECIDING = act_of_two("measure_appeal", User.Role.MODERATOR, User.Role.LEAD)


@atomic
def appeal_measure(*, by: User, measure_id: int, text: str) -> Appeal:
    """The user appeals a measure, which stays in effect until another moderator decides.

    Raises NotFound, AppealNotOpen, Invalid at "text".
    """
    measure = _lock_measure(fetch(Measure.objects.visible_to(by), measure_id).pk)
    words = nfc(text).strip()
    if not words:
        raise Invalid(errors={"text": [_("Say why the decision is wrong.")]})
    require_length("text", words, TEXT_LENGTH)
    if not measure.can_be_appealed:
        raise AppealNotOpen
    now = clock.now()
    due = now + timedelta(days=settings.LIFECYCLE.measure_appeal_answer_days)
    appeal = Appeal.objects.create(measure=measure, text=words, made_at=now, due_at=due)
    audit("measure.appealed", by=by, on=measure.case, measure=measure.pk)
    return appeal


@atomic
def decide_measure_appeal(*, by: User, measure_id: int, verdict: str, reasons: str) -> Appeal:
    """Another moderator upholds the measure ("upheld") or lifts it ("lifted"), with reasons that the user reads.

    Raises NotFound, NotInAnEmergency, OwnDecision, Tied, AppealDecided, Invalid at the fields.
    """
    measure = _lock_measure(fetch(Measure.objects.on_desk(by), measure_id).pk)
    appeal = lock_of(Appeal.objects.all(), measure=measure)
    DECIDING.require(by, first=[measure.imposed_by_id], refusal=OwnDecision)
    if is_tied(by, measure.case):
        raise Tied
    if appeal.decided_at is not None:
        raise AppealDecided
    words = nfc(reasons).strip()
    errors = {} if verdict in ("upheld", "lifted") else {"verdict": [_("Choose: it stands, or it is lifted.")]}
    if not words:
        errors["reasons"] = [_("Say why: the person reads it.")]
    if errors:
        raise Invalid(errors=errors)
    require_length("reasons", words, REASONS_LENGTH)
    _decide(appeal, measure, by, words, is_upheld=verdict == "upheld")
    return appeal


def _decide(appeal: Appeal, measure: Measure, by: User | None, reasons: str, *, is_upheld: bool) -> None:
    appeal.decided_at, appeal.decided_by = clock.now(), by
    appeal.is_upheld, appeal.reasons = is_upheld, reasons
    appeal.save(update_fields=["decided_at", "decided_by", "is_upheld", "reasons"])
    verdict = "upheld" if is_upheld else "lifted"
    audit(f"measure.appeal_{verdict}", by=by, on=measure.case, measure=measure.pk)
    if not is_upheld and measure.ended_at is None:
        write_measure_end(measure, Measure.Ending.LIFTED, by, reasons)
    event = MeasureUpheld if is_upheld else MeasureLifted
    emit(event(title=measure.title[:120]), on=measure, by=by, to=[measure.person])


@atomic
def lift_unanswered(*, appeal_id: int) -> None:
    """Lift a measure whose appeal nobody decided in time. A ban stays in effect until its appeal is decided."""
    measure = _lock_measure(Appeal.objects.values_list("measure_id", flat=True).get(pk=appeal_id))
    appeal = lock(Appeal.objects.all(), appeal_id)
    if appeal.decided_at is None and appeal.due_at <= clock.now() and measure.level != Measure.Level.BAN:
        _decide(appeal, measure, None, "", is_upheld=False)


def _lock_measure(measure_id: int) -> Measure:
    """A measure, locked after its case. Raises NotFound."""
    measure_row = fetch(Measure.objects.all(), measure_id)
    case = lock(Case.objects.all(), measure_row.case_id)
    measure = lock(case.measures.select_related("person"), measure_id)
    measure.case = case
    return measure
