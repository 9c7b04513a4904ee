"""Who learns in a district, and the deadlines of trainees that wait in its outages."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from market.core.base.row_deadlines import row_deadline
from market.training.district_outages import actions as outages_actions
from market.training.district_outages import deciding_actions
from market.training.district_outages.models import DistrictOutage
from market.training.district_outages.moving_actions import people_of_districts, waits_in_outages
from market.training.enrolments.terms import offers_until
from market.training.models import CheckSet, District, Enrolment, Project, TracerRound
from market.training.projects import terms


@row_deadline(lambda: DistrictOutage.objects.filter(look_at__isnull=False), "look_at")
def move_deadlines_of_outages(outage_id: int) -> None:
    """Move the deadlines of people where there is an outage."""
    outages_actions.move_deadlines(outage_id=outage_id)


@row_deadline(lambda: DistrictOutage.objects.filter(state=DistrictOutage.State.WAITING), "confirm_until")
def lapse_outages(outage_id: int) -> None:
    """End what no second officer has confirmed in time."""
    deciding_actions.lapse_outage(outage_id=outage_id)


@people_of_districts
def learners(district: District) -> QuerySet[Any, Any]:
    """Who has a place in a batch there, or is offered one."""
    rows = Enrolment.objects.filter(batch__district=district, state__in=[*Enrolment.STUDYING, Enrolment.State.OFFERED])
    return rows.order_by().values("trainee")


def _take(rows: QuerySet[Any], pk: int) -> Any:
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def _later(instant: datetime | None, by: timedelta) -> datetime | None:
    return instant + by if instant is not None else None


@waits_in_outages(
    "place.answer_due_at",
    Enrolment.objects.offered,
    "answer_due_at",
    person="trainee",
    take=lambda pk: _take(Enrolment.objects.offered().select_related("batch", "trainee"), pk),
    latest=lambda place: offers_until(place.batch),
    since="offered_at",
)
def move_answer(place: Enrolment, due: datetime, by: timedelta) -> None:
    """A seat that is offered; it is offered to nobody once the course is on its way."""
    place.answer_due_at, place.remind_at = due, _later(place.remind_at, by)
    place.save(update_fields=["answer_due_at", "remind_at"])


def _in_work() -> QuerySet[Project]:
    return Project.objects.filter(state__in=Project.IN_WORK).select_related("enrolment__trainee", "enrolment__batch")


@waits_in_outages(
    "project.due_at",
    _in_work,
    "due_at",
    person="enrolment__trainee",
    take=lambda pk: _take(_in_work(), pk),
    since="agreed_at",
)
def move_project(project: Project, due: datetime, by: timedelta) -> None:
    """A project that is to be submitted."""
    terms.set_deadline(project, due)
    project.save(update_fields=["due_at", "remind_due_at"])


@waits_in_outages(
    "project.check_in_due_at",
    _in_work,
    "check_in_due_at",
    person="enrolment__trainee",
    take=lambda pk: _take(_in_work(), pk),
    since="agreed_at",
)
def move_check_in(project: Project, due: datetime, by: timedelta) -> None:
    """The weekly check-in of a project."""
    terms.set_check_in(project, due)
    project.save(update_fields=["check_in_due_at", "remind_check_in_at"])


@waits_in_outages(
    "check_set.until",
    CheckSet.objects.all,
    "until",
    district="recording__session__batch__district",
    take=lambda pk: _take(CheckSet.objects.all(), pk),
    since="since",
)
def move_making_up(check_set: CheckSet, due: datetime, by: timedelta) -> None:
    """The days in which a class is made up, for all of the batch."""
    check_set.until, check_set.remind_at = due, _later(check_set.remind_at, by)
    check_set.save(update_fields=["until", "remind_at"])


def _take_round(pk: int) -> TracerRound | None:
    rows = TracerRound.objects.open().select_related("certificate__holder")
    row: TracerRound | None = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    return row


@waits_in_outages(
    "tracer.ends_at",
    TracerRound.objects.open,
    "ends_at",
    person="certificate__holder",
    take=_take_round,
    since="starts_at",
)
def move_tracer(row: TracerRound, due: datetime, by: timedelta) -> None:
    """The time to answer how one fares, and the next reminder; that one is asked does not wait."""
    row.ends_at = due
    if row.tell_at != row.starts_at:
        row.tell_at = _later(row.tell_at, by)
    row.save(update_fields=["ends_at", "tell_at"])
