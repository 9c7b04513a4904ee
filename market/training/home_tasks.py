"""Tasks from certificates and from the plan: of graduates, officers and trainers."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import FREELANCER, ME, MOST, STAFF, TRAINEE, Home, Task, register_facts, task_source
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.appeals.queries import appeal_state
from market.training.attendance import home_tasks as attendance_home_tasks  # noqa: F401  # registers its own
from market.training.batch_statistics import hide_small_counts
from market.training.classes import home_tasks as class_home_tasks  # noqa: F401  # registers its own
from market.training.district_outages import home_tasks as outage_home_tasks  # noqa: F401  # registers its own
from market.training.enrolments.queries import batches_without_queue
from market.training.graduation import home_tasks as graduation_home_tasks  # noqa: F401  # registers its own
from market.training.grievances import home_tasks as grievance_home_tasks  # noqa: F401  # registers its own
from market.training.issuing.actions import officers
from market.training.made_up import home_tasks as made_up_home_tasks  # noqa: F401  # registers its own
from market.training.models import (
    Appeal,
    Application,
    Batch,
    Certificate,
    ClassSession,
    Enrolment,
    Issuance,
    RegisterObjection,
    Selection,
)
from market.training.not_held import home_tasks as not_held_home_tasks  # noqa: F401  # registers its own
from market.training.plans.queries import waiting_batches
from market.training.projects import home_tasks as project_home_tasks  # noqa: F401  # registers its own
from market.training.signatories import home_tasks as signatories_home_tasks  # noqa: F401  # registers its own
from market.training.tracer import home_tasks as tracer_home_tasks  # noqa: F401  # registers its own
from market.training.travel_plans import home_tasks as travel_home_tasks  # noqa: F401  # registers its own

Role = User.Role
DAY = timedelta(days=1)
register_facts(
    certificate=Certificate.objects.filter(holder=ME),
    trainee=Enrolment.objects.filter(trainee=ME).studying(),
    place_offer=Enrolment.objects.filter(trainee=ME).offered(),
    revoked=Certificate.objects.filter(holder=ME, state=Certificate.State.REVOKED),
    applies=Application.objects.filter(applicant=ME).exclude(state=Application.State.WITHDRAWN),
)


@task_source(order=40, facts=("applies",))
def application_tasks(home: Home) -> list[Task]:
    """Applications that are not sent, while they can be."""
    drafts = Application.objects.filter(applicant=home.user, state=Application.State.DRAFT)
    rows = drafts.filter(phase__closes_at__gt=clock.now()).select_related("phase").order_by("phase__closes_at")
    text = _("Your application is not sent: go on with it")
    return [
        Task(
            "application",
            TRAINEE,
            text,
            str(_("Phase %(number)s")) % {"number": format_number(row.phase.number, language())},
            reverse("review_application", args=[row.phase_id]),
            row.phase.last_moment,
            mark="edit",
            since=row.begun_at,
        )
        for row in rows[: MOST + 1]
    ]


@task_source(order=45, facts=("revoked",))
def revocation_tasks(home: Home) -> list[Task]:
    """A revoked certificate, while the user may appeal."""
    row = Certificate.objects.get(holder=home.user)
    appeal = appeal_state(row)
    if not appeal.is_possible:
        return []
    text = _("Your certificate was revoked: read why, and appeal if it is wrong")
    return [Task("appeal_revocation", FREELANCER, text, row.serial, reverse("appeal"), appeal.until, None, "warning")]


@task_source(order=20, facts=("place_offer",))
def place_tasks(home: Home) -> list[Task]:
    """A place in a batch that waits for the user's answer."""
    rows = Enrolment.objects.offered().filter(trainee=home.user, answer_due_at__gt=clock.now())
    return [
        Task(
            "accept_place",
            TRAINEE,
            _("Accept your place, or decline it"),
            f"{row.batch.topic.name} · {row.batch.district.name} · {row.batch.code}",
            row.get_absolute_url(),
            row.answer_due_at,
            None,
            "calendar",
        )
        for row in rows.select_related("batch__topic", "batch__district")[: MOST + 1]
    ]


@task_source(order=60, facts=("trainee",))
def course_tasks(home: Home) -> list[Task]:
    """The next class of a trainee, a day before."""
    now = clock.now()
    batches = Enrolment.objects.filter(trainee=home.user, state=Enrolment.State.ACCEPTED).values("batch")
    rows = ClassSession.objects.planned().filter(batch__in=batches, ends_at__gt=now, starts_at__lt=now + DAY)
    return [
        Task(
            "next_class",
            TRAINEE,
            _("Your next class"),
            f"{row.batch.topic.name} · {row.name}",
            row.get_absolute_url(),
            row.starts_at,
            None,
            "calendar",
        )
        for row in rows.select_related("batch__topic").order_by("starts_at")[:1]
    ]


@task_source(order=85, roles=(Role.OFFICER,))
def issuance_tasks(home: Home) -> list[Task]:
    """Issuances prepared by another officer, and released letters that are not printed yet."""
    waiting = Q(state__in=Issuance.RELEASABLE) & ~Q(prepared_by=home.user)
    unprinted = Q(state=Issuance.State.RELEASED, decided_by=home.user) & ~Q(sealed_codes="")
    rows = Issuance.objects.visible_to(home.user).filter(waiting | unprinted).select_related("batch")
    counted = rows.annotate(people=Count("names")).order_by("sealed_until", "prepared_at")
    tasks = []
    for row in counted[: MOST + 1]:
        about, url = f"{row.batch.code} · {row.get_purpose_display()}", row.get_absolute_url()
        if row.is_waiting:
            text, due, kind = _("Release or refuse what was prepared"), None, "release_issuance"
            text = _("Confirm or refuse a revocation") if row.is_revocation else text
        elif row.state == Issuance.State.STOPPED:
            text, due, kind = _("Let a release go on that stopped"), None, "release_issuance"
        else:
            text, due, kind = _("Print the letters before their codes are gone"), row.sealed_until, "print_letters"
        people, desk = row.people, reverse("issuances")  # type: ignore[attr-defined]  # annotated
        tasks.append(Task(kind, STAFF, text, about, url, due, None, "certificate", row.prepared_at, people, desk=desk))
    return tasks


@task_source(order=85, roles=(Role.OFFICER,))
def appeal_tasks(home: Home) -> list[Task]:
    """Appeals that the user may decide: not of revocations in which they had a part."""
    staff, user = set(officers().values_list("pk", flat=True)), home.user
    rows = [row for row in Appeal.objects.visible_to(user).open().order_by("due_at") if user.pk in row.judges(staff)]
    return [
        Task("appeal", STAFF, _("Decide on the appeal"), row.serial, row.get_absolute_url(), row.due_at, None, "hand")
        for row in rows[: MOST + 1]
    ]


@task_source(order=86, roles=(Role.OFFICER,))
def objection_tasks(home: Home) -> list[Task]:
    """Objections to the register that the user may decide: not their own, nor those that they refused."""
    rows = RegisterObjection.objects.waiting().exclude(decisions__decided_by=home.user)
    mine = rows.exclude(application__applicant=home.user).select_related("application").order_by("due_at")
    text, desk = _("Look at the photo, and decide on the objection"), reverse("register_objections")
    return [
        Task(
            "register_objection",
            STAFF,
            text,
            row.application.certificate_number,
            row.get_absolute_url(),
            row.due_at,
            None,
            "hand",
            desk=desk,
        )
        for row in mine[: MOST + 1]
    ]


@task_source(order=87, roles=(Role.OFFICER,))
def trainer_tasks(home: Home) -> list[Task]:
    """Batches of the plan that nobody leads."""
    rows = waiting_batches().select_related("topic", "district")[: MOST + 1]
    text, desk = _("Choose a trainer for the batch"), reverse("programme_desk")
    return [
        Task(
            "batch_trainer",
            STAFF,
            text,
            f"{row.code} · {row.topic.name} · {row.district.name}",
            reverse("batch_trainers", args=[row.pk]),
            mark="people",
            desk=desk,
        )
        for row in rows
    ]


@task_source(order=88, roles=(Role.OFFICER,))
def seat_tasks(home: Home) -> list[Task]:
    """Batches with free seats for which nobody waits."""
    text, desk = _("Seats are free and nobody waits for them"), reverse("programme_desk")
    return [
        Task(
            "free_seats",
            STAFF,
            text,
            f"{row.code} · {row.topic.name} · {row.district.name}",
            reverse("batch_places", args=[row.pk]),
            mark="people",
            count=row.seats - row.taken,  # type: ignore[attr-defined]  # annotated
            desk=desk,
        )
        for row in batches_without_queue()[: MOST + 1]
    ]


@task_source(order=86, roles=(Role.OFFICER,))
def selection_tasks(home: Home) -> list[Task]:
    """Selections of closed phases that are to be drawn, and draws of others that are to be confirmed."""
    state, now = Selection.State, clock.now()
    to_draw = Q(state__in=Selection.TO_DRAW, phase__closes_at__lte=now)
    rows = Selection.objects.visible_to(home.user).filter(to_draw | (Q(state=state.DRAWN) & ~Q(drawn_by=home.user)))
    draw, confirm = _("Draw the selection"), _("Confirm the draw, so that it is published")
    return [
        Task(
            "selection",
            STAFF,
            confirm if row.state == state.DRAWN else draw,
            _("Phase %(number)s") % {"number": format_number(row.phase.number, language())},
            reverse("phase_selection", args=[row.phase_id]),
            row.due_at,
            is_late=row.due_at is not None and row.due_at < now,
            mark="people",
            desk=reverse("programme_desk"),
        )
        for row in rows.select_related("phase").order_by("due_at")[: MOST + 1]
    ]


@task_source(order=95, roles=(Role.TRAINER,))
def batch_tasks(home: Home) -> list[Task]:
    """Batches with unclaimed certificates; counts too small to be anonymous are not shown."""
    valid = Q(certificates__state=Certificate.State.VALID)
    rows = Batch.objects.filter(trainer=home.user).select_related("topic", "district").order_by("-ended_on")
    counted = rows.annotate(
        issued=Count("certificates"),
        valid=Count("certificates", filter=valid),
        claimed=Count("certificates", filter=valid & Q(certificates__holder__isnull=False)),
    )
    tasks = []
    for batch in counted.filter(issued__gt=0)[: MOST + 1]:
        shown = hide_small_counts(batch.issued, {"certificates": batch.valid, "claimed": batch.claimed})  # type: ignore[attr-defined]  # annotated
        left = None if None in shown.values() else batch.valid - batch.claimed  # type: ignore[attr-defined]  # annotated
        if left != 0:
            text, about = _("Help your graduates to claim their certificates"), f"{batch.code} · {batch.topic.name}"
            url = batch.get_absolute_url()
            tasks.append(Task("batch", STAFF, text, about, url, mark="people", count=left))
    return tasks
