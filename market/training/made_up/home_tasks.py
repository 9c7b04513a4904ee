"""Tasks from attendance: classes to make up, check questions to write, claims and objections to decide."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Home, Task, task_source
from market.training.attendance_objections.queries import objections_to_decide
from market.training.classes.people import taught_by
from market.training.made_up.queries import without_checks
from market.training.models import Attendance, CheckSet, ClassSession, Enrolment, Recording
from market.training.outage_claims.queries import claims_to_decide

Role = User.Role
ASKED_FOR = timedelta(days=30)  # so long after a class its check questions are asked for


@task_source(order=43, facts=("trainee",))
def make_up_tasks(home: Home) -> list[Task]:
    """Classes that the trainee missed and can make up."""
    text = _("Make up the class that you missed")
    return [
        Task(
            "make_up",
            TRAINEE,
            text,
            row.recording.session.title or row.recording.session.name,
            reverse("make_up", args=[row.recording.session_id]),
            row.until,
            None,
            "play",
        )
        for row in _open_sets(home.user)[: MOST + 1]
    ]


def _open_sets(user: User) -> "QuerySet[CheckSet]":
    """The check questions that the user can answer, now or after a wait."""
    now, session = clock.now(), OuterRef("recording__session")
    places = Enrolment.objects.filter(trainee=user).studying()
    own = places.filter(
        batch=OuterRef("recording__session__batch"), offered_at__lte=OuterRef("recording__session__starts_at")
    )
    attended = Attendance.objects.filter(session=session, enrolment__trainee=user).exclude(counts__in=["", "absent"])
    newer = CheckSet.objects.filter(recording__session=session, pk__gt=OuterRef("pk"))
    rows = CheckSet.objects.filter(
        Exists(own),
        ~Exists(attended),
        ~Exists(newer),
        until__gt=now,
        recording__session__state=ClassSession.State.PLANNED,
        recording__session__ends_at__lte=now,
    ).annotate(used=Count("tries", filter=Q(tries__enrolment__trainee=user)))
    left = rows.filter(used__lt=settings.LIFECYCLE.made_up_tries)
    return left.select_related("recording__session").order_by("until", "pk")


@task_source(order=93, roles=(Role.TRAINER,))
def check_tasks(home: Home) -> list[Task]:
    """Recordings of the user's classes that have no check questions: nobody can make those classes up."""
    since = clock.now() - ASKED_FOR
    rows = Recording.objects.filter(session__in=taught_by(home.user), session__ends_at__gt=since)
    text = _("Write three check questions")
    return [
        Task(
            "check_questions",
            STAFF,
            text,
            f"{row.session.batch.code} · {row.session.name}",
            reverse("write_checks", args=[row.pk]),
            mark="edit",
            since=row.added_at,
        )
        for row in without_checks(rows).select_related("session__batch").order_by("added_at", "pk")[: MOST + 1]
    ]


@task_source(order=92, roles=(Role.TRAINER, Role.OFFICER))
def claim_tasks(home: Home) -> list[Task]:
    """Claims of outages that the user has to decide."""
    text, desk = _("Decide on the claim of an outage"), reverse("outage_claims")
    rows = claims_to_decide(home.user).select_related("session__batch")
    return [
        Task(
            "outage_claim",
            STAFF,
            text,
            f"{row.session.batch.code} · {row.session.name}",
            row.get_absolute_url(),
            row.due_at,
            None,
            "hand",
            is_late=row.escalated_at is not None,
            desk=desk,
        )
        for row in rows[: MOST + 1]
    ]


@task_source(order=86, roles=(Role.OFFICER,))
def attendance_objection_tasks(home: Home) -> list[Task]:
    """Objections to attendance that the user may decide."""
    text, desk = _("Look at what counts, and decide on the objection"), reverse("attendance_objections")
    return [
        Task(
            "attendance_objection",
            STAFF,
            text,
            f"{row.session.batch.code} · {row.session.name}",
            row.get_absolute_url(),
            row.due_at,
            None,
            "hand",
            desk=desk,
        )
        for row in objections_to_decide(home.user).select_related("session__batch")[: MOST + 1]
    ]
