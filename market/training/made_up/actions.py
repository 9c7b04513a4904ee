"""Trainers write three check questions about a recording; who answers all of them makes the class up.

Locks: class, recording. Tries at the questions of a class wait for each other, and for who writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.reminders import next_reminder
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.training.attendance.attending import own_place
from market.training.classes.adding_actions import clean_text, lock_taught, taught
from market.training.classes.models import class_name
from market.training.made_up import events
from market.training.made_up.queries import MakeUp, asked_in, make_up_of
from market.training.models import (
    Attendance,
    AttendanceMark,
    CheckQuestion,
    CheckSet,
    CheckTry,
    ClassSession,
    Enrolment,
    Recording,
)

QUESTIONS, LEAST_CHOICES, MOST_CHOICES = 3, 2, 5
QUESTION_LENGTH, CHOICE_LENGTH = 300, 160
REMINDERS = (timedelta(days=1), timedelta(hours=1))  # before the time is over


class CannotBeMadeUp(DomainError):
    """It has no check questions, is not over, or did not take place."""

    help = "programme#making-up"
    code = "cannot_be_made_up"
    sentence = _("This class cannot be made up: it is not over yet, or its recording has no check questions.")


class NothingToMakeUp(DomainError):
    """The trainee attended it, is excused, or has made it up."""

    help = "programme#making-up"
    code = "nothing_to_make_up"
    sentence = _("You need not make this class up: look at what counts on the page of your attendance.")


class MakeUpOver(DomainError):
    help = "programme#making-up"
    code = "make_up_over"
    sentence = _("The time to make this class up is over.")


class NoTriesLeft(DomainError):
    help = "programme#making-up"
    code = "no_tries_left"
    sentence = _("You have no tries left at these questions.")


class TryLater(DomainError):
    help = "programme#making-up"
    code = "try_later"
    sentence = _("The next try is possible at %(at)s. Watch the recording once more until then.")


class ChecksChanged(DomainError):
    """The trainer has written other questions, or another try was made meanwhile."""

    help = "programme#making-up"
    code = "checks_changed"
    sentence = _("The questions are not the ones that you saw. Load the page anew.")


@dataclass(frozen=True, slots=True)
class CheckDetails:
    """A question as it was typed, in one language or both. Of the choices the first is the right one."""

    text_bn: str = ""
    text_en: str = ""
    choices_bn: Sequence[str] = ()
    choices_en: Sequence[str] = ()


@atomic
def write_checks(*, by: User, recording_id: int, questions: Sequence[CheckDetails]) -> CheckSet:
    """Write the check questions of a recording. They replace those that nobody has answered; answered ones stay, and
    count no more.

    Raises NotFound, NotAllowed to others than officers and the class's trainers, Invalid at each field.
    """
    session = lock_taught(by, taught(Recording, by, recording_id).session_id)
    recording = lock(Recording.objects.all(), recording_id)
    cleaned = _clean(questions)
    now, before = clock.now(), recording.check_sets.order_by("pk").last()
    since = before.since if before else now
    until = max(session.ends_at, since) + timedelta(days=settings.LIFECYCLE.made_up_days)
    if before is not None and not before.tries.exists():
        before.delete()
    recordings = list(session.recordings.values_list("pk", flat=True))
    CheckSet.objects.filter(recording__in=recordings).update(remind_at=None)
    columns = {"since": since, "until": until, "remind_at": next_reminder(until, REMINDERS, after=now)}
    row = CheckSet.objects.create(recording=recording, written_by=by, written_at=now, **columns)
    CheckQuestion.objects.bulk_create(
        CheckQuestion(check_set=row, position=position, **each) for position, each in enumerate(cleaned)
    )
    audit("checkset.written", by=by, on=row, batch=session.batch.code)
    if before is None and session.ends_at <= now < until:
        possible = events.MakeUpPossible(**_facts(session), until=until)
        emit(possible, on=session, by=by, to=_who_missed(session, row))
    return row


def _clean(questions: Sequence[CheckDetails]) -> list[dict[str, object]]:
    if len(questions) != QUESTIONS:
        raise Invalid(errors={"questions": [_("Write three questions.")]})
    return [_clean_question(f"questions.{place}", each) for place, each in enumerate(questions)]


def _clean_question(path: str, details: CheckDetails) -> dict[str, object]:
    row: dict[str, object] = {}
    for language in ("bn", "en"):
        text = clean_text(f"{path}.text_{language}", getattr(details, f"text_{language}"), QUESTION_LENGTH)
        choices = [nfc(each).strip() for each in getattr(details, f"choices_{language}") if each.strip()]
        if text or choices:
            _require_choices(f"{path}.choices_{language}", choices)
        if choices and not text:
            raise Invalid(errors={f"{path}.text_{language}": [_("Write the question too.")]})
        row |= {f"text_{language}": text, f"choices_{language}": choices}
    if not row["text_bn"] and not row["text_en"]:
        raise Invalid(errors={f"{path}.text_bn": [_("Write the question in Bangla or in English.")]})
    both = row["text_bn"] and row["text_en"]
    if both and len(row["choices_bn"]) != len(row["choices_en"]):  # type: ignore[arg-type]  # lists
        raise Invalid(errors={f"{path}.choices_en": [_("Write as many answers in both languages.")]})
    return row


def _require_choices(path: str, choices: list[str]) -> None:
    if not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
        text = _("Write %(least)s to %(most)s answers, one on each line.")
        raise Invalid(errors={path: [text % {"least": LEAST_CHOICES, "most": MOST_CHOICES}]})
    if len({each.casefold() for each in choices}) < len(choices):
        raise Invalid(errors={path: [_("Two answers are the same.")]})
    for each in choices:
        clean_text(path, each, CHOICE_LENGTH)


@atomic
def answer_checks(*, by: User, session_id: int, check_set_id: int, number: int, answers: Sequence[int]) -> CheckTry:
    """Answer the questions of a try, by the places of the choices as they are shown. All right: the class is made up.
    The same try sent twice counts once.

    Raises NotFound, NotAllowed to others than trainees of the class, CannotBeMadeUp, ChecksChanged, NothingToMakeUp,
    MakeUpOver, NoTriesLeft, TryLater, Invalid.
    """
    session = lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id)
    place, now = own_place(by, session), clock.now()
    make_up = make_up_of(place, session)
    if make_up is None or session.ends_at > now:
        raise CannotBeMadeUp
    if check_set_id != make_up.check_set.pk:
        raise ChecksChanged
    if 0 < number <= len(make_up.tries):
        return make_up.tries[number - 1]
    _require_open(make_up, now)
    if number != make_up.number:
        raise ChecksChanged
    chosen = _chosen(make_up, answers)
    wrong = [position for position, choice in enumerate(chosen) if choice != 0]
    row = CheckTry(check_set=make_up.check_set, enrolment=place, number=number, at=now, answers=chosen, wrong=wrong)
    row.save()
    if row.is_right:
        mark = {"source": AttendanceMark.Source.MADE_UP, "value": "made_up", "by": by, "at": now}
        AttendanceMark.objects.create(session=session, enrolment=place, **mark)
    audit("checks.answered", by=by, on=session, number=number, right=row.is_right)
    return row


def _require_open(make_up: MakeUp, now: datetime) -> None:
    if not make_up.is_needed:
        raise NothingToMakeUp
    if now >= make_up.check_set.until:
        raise MakeUpOver
    if not make_up.tries_left:
        raise NoTriesLeft
    if make_up.waits(now):
        raise TryLater(at=make_up.next_at)


def _chosen(make_up: MakeUp, answers: Sequence[int]) -> list[int]:
    """By the position of the questions, which choices were taken: 0 is the right one."""
    questions = asked_in(make_up)
    if len(answers) != len(questions) or any(
        not 0 <= at < len(one.order) for at, one in zip(answers, questions, strict=False)
    ):
        raise Invalid(errors={"answers": [_("Answer each question.")]})
    taken = {one.question.position: one.order[at] for at, one in zip(answers, questions, strict=True)}
    return [taken[position] for position in sorted(taken)]


@atomic
def remind_of_making_up(*, check_set_id: int) -> None:
    """Remind those who missed a class that the time to make it up ends. Nobody once it is over."""
    now = clock.now()
    rows = CheckSet.objects.filter(remind_at__lte=now).select_related("recording__session__batch")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=check_set_id).first()
    if row is None:
        return
    row.remind_at = next_reminder(row.until, REMINDERS, after=now)
    row.save(update_fields=["remind_at"])
    session = row.recording.session
    if now < row.until and session.state == ClassSession.State.PLANNED and session.ends_at <= now:
        due = events.MakeUpDue(**_facts(session), until=row.until)
        emit(due, on=session, by=None, to=_who_missed(session, row))


def _who_missed(session: ClassSession, check_set: CheckSet) -> list[User]:
    """Who had a place when the class began, did not attend, and has tries left."""
    attended = Attendance.objects.filter(session=session).exclude(counts__in=["", "absent"])
    places = Enrolment.objects.filter(batch=session.batch_id, offered_at__lte=session.starts_at).studying()
    used = [
        place
        for place in CheckTry.objects.filter(
            check_set=check_set, number__gte=settings.LIFECYCLE.made_up_tries
        ).values_list("enrolment", flat=True)
    ]
    rows = places.exclude(pk__in=attended.values("enrolment")).exclude(pk__in=used)
    return list(User.objects.filter(pk__in=rows.values("trainee"), is_active=True).order_by("pk"))


def _facts(session: ClassSession) -> events.Named:
    return {
        "batch": session.batch.code,
        "session": by_language(lambda: class_name(session.kind, session.number)),
    }
