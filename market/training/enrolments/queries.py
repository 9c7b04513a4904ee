"""Seats of a batch, and who waits for one."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.prepared import prepared
from market.core.web.caches import CacheGroup
from market.training.models import Application, Batch, Enrolment, Selection, SelectionPlace

State = Enrolment.State
ON_COURSE = (State.OFFERED, *Enrolment.STUDYING)
MINUTE = 60
FILLED_WITHIN = timedelta(days=30)  # after the first day of a batch officers still look for trainees
courses = CacheGroup("courses")


def free_seats(batch: Batch) -> list[int]:
    """The numbers of its free seats, the lowest first."""
    taken = set(batch.enrolments.seated().values_list("seat", flat=True))
    return [seat for seat in range(1, batch.seats + 1) if seat not in taken]


def placed(programme_id: Any) -> Q:
    """A condition on places: they keep who has one from another one, in this programme."""
    return Q(state__in=[State.OFFERED, State.ACCEPTED]) | Q(
        state=State.COMPLETED, batch__phase__programme=programme_id, batch__phase__isnull=False
    )


def waiting_list(batch: Batch) -> QuerySet[SelectionPlace]:
    """Who is next for a seat of the batch: those of its phase and district who wait and want its topic, by rank.

    Before them those whom the draw gave a seat of it that was taken, or who could not be offered it then. Left out are
    those who were offered a place already by this application, who have one elsewhere, and whose account is closed or
    suspended.
    """
    of_it = {"selection__phase": batch.phase_id, "district": batch.district_id}
    return _waiting(batch.pk, **of_it, application__wishes__topic=batch.topic_id).order_by("rank")


def _waiting(batch: Any, **of_batch: Any) -> QuerySet[SelectionPlace]:
    outcome = SelectionPlace.Outcome
    waits = Q(outcome=outcome.WAITING) | Q(outcome=outcome.SEAT, batch=batch)
    published = SelectionPlace.objects.filter(waits, selection__state=Selection.State.PUBLISHED, **of_batch)
    return unplaced(able(published))


def unplaced(rows: QuerySet[SelectionPlace]) -> QuerySet[SelectionPlace]:
    """Those of them who have no place elsewhere, and on whose certificate no other account has one."""
    elsewhere = Enrolment.objects.filter(placed(OuterRef("selection__phase__programme")))
    own = elsewhere.filter(trainee=OuterRef("application__applicant"))
    by_certificate = elsewhere.filter(application__certificate=OuterRef("application__certificate"))
    return rows.filter(~Exists(own), ~Exists(by_certificate))


def able(rows: QuerySet[SelectionPlace]) -> QuerySet[SelectionPlace]:
    """Those of them who can be offered a place now, and were not yet."""
    offered = Enrolment.objects.filter(application=OuterRef("application"))
    suspended = Q(application__applicant__suspended_until__gt=clock.now())
    usable = rows.filter(application__state=Application.State.SUBMITTED, application__applicant__is_active=True)
    return usable.exclude(suspended).filter(~Exists(offered))


def trainees_of(batch: Batch) -> QuerySet[Enrolment]:
    """Who studies in it, by seat."""
    return batch.enrolments.studying().order_by("seat")


def places_of(batch: Batch, state: str = "") -> QuerySet[Enrolment]:
    """All places of the batch, or those in a state: seats first, then those that ended, the last one first."""
    rows = batch.enrolments.filter(state=state) if state else batch.enrolments.all()
    return rows.select_related("trainee", "application").order_by(F("seat").asc(nulls_last=True), "-ended_at", "pk")


def course_of(user: User) -> Enrolment | None:
    """The place that the user's course page shows: the one held now, else the one completed last."""
    rows = Enrolment.objects.filter(trainee=user, state__in=ON_COURSE)
    rows = rows.select_related(
        "trainee", "batch__topic", "batch__district", "batch__trainer", "batch__phase__programme"
    )
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()


def has_course(user: User) -> bool:
    """Whether the menu leads the user to a course. Remembered: every page asks."""
    return courses.get_or_compute(str(user.pk), lambda: bool(_courses(user)), lifetime=lambda _took: 10 * MINUTE)


@prepared
def _courses(user: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(trainee=user, state__in=ON_COURSE)[:1]


def with_taken() -> QuerySet[Batch]:
    """Batches of the plan, each with how many of its seats are `taken` or offered."""
    seated = Q(enrolments__state__in=Enrolment.SEATED)
    return Batch.objects.exclude(phase=None).annotate(taken=Count("enrolments", filter=seated))


def batches_with_room() -> QuerySet[Batch]:
    """Batches of the plan with a free seat."""
    rows: QuerySet[Batch] = with_taken().filter(taken__lt=F("seats"))  # type: ignore[misc]  # annotated
    return rows


def batches_without_queue() -> QuerySet[Batch]:
    """Batches whose places are offered or taken, that began not long ago, have free seats, and nobody who waits."""
    since = clock.local(clock.now()).date() - FILLED_WITHIN
    begun = Exists(Enrolment.objects.filter(batch=OuterRef("pk")))
    of_it = {"selection__phase": OuterRef("phase"), "district": OuterRef("district")}
    waiting = Exists(_waiting(OuterRef("pk"), **of_it, application__wishes__topic=OuterRef("topic")))
    rows = batches_with_room().filter(begun, ~waiting, started_on__gte=since).select_related("topic", "district")
    return rows.order_by("started_on", "code")
