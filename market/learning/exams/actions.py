"""Setting an exam, cancelling it, and more time for somebody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.learning.courses.models import Course
from market.learning.courses.queries import course_of
from market.learning.exams import events
from market.learning.exams.drawing import draw
from market.learning.exams.models import REASON_LENGTH, Exam, ExtraTime, PaperRule
from market.learning.exams.queries import candidates_of
from market.training.classes.people import trainees_of
from market.training.models import Batch

ROLES = (User.Role.TRAINER, User.Role.OFFICER)
MOST_QUESTIONS, MOST_RULES = 60, 8
LIMITS = {  # of the numbers of an exam: the least and the most
    "minutes": (5, 240),
    "grace_hours": (0, 72),
    "outage_minutes": (0, 240),
    "tries": (1, 5),
    "retake_days": (0, 90),
    "pass_percent": (1, 100),
}
LONGEST_WINDOW, YEAR = timedelta(days=60), timedelta(days=366)
WITHIN_A_YEAR = _("Choose a time from now on, within a year.")


class TooFewQuestions(DomainError):
    """The bank has not what the rules ask for."""

    status = 400
    help = "programme#exams"
    code = "too_few_questions"
    sentence = _("The bank has too few questions for this paper. Ask for fewer, or of any lesson or difficulty.")


class ExamBegun(DomainError):
    """Somebody sits it, or its results are out."""

    help = "programme#exams"
    code = "exam_begun"
    sentence = _("This cannot be changed any more: somebody has begun, or the exam is over.")


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """So many questions of a lesson ("": of any) and a difficulty (None: of any)."""

    count: int
    lesson: str = ""
    difficulty: int | None = None


@dataclass(frozen=True, slots=True)
class ExamTerms:
    """What an exam is set by; instants aware. The rest as in `Exam`."""

    opens_at: datetime
    closes_at: datetime
    minutes: int
    grace_hours: int = 24
    outage_minutes: int = 60
    tries: int = 1
    retake_days: int = 7
    pass_percent: int = 50


@atomic
def set_exam(
    *, by: User, course_slug: str, terms: ExamTerms, rules: Sequence[RuleTerms], batch_id: int | None = None
) -> Exam:
    """Set an exam for a batch, or for all trainees and graduates (by officers only). Who may sit it is told.

    Raises NotAllowed, NotFound, Invalid at the fields, TooFewQuestions.
    """
    if not by.has_role(*ROLES) or (batch_id is None and not by.has_role(User.Role.OFFICER)):
        raise NotAllowed
    course = course_of(course_slug)
    batch = None if batch_id is None else fetch(Batch.objects.visible_to(by), batch_id)
    if batch is not None and course.topic_id not in (None, batch.topic_id):
        raise Invalid(errors={"batch": [_("This batch learns another topic.")]})
    _require_terms(terms)
    _require_rules(course, rules)
    now = clock.now()
    exam = Exam.objects.create(course=course, batch=batch, created_by=by, created_at=now, **asdict(terms))
    rows = [PaperRule(exam=exam, position=at, **asdict(each)) for at, each in enumerate(rules)]
    PaperRule.objects.bulk_create(rows)
    if draw(rows, candidates_of(exam), "") is None:
        raise TooFewQuestions(errors={"rules.0.count": [str(TooFewQuestions.sentence)]})
    audit("exam.set", by=by, on=exam, course=course.slug)
    if batch is not None:
        emit(events.ExamSet(**events.facts_of(exam)), on=exam, by=by, to=trainees_of(batch))
    return exam


def is_within_a_year(at: datetime) -> bool:
    """Whether it is a time to come, and none that somebody mistyped."""
    return clock.now() <= at <= clock.now() + YEAR


def _require_terms(terms: ExamTerms) -> None:
    errors: dict[str, list[object]] = {}
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(terms, name) <= most:
            limits = {"least": least, "most": most}
            errors[name] = [_("A number from %(least)s to %(most)s.") % limits]
    if not is_within_a_year(terms.opens_at):
        errors["opens_at"] = [WITHIN_A_YEAR]
    if terms.closes_at <= terms.opens_at:
        errors["closes_at"] = [_("The end must come after the beginning.")]
    elif terms.closes_at - terms.opens_at > LONGEST_WINDOW:
        errors["closes_at"] = [_("An exam is open for 60 days at most.")]
    if errors:
        raise Invalid(errors=errors)


def _require_rules(course: Course, rules: Sequence[RuleTerms]) -> None:
    lessons = set(course.questions.in_use().values_list("lesson", flat=True))
    for at, each in enumerate(rules):
        if each.lesson and each.lesson not in lessons:
            raise Invalid(errors={f"rules.{at}.lesson": [_("The bank has no question of this lesson.")]})
        if each.count < 1:
            raise Invalid(errors={f"rules.{at}.count": [_("At least one question.")]})
    if not rules or len(rules) > MOST_RULES or sum(each.count for each in rules) > MOST_QUESTIONS:
        limits = {"rules": MOST_RULES, "questions": MOST_QUESTIONS}
        text = _("A paper has one to %(rules)s rules, and %(questions)s questions at most.") % limits
        raise Invalid(errors={"rules.0.count": [text]} if rules else {"rules": [text]})


@atomic
def tell_of_opening(*, exam_id: int) -> None:
    """Tell those for whom an exam was set that it is open. Repeated it does nothing."""
    exam = lock(Exam.objects.select_related("course", "batch"), exam_id)
    if exam.opening_sent_at is not None or exam.cancelled_at is not None:
        return
    exam.opening_sent_at = clock.now()
    exam.save(update_fields=["opening_sent_at"])
    if exam.opening_sent_at < exam.closes_at:
        emit(events.ExamOpened(**events.facts_of(exam)), on=exam, by=None, to=_trainees(exam))


@atomic
def cancel_exam(*, by: User, exam_id: int, reason: str) -> Exam:
    """Cancel an exam whose results are not out: what was answered stays and counts for nothing. Those concerned hear
    why.

    Raises NotFound, ExamBegun after the release, Invalid without a reason.
    """
    exam = lock(Exam.objects.run_by(by).select_related("course", "batch"), exam_id)
    if exam.released_at is not None or exam.cancelled_at is not None:
        raise ExamBegun
    exam.cancel_reason, exam.cancelled_at = written_reason(reason, REASON_LENGTH), clock.now()
    exam.save(update_fields=["cancel_reason", "cancelled_at"])
    audit("exam.cancelled", by=by, on=exam, reason=exam.cancel_reason)
    facts = events.facts_of(exam)
    people = User.objects.filter(Q(sittings__exam=exam) | Q(pk__in=[each.pk for each in _trainees(exam)]))
    cancelled = events.ExamCancelled(**facts, reason=Written(by, exam.cancel_reason))
    emit(cancelled, on=exam, by=by, to=people.filter(is_active=True).distinct().order_by("pk"))
    return exam


def _trainees(exam: Exam) -> list[User]:
    return trainees_of(exam.batch) if exam.batch is not None else []


@atomic
def grant_extra_time(*, by: User, exam_id: int, user_id: int, minutes: int, reason: str) -> ExtraTime:
    """More minutes for somebody who may sit the exam, before they begin; again, it replaces the number before.

    Raises NotFound, NotAllowed for oneself, ExamBegun while they sit it and once the results are out, Invalid.
    """
    exam = lock(Exam.objects.run_by(by).select_related("course", "batch"), exam_id)
    user = fetch(User.objects.filter(is_active=True), user_id)
    if user.pk == by.pk:
        raise NotAllowed
    if not Exam.objects.for_user(user).filter(pk=exam.pk).exists():
        raise Invalid(errors={"user": [_("This person cannot sit the exam.")]})
    running = exam.sittings.real().filter(user=user, submitted_at=None, ends_at__gt=clock.now())
    if exam.released_at is not None or running.exists():
        raise ExamBegun
    least, most = 1, LIMITS["minutes"][1]
    if not least <= minutes <= most:
        raise Invalid(errors={"minutes": [_("A number from %(least)s to %(most)s.") % {"least": least, "most": most}]})
    values = {"minutes": minutes, "reason": written_reason(reason, REASON_LENGTH), "by": by, "at": clock.now()}
    row, _created = ExtraTime.objects.update_or_create(exam=exam, user=user, defaults=values)
    audit("exam.extra_time", by=by, on=exam, user=user.pk, minutes=minutes, reason=row.reason)
    emit(events.ExtraTimeGranted(**events.facts_of(exam), minutes=minutes), on=exam, by=by, to=[user])
    return row
