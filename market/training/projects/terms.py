"""Rules of projects that are dates: when they open, until when somebody answers, when who is reminded."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from market.accounts.models import User
from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.training.models import Batch, Enrolment, Project

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FALLS_BEHIND = 2  # check-ins missed in a row
ANSWER_REMINDERS = (2 * DAY, DAY)  # of trainers, before an answer is due
DUE_REMINDERS = (WEEK, DAY)  # of trainees, before the project is to be submitted
CHECK_IN_REMINDER = DAY


def opens_at(batch: Batch) -> datetime:
    """When trainees of the batch can choose a project: some days before its last class, or when a trainer opened it."""
    last = batch.sessions.planned().aggregate(last=Max("ends_at"))["last"] or start_of(batch.started_on)
    by_rule = last - timedelta(days=settings.LIFECYCLE.project_opens_days)
    return min(by_rule, batch.projects_opened_at) if batch.projects_opened_at else by_rule


def start_of(day: object) -> datetime:
    """The first instant of a day in Bangladesh."""
    return datetime.combine(day, time(0), ZoneInfo(settings.TIME_ZONE))  # type: ignore[arg-type]  # a date


def end_of(day: object) -> datetime:
    """The last minute of a day in Bangladesh."""
    return start_of(day) + DAY - timedelta(minutes=1)


def deadline_of(batch: Batch) -> datetime:
    """Until when projects of the batch are submitted, without more time: its last day."""
    return end_of(batch.ended_on)


def set_deadline(project: Project, due: datetime) -> None:
    """Set, unsaved, until when it is submitted, and when the trainee is reminded."""
    project.due_at = due
    project.remind_due_at = next_reminder(due, DUE_REMINDERS, after=clock.now())


def set_check_in(project: Project, due: datetime | None) -> None:
    """Set, unsaved, until when the next check-in is written; None: no more are."""
    project.check_in_due_at = due
    project.remind_check_in_at = due - CHECK_IN_REMINDER if due else None


def next_check_in(project: Project, due: datetime) -> datetime | None:
    """When the next check-in is due if it is within the project's time."""
    return due if project.due_at is not None and due <= project.due_at else None


def start_waiting(project: Project, awaits: str) -> None:
    """Set, unsaved, that it waits for somebody from now on. Check-ins rest while it waits for an assessment."""
    now = clock.now()
    rules = settings.LIFECYCLE
    is_answer = awaits == Project.Awaits.AGREEMENT
    days = rules.project_answer_days if is_answer else rules.project_assessment_days
    project.awaits, project.waits_since, project.escalated_at = awaits, now, None
    project.answer_due_at = now + timedelta(days=days)
    project.remind_at = next_reminder(project.answer_due_at, ANSWER_REMINDERS, after=now)
    if not is_answer:
        set_check_in(project, None)
        project.remind_due_at = None


def stop_waiting(project: Project) -> None:
    """Set, unsaved, that it waits for nobody."""
    project.awaits, project.waits_since, project.answer_due_at = "", None, None
    project.remind_at, project.escalated_at, project.waiting = None, None, None


def teaches_batch(user: User, batch: Batch) -> bool:
    """Whether the user is one of the batch's trainers."""
    if not user.has_own_role(User.Role.TRAINER):
        return False
    return user.pk == batch.trainer_id or batch.teaching.filter(trainer=user, removed_at=None).exists()


def guides(user: User, batch: Batch) -> bool:
    """Whether the user answers and comments: the batch's trainers, and officers."""
    return user.has_own_role(User.Role.OFFICER) or teaches_batch(user, batch)


def studies(user: User, enrolment: Enrolment) -> bool:
    """Whether it is the user's own place, and not given up."""
    return enrolment.trainee_id == user.pk and enrolment.state in Enrolment.STUDYING
