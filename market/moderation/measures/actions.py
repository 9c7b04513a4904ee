"""Imposing a measure, its end by time, and removing a banned user's jobs once the hours of correction are over."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Errors, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.base.reasons import has_substance, too_thin
from market.core.text.bangla import nfc
from market.moderation.cases.actions import settle_case
from market.moderation.cases.queries import reports_of
from market.moderation.cases.subjects import find_item
from market.moderation.cases.ties import lock_case_to_decide
from market.moderation.measures.effect_actions import begin_effect, end_effect, remove_open_jobs
from market.moderation.measures.events import IMPOSED, MeasureOver
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Case, Measure

FACTS_LENGTH = 2000
REASON_LENGTH = 1000
MOST_DAYS = 365
Level = Measure.Level


class DecidedMeanwhile(DomainError):
    help = "moderation#who"
    code, sentence = "decided_meanwhile", _("Another moderator decided in this case meanwhile. Look at it again first.")


class MeasureStands(DomainError):
    help = "moderation#steps"
    code, sentence = "measure_stands", _("The same holds already. Withdraw it first, or choose another step.")


class MeasureEnded(DomainError):
    help = "moderation#steps"
    code, sentence = "measure_ended", _("This holds no more: it has ended or was withdrawn.")


class NotOfStaff(NotAllowed):
    help = "moderation#who"
    code = "not_of_staff"
    sentence = _("People who work for the site are not measured here. Tell the lead: an operator takes roles away.")


@dataclass(frozen=True, slots=True)
class MeasureStep:
    """A measure to be imposed: level, ground, the facts it rests on, and for how many days (None: no end)."""

    level: str
    ground: str
    facts: str
    days: int | None = None

    def check(self, *, can_hide: bool) -> "MeasureStep":
        """Validate the step and normalize its texts. Raises Invalid at the fields."""
        errors: dict[str, list[object]] = {}
        if self.level not in Level.values:
            errors["level"] = [_("Choose a step.")]
        elif self.level == Level.HIDE and not can_hide:
            errors["level"] = [_("This cannot be hidden.")]
        if self.ground not in GROUNDS:
            errors["ground"] = [_("Choose a ground.")]
        if self.level in Measure.TIMED and not (self.days and 1 <= self.days <= MOST_DAYS):
            errors["days"] = [_("Say for how many days, from 1 to 365.")]
        facts = nfc(self.facts).strip()
        if not facts:
            errors["facts"] = [_("Say what it rests on: the person reads it.")]
        elif self.level == Level.BAN and not has_substance(facts):
            errors["facts"] = [too_thin()]
        _raise_invalid(errors)
        require_length("facts", facts, FACTS_LENGTH)
        lasts = self.level in (*Measure.TIMED, Level.HIDE)
        return MeasureStep(self.level, self.ground, facts, self.days if lasts else None)


def _raise_invalid(errors: Errors) -> None:
    if errors:
        raise Invalid(errors=errors)


@atomic
def impose_measure(*, by: User, case_id: int, step: MeasureStep, seen: int) -> Measure:
    """A moderator imposes a measure; the user is notified, and the case closed. `seen` is how many measures the case
    had when the moderator read it: if another was imposed since, this one is refused.

    Raises NotFound, Tied, NotOfStaff, DecidedMeanwhile, MeasureStands, Invalid at the fields.
    """
    case, person, step = check_measure(by=by, case_id=case_id, step=step, seen=seen)
    measure = _create_measure(by, case, person, step)
    begin_effect(measure)
    facts = {"level": step.level, "ground": step.ground, "until": measure.until}
    audit("measure.imposed", by=by, on=case, measure=measure.pk, **facts)
    until = measure.until if measure.level in Measure.TIMED else None
    imposed = IMPOSED[step.level](title=case.title[:120], appeal=measure.appeal_until, until=until)
    emit(imposed, on=measure, by=by, to=[person])
    settle_case(case, by, led_to_step=True)
    return measure


@atomic
def check_measure(*, by: User, case_id: int, step: MeasureStep, seen: int) -> tuple[Case, User, MeasureStep]:
    """Raises what `impose_measure` would, and writes nothing. Returns the locked case, its user, and the step."""
    case = lock_case_to_decide(by, case_id)
    item = find_item(case.kind, case.thing)
    person = case.about
    if person is None:
        raise Invalid(errors={"level": [_("It is not known whom this is about.")]})
    if person.is_staff:
        raise NotOfStaff
    can_hide = item is not None and item.person == person and item.is_hidden is not None
    step = step.check(can_hide=can_hide)
    if case.measures.count() != seen:
        raise DecidedMeanwhile
    _require_new(case, person, step)
    return case, person, step


def _require_new(case: Case, person: User, step: MeasureStep) -> None:
    same = Measure.objects.standing().filter(level=step.level)
    same_person = same.filter(person=person) if step.level in Measure.OF_PERSON else same.none()
    same_item = same.filter(kind=case.kind, thing=case.thing) if step.level == Level.HIDE else same.none()
    if same_person.exists() or same_item.exists():
        raise MeasureStands


def _create_measure(by: User, case: Case, person: User, step: MeasureStep) -> Measure:
    now = clock.now()
    removal = timedelta(hours=settings.LIFECYCLE.correction_hours) if step.level == Level.BAN else None
    return Measure.objects.create(
        case=case,
        person=person,
        level=step.level,
        kind=case.kind,
        thing=case.thing,
        title=case.title,
        ground=step.ground,
        facts=step.facts,
        was_reported=reports_of(case).exists(),
        was_flagged=case.flags.exists(),
        imposed_by=by,
        imposed_at=now,
        until=now + timedelta(days=step.days) if step.days else None,
        appeal_until=now + timedelta(days=settings.LIFECYCLE.measure_appeal_days),
        removal_due_at=now + removal if removal else None,
    )


def lock_standing_measure(case: Case, measure_id: int) -> Measure:
    measure = lock(case.measures.select_related("person"), measure_id)
    if measure.ended_at is not None:
        raise MeasureEnded
    measure.case = case
    return measure


def write_measure_end(measure: Measure, ending: Measure.Ending, by: User | None, reason: str = "") -> None:
    """Write the end of a measure and end its effect. The measure and its case are locked."""
    measure.ended_at = measure.until if ending == Measure.Ending.OVER else clock.now()
    measure.ending, measure.ended_by, measure.end_reason = ending, by, reason
    measure.removal_due_at = None
    measure.save(update_fields=["ended_at", "ending", "ended_by", "end_reason", "removal_due_at"])
    audit("measure.ended", by=by, on=measure.case, measure=measure.pk, ending=ending, reason=reason)
    end_effect(measure)


@atomic
def end_measure(*, measure_id: int) -> None:
    """End a measure whose time is over, as of `until` even if run late. Does nothing before, or if it has ended."""
    case = lock(Case.objects.all(), Measure.objects.values_list("case_id", flat=True).get(pk=measure_id))
    measure = lock(case.measures.select_related("person"), measure_id)
    if measure.ended_at is None and measure.until is not None and measure.until <= clock.now():
        measure.case = case
        write_measure_end(measure, Measure.Ending.OVER, None)
        emit(MeasureOver(title=measure.title[:120]), on=measure, by=None, to=[measure.person])


@atomic
def remove_jobs_of_banned(*, measure_id: int) -> None:
    """Remove open jobs once the hours to correct a ban are over. Does nothing before, or if the ban has ended."""
    case = lock(Case.objects.all(), Measure.objects.values_list("case_id", flat=True).get(pk=measure_id))
    measure = lock(case.measures.select_related("person", "imposed_by"), measure_id)
    if measure.ended_at is not None or measure.removal_due_at is None or measure.removal_due_at > clock.now():
        return
    measure.removal_due_at = None
    measure.save(update_fields=["removal_due_at"])
    remove_open_jobs(measure)
