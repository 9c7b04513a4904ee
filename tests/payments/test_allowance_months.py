"""Allowances of a month: of project work, and of who joins in its middle."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.training.allowances.months import bounds, entitlements
from market.training.models import AttendanceMark, CheckIn, ClassSession, Enrolment, Project, ProjectChange
from tests import make
from tests.payments.allowance_story import MONTHLY, batch_of_last_month, listed, month_before, rule, trainee_of
from tests.training.plan_story import planned_batch

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def onu(db):
    return make.make_person("Onu", roles=["officer"])


@pytest.fixture
def batch(oli):
    return batch_of_last_month(oli)


def project_of(place: Enrolment, *changes: tuple[str, str, int]) -> Project:
    """One of a trainee: each change has a kind, the state since then, and on which day of the month."""
    at = bounds(month_before())[0]
    project = Project.objects.create(enrolment=place, title="Logo", proposed_at=at, state=changes[-1][1])
    for kind, state, days in changes:
        by, when = place.trainee, at + timedelta(days=days)
        ProjectChange.objects.create(project=project, kind=kind, state=state, by=by, at=when)
    return project


def test_a_month_of_project_work_is_paid_to_who_worked(batch, oli, onu):
    since = bounds(month_before())[0]
    ClassSession.objects.filter(batch=batch).exclude(number=1).delete()
    ClassSession.objects.filter(batch=batch).update(starts_at=since - DAY, ends_at=since - DAY / 2)
    names = ("Without", "Waits", "Returned", "Idle", "Checks", "Extended", "Proposes", "Passed")
    idle, again = ("agreed", "agreed", -9), "resubmission"
    stories = {
        "Waits": [("proposed", "proposed", -2), ("agreed", "agreed", 40)],
        "Returned": [("proposed", "proposed", -5), ("returned", "returned", -2)],
        "Idle": [idle],
        "Checks": [idle],
        "Extended": [("submitted", "submitted", -3), ("assessed", again, -2), ("extended", again, -1)],
        "Proposes": [("proposed", "proposed", 3)],
        "Passed": [("assessed", "passed", -3)],
    }
    places = {name: trainee_of(batch, make.make_person(name), 0, seat) for seat, name in enumerate(names, start=1)}
    for name, changes in stories.items():
        project_of(places[name], *changes)
    for name, days in (("Checks", 3), ("Idle", 40), ("Extended", -2)):
        CheckIn.objects.create(project=places[name].project, at=since + days * DAY, done="The sketch", next="The logo")
    rule(batch, oli, onu)
    outcomes = {each.trainee.display_name: each.outcome for each in listed(batch, oli).lines.all()}
    idle_ones = ("Without", "Returned", "Idle", "Extended")
    assert outcomes == {name: "no_work" if name in idle_ones else "project" for name in names}


def test_who_joins_late_is_paid_if_half_of_the_classes_were_to_come(batch, oli, onu):
    mover, classes = make.make_person("Moved"), list(batch.sessions.order_by("number"))
    before = trainee_of(planned_batch(oli, number=2), mover, 0)
    gone = {"state": "transferred", "seat": None, "ended_at": classes[5].starts_at}
    Enrolment.objects.filter(pk=before.pk).update(**gone)
    half, late, last = (make.make_person(name) for name in ("Half", "Late", "Last"))
    joined = {half: 4, late: 5, mover: 5, last: 9}
    for seat, (trainee, at) in enumerate(joined.items(), start=1):
        place = trainee_of(batch, trainee, 10, seat)
        offered_at = classes[at].starts_at + DAY / 4
        Enrolment.objects.filter(pk=place.pk).update(
            offered_at=offered_at, moved_from=before if trainee == mover else None
        )
    rule(batch, oli, onu)
    lines = {each.trainee: (each.outcome, each.counted) for each in listed(batch, oli).lines.all()}
    assert lines == {half: ("reached", 5), late: ("joined_late", 4), mover: ("reached", 4), last: ("joined_late", 0)}


def test_a_month_without_a_class_brings_nothing_but_for_work_on_the_project(batch, oli, onu):
    at_work, idle = make.make_person("Works"), make.make_person("Idle")
    places = [trainee_of(batch, each, 0, seat) for seat, each in enumerate((at_work, idle), start=1)]
    project_of(places[0], ("agreed", "agreed", 3), ("submitted", "submitted", 4))
    batch.sessions.filter(number=10).update(starts_at=clock.now() + DAY, ends_at=clock.now() + 2 * DAY, rolled_at=None)
    batch.sessions.exclude(number=10).update(state="not_held")
    counts = rule(batch, oli, onu)

    def outcomes():
        rows = entitlements(batch.phase, month_before(), counts)
        return {each.enrolment.trainee: (each.outcome, each.value) for each in rows}

    assert outcomes() == {at_work: ("project", MONTHLY), idle: ("no_class", 0)}
    held = batch.sessions.get(number=1)
    batch.sessions.filter(pk=held.pk).update(state="planned")
    AttendanceMark.objects.create(
        session=held, enrolment=places[1], source="outage", value="excused", by=oli, at=clock.now()
    )
    assert outcomes() == {at_work: ("too_few", 0), idle: ("excused", MONTHLY)}
