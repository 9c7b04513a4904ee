"""Trainers plan their journeys to face-to-face classes, change them, and withdraw them. Every version stays.

Locks: the batch, then its plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.training.classes.adding_actions import clean_text
from market.training.issuing.actions import officers
from market.training.models import Batch, ClassSession, TravelClass, TravelPlan, TravelVersion
from market.training.travel_plans import events

PLACE_LENGTH, STAY_LENGTH, NOTES_LENGTH = 120, 300, 1000
LONGEST = timedelta(days=7)  # a journey, and a stay before the first class
SOON = timedelta(days=3)  # so long before a class officers hear that a journey is withdrawn


class NothingToTravelTo(DomainError):
    """The class is no face-to-face one to come that the trainer gives."""

    help = "programme#travel"
    code = "nothing_to_travel_to"
    sentence = _("A journey is planned to face-to-face classes that are still to come and that you give.")


class JourneyWithdrawn(DomainError):
    help = "programme#travel"
    code = "travel_withdrawn"
    sentence = _("This journey is withdrawn. Plan a new one from the page of the class.")


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey, as a trainer typed it. `session_ids` are the classes to which it goes."""

    session_ids: Sequence[int]
    origin: str
    destination: str
    means: str
    leaves_at: datetime
    arrives_at: datetime
    stay: str = ""
    contact: str = ""
    notes: str = ""


def classes_to_come(trainer: User, batch: Batch) -> list[ClassSession]:
    """The face-to-face classes of a batch to which the trainer can travel, in their order."""
    rows = batch.sessions.planned().filter(kind=ClassSession.Kind.IN_PERSON, trainer=trainer)
    return list(rows.filter(starts_at__gt=clock.now()).select_related("venue", "batch").order_by("starts_at"))


@atomic
def plan_travel(*, by: User, batch_id: int, journey: Journey) -> TravelPlan:
    """Plan a journey to face-to-face classes of a batch that the trainer gives.

    Raises NotFound, NotAllowed to others than trainers, NothingToTravelTo, Invalid at each field.
    """
    batch = _lock_batch(by, batch_id)
    sessions, journey = _check(by, batch, journey)
    plan = TravelPlan.objects.create(batch=batch, trainer=by)
    _add_version(plan, by, journey, sessions, number=1)
    planned = events.TravelPlanned(batch=batch.code, count=len(sessions))
    emit(planned, on=plan, by=by)
    return plan


@atomic
def change_travel(*, by: User, plan_id: int, journey: Journey) -> TravelPlan:
    """Change a journey: what it was stays in its history. Without a change it returns the plan as it is.

    Raises NotFound, NotAllowed to others than its trainer, JourneyWithdrawn, NothingToTravelTo, Invalid at each field.
    """
    plan = _lock_own(by, plan_id)
    sessions, journey = _check(by, plan.batch, journey, plan)
    assert plan.current is not None  # noqa: S101  # for mypy: it has one since it was saved
    if not _is_new(plan.current, journey, sessions):
        return plan
    _add_version(plan, by, journey, sessions, number=plan.current.number + 1)
    changed = events.TravelChanged(batch=plan.batch.code, count=len(sessions))
    emit(changed, on=plan, by=by)
    return plan


@atomic
def withdraw_travel(*, by: User, plan_id: int) -> TravelPlan:
    """Withdraw a journey; officers hear of it when its class is near.

    Raises NotFound, NotAllowed to others than its trainer, JourneyWithdrawn.
    """
    plan = _lock_own(by, plan_id)
    plan.withdrawn_at = now = clock.now()
    plan.save(update_fields=["withdrawn_at"])
    assert plan.current is not None  # noqa: S101  # as above
    is_near = plan.current.classes.filter(session__starts_at__gt=now, session__starts_at__lte=now + SOON).exists()
    withdrawn = events.TravelWithdrawn(batch=plan.batch.code, trainer=by)
    emit(withdrawn, on=plan, by=by, to=officers() if is_near else [])
    return plan


def _lock_batch(by: User, batch_id: int) -> Batch:
    if not by.has_own_role(User.Role.TRAINER):
        raise NotAllowed
    sessions = ClassSession.objects.visible_to(by).values("batch")
    return lock(Batch.objects.filter(pk__in=sessions), batch_id)


def _lock_own(by: User, plan_id: int) -> TravelPlan:
    plan = fetch(TravelPlan.objects.visible_to(by), plan_id)
    batch = lock(Batch.objects.all(), plan.batch_id)
    plan = lock(TravelPlan.objects.select_related("current"), plan_id)
    if plan.trainer_id != by.pk:
        raise NotAllowed
    if plan.is_withdrawn:
        raise JourneyWithdrawn
    plan.batch = batch
    return plan


def _check(
    by: User, batch: Batch, journey: Journey, plan: TravelPlan | None = None
) -> tuple[list[ClassSession], Journey]:
    """Its classes in their order, and the journey with clean texts."""
    to_come = classes_to_come(by, batch)
    if not to_come:
        raise NothingToTravelTo
    chosen = [each for each in to_come if each.pk in journey.session_ids]
    if errors := _class_errors(to_come, chosen, journey, plan) | _time_errors(chosen, journey):
        raise Invalid(errors=errors)
    if journey.means not in TravelVersion.Means.values:
        raise Invalid(errors={"means": [_("Choose by what you travel.")]})
    return chosen, replace(
        journey,
        origin=clean_text("origin", journey.origin, PLACE_LENGTH, missing=_("Write from where you travel.")),
        destination=clean_text("destination", journey.destination, PLACE_LENGTH, missing=_("Write where to.")),
        stay=clean_text("stay", journey.stay, STAY_LENGTH),
        contact=clean_text("contact", journey.contact, PLACE_LENGTH),
        notes=clean_text("notes", journey.notes, NOTES_LENGTH),
    )


def _class_errors(
    to_come: list[ClassSession], chosen: list[ClassSession], journey: Journey, plan: TravelPlan | None
) -> dict[str, list[object]]:
    if not chosen or len(chosen) != len(set(journey.session_ids)):
        return {"classes": [_("Choose the classes to which you travel, among those still to come.")]}
    first = to_come.index(chosen[0])
    if chosen != to_come[first : first + len(chosen)]:
        return {"classes": [_("Choose classes that follow each other; plan another journey for the others.")]}
    others = TravelPlan.objects.standing().exclude(pk__in=[plan.pk] if plan else [])
    if others.filter(trainer=chosen[0].trainer, current__classes__session__in=chosen).exists():
        return {"classes": [_("You have a journey to one of these classes already. Change that one.")]}
    return {}


def _time_errors(chosen: list[ClassSession], journey: Journey) -> dict[str, list[object]]:
    if journey.arrives_at <= journey.leaves_at:
        return {"arrives_at": [_("You arrive after you leave.")]}
    if chosen and journey.arrives_at > chosen[0].starts_at:
        return {"arrives_at": [_("Arrive before the first of these classes begins.")]}
    if chosen and journey.leaves_at < chosen[0].starts_at - LONGEST:
        return {"leaves_at": [_("Leave at most seven days before the first of these classes.")]}
    return {}


def _is_new(current: TravelVersion, journey: Journey, sessions: list[ClassSession]) -> bool:
    """Whether a version would differ from the newest one: in what it says, or since a class has changed."""
    rows = current.classes.values_list("session", "starts_at", "venue")
    same = sorted(rows) == sorted((each.pk, each.starts_at, each.venue_id) for each in sessions)
    names = ("origin", "destination", "means", "leaves_at", "arrives_at", "stay", "contact", "notes")
    return not same or any(getattr(current, name) != getattr(journey, name) for name in names)


def _add_version(plan: TravelPlan, by: User, journey: Journey, sessions: list[ClassSession], *, number: int) -> None:
    version = TravelVersion.objects.create(
        plan=plan,
        number=number,
        by=by,
        at=clock.now(),
        origin=journey.origin,
        destination=journey.destination,
        means=journey.means,
        leaves_at=journey.leaves_at,
        arrives_at=journey.arrives_at,
        stay=journey.stay,
        contact=journey.contact,
        notes=journey.notes,
    )
    TravelClass.objects.bulk_create(
        TravelClass(version=version, session=each, starts_at=each.starts_at, venue_id=each.venue_id)
        for each in sessions
    )
    plan.current = version
    plan.save(update_fields=["current"])
