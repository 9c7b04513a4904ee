"""Beginning a sitting, going on on another device, and submitting it.

Locks: user, sitting. Acts on one sitting wait for each other; those of different people never do.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, NotFound
from market.core.base.prepared import prepared
from market.core.text.formats import format_when
from market.core.text.locale import language
from market.learning.exams.actions import ROLES, RuleTerms, TooFewQuestions
from market.learning.exams.drawing import draw
from market.learning.exams.models import Exam, ExtraTime, PaperRule
from market.learning.exams.queries import candidates_of, trial_candidates_of
from market.learning.marking.scoring_actions import score_sittings
from market.learning.sittings.contact_actions import note_contact
from market.learning.sittings.models import Sitting, SittingDevice
from market.learning.sittings.refusals import ExamNotOpen, NoTriesAtExam, OnOtherDevice, RetakeLater, SittingOver

TRIAL_MINUTES = 20
TRIAL_QUESTIONS = 8
TRIALS_PER_DAY = 30
DEVICES_PER_DAY = 200


@prepared
def _exam_for(user: User, exam_id: int) -> QuerySet[Exam]:
    """The exam, if the user may sit it."""
    return Exam.objects.for_user(user).filter(pk=exam_id)


@prepared
def _own_sittings(exam: Exam, user: User, is_trial: bool) -> QuerySet[Sitting]:  # noqa: FBT001
    """Of this exam, in their order."""
    return Sitting.objects.of(user).filter(exam=exam, is_trial=is_trial).order_by("number")


@prepared
def _rules_of(exam: Exam) -> QuerySet[PaperRule]:
    """In their order."""
    return PaperRule.objects.filter(exam=exam).order_by("position")


@prepared
def _extra_time(exam: Exam, user: User) -> QuerySet[ExtraTime]:
    """What the user has more than others."""
    return ExtraTime.objects.filter(exam=exam, user=user)


@atomic
def begin(*, by: User, exam_id: int, device: UUID, is_trial: bool = False) -> Sitting:
    """Begin a sitting, on a device with a key that it made itself; the one that runs already, if it runs there. So a
    beginning that is sent again changes nothing. A trial paper can be begun until the exam closes, again and again.

    Raises NotFound, ExamNotOpen, NoTriesAtExam, RetakeLater, OnOtherDevice; for a trial paper TooMany, and
    TooFewQuestions without questions.
    """
    one_at_a_time(by)
    exam = next(iter(_exam_for(by, exam_id)), None)
    if exam is None:
        raise NotFound
    own = _own_sittings(exam, by, is_trial)
    if own and own[-1].is_running:
        current = own[-1].current_device
        if current.key != device:
            raise OnOtherDevice
        return own[-1]
    if exam.state not in ((Exam.State.PLANNED, Exam.State.OPEN) if is_trial else (Exam.State.OPEN,)):
        raise ExamNotOpen
    if is_trial:
        limits.spend("trial_paper", by.pk, times=TRIALS_PER_DAY, per=timedelta(days=1))
    else:
        _require_try(exam, by, own)
    now, seed = clock.now(), secrets.token_hex(16)
    sitting = Sitting.objects.create(
        exam=exam,
        user=by,
        number=len(own) + 1,
        is_trial=is_trial,
        seed=seed,
        paper=_paper(exam, seed, is_trial=is_trial),
        begun_at=now,
        ends_at=now + _duration(exam, by, is_trial=is_trial),
        seen_at=now,
    )
    SittingDevice.objects.create(sitting=sitting, number=1, key=device, begun_at=now)
    if not is_trial:
        audit("sitting.begun", by=by, on=sitting, exam=exam.pk, number=sitting.number)
    return sitting


def can_begin(exam: Exam, user: User, own: list[Sitting]) -> DomainError | None:
    """Why the user cannot begin now, with these sittings of their own; None: nothing is in the way."""
    try:
        if exam.state != Exam.State.OPEN or not Exam.objects.for_user(user).filter(pk=exam.pk).exists():
            return ExamNotOpen()
        _require_try(exam, user, own)
    except DomainError as refusal:
        return refusal
    return None


def _require_try(exam: Exam, user: User, own: list[Sitting]) -> None:
    """Nobody sits an exam for real who reads the bank, whichever batches they teach."""
    if user.has_role(*ROLES):
        raise ExamNotOpen
    if not own:
        return
    last = own[-1]
    if len(own) >= exam.tries or any(each.is_passed for each in own) or last.can_resume:
        raise NoTriesAtExam
    if (at := last.end + timedelta(days=exam.retake_days)) > clock.now():
        raise RetakeLater(at=format_when(at, language()))


def _paper(exam: Exam, seed: str, *, is_trial: bool) -> list[int]:
    if is_trial:
        pool = trial_candidates_of(exam)
        paper = draw([RuleTerms(count=min(TRIAL_QUESTIONS, len(pool)))], pool, seed)
    else:
        paper = draw(_rules_of(exam), candidates_of(exam), seed)
    if not paper:
        raise TooFewQuestions
    return paper


def _duration(exam: Exam, user: User, *, is_trial: bool) -> timedelta:
    if is_trial:
        return timedelta(minutes=min(TRIAL_MINUTES, exam.minutes))
    return timedelta(minutes=exam.minutes + sum(each.minutes for each in _extra_time(exam, user)))


@atomic
def take_over(*, by: User, sitting_id: int, device: UUID) -> SittingDevice:
    """Go on on this device: it ends on the other one, whose answers up to now count. Repeated it changes nothing.

    Raises NotFound, SittingOver, TooMany.
    """
    sitting = lock(Sitting.objects.of(by).select_related("exam"), sitting_id)
    if not sitting.is_running:
        raise SittingOver
    current = sitting.current_device
    if current.key == device:
        return current
    note_contact(sitting)
    audit("sitting.taken_over", by=by, on=sitting, device=current.number + 1)
    return _next_device(sitting, device)


def _next_device(sitting: Sitting, key: UUID) -> SittingDevice:
    limits.spend("exam_device", sitting.user_id, times=DEVICES_PER_DAY, per=timedelta(days=1))
    now, current = clock.now(), sitting.current_device
    current.ended_at = now
    current.save(update_fields=["ended_at"])
    return SittingDevice.objects.create(sitting=sitting, number=current.number + 1, key=key, begun_at=now)


@atomic
def submit(*, by: User, sitting_id: int, submitted_at: datetime | None = None) -> Sitting:
    """Submit a sitting; `submitted_at` is when that was done on a device without a line. One that is submitted, or that
    the clock ended, or whose grace is over, or that went on on another device since, stays as it is. What was answered
    before may still arrive within the grace. Raises NotFound.
    """
    sitting = lock(Sitting.objects.of(by).select_related("exam"), sitting_id)
    now = clock.now()
    is_stale = submitted_at is not None and submitted_at < sitting.current_device.begun_at  # it went on elsewhere
    is_open = sitting.submitted_at is None and not sitting.is_final
    if is_open and not is_stale and (sitting.is_running or submitted_at is not None):
        at = min(max(submitted_at or now, sitting.begun_at), now)
        if at < sitting.ends_at:
            sitting.submitted_at = at
            sitting.save(update_fields=["submitted_at"])
            audit("sitting.submitted", by=by, on=sitting, number=sitting.number)
    if sitting.is_trial:
        score_sittings([sitting])
    return sitting


@atomic
def resume(*, by: User, sitting_id: int, device: UUID) -> Sitting:
    """Use the time that a trainer returned after the end. Raises NotFound, SittingOver, TooMany."""
    sitting = lock(Sitting.objects.of(by).select_related("exam"), sitting_id)
    if not sitting.can_resume or sitting.exam.released_at is not None:
        raise SittingOver
    now = clock.now()
    sitting.ends_at, sitting.seen_at = now + timedelta(seconds=sitting.resume_seconds or 0), now
    sitting.resume_seconds = sitting.resume_until = sitting.submitted_at = None
    sitting.save(update_fields=["ends_at", "seen_at", "resume_seconds", "resume_until", "submitted_at"])
    audit("sitting.resumed", by=by, on=sitting, number=sitting.number)
    _next_device(sitting, device)
    return sitting
