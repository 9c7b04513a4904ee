"""Journeys of trainers to face-to-face classes: planned, changed with a history, flagged, missed by nobody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.training.classes.actions import assign_class, move_class
from market.training.models import ClassSession, TravelPlan, TravelVersion
from market.training.travel_plans.actions import (
    Journey,
    JourneyWithdrawn,
    NothingToTravelTo,
    change_travel,
    plan_travel,
    withdraw_travel,
)
from tests.site.task_lists import staff_tasks
from tests.training import plan_story as story

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "The hall is being painted."


@pytest.fixture
def batch(oli, tahmina):
    """Its face-to-face classes begin in six days, one each day."""
    batch = story.planned_batch(oli, trainer=tahmina, venue=story.venue(oli))
    first = clock.now() + 6 * DAY
    for at, each in enumerate(batch.sessions.filter(kind="in_person").order_by("number")):
        starts_at = first + at * DAY
        ClassSession.objects.filter(pk=each.pk).update(starts_at=starts_at, ends_at=starts_at + 3 * HOUR)
    return batch


@pytest.fixture
def classes(batch):
    return list(batch.sessions.filter(kind="in_person").order_by("number"))


def tasks(person, kind) -> list[str]:
    return [each.about for each in staff_tasks(person) if each.kind == kind]


def journey(*sessions, **changes) -> Journey:
    """By bus, from the evening before the first of these classes."""
    starts_at = sessions[0].starts_at if sessions else clock.now() + 6 * DAY
    fields = {"origin": "Dhaka", "destination": "Rangpur", "means": "bus", "contact": "01711000111"}
    fields |= {"leaves_at": starts_at - 20 * HOUR, "arrives_at": starts_at - 12 * HOUR, "stay": "Rest house"}
    return Journey(**{"session_ids": [each.pk for each in sessions], **fields, **changes})


def test_a_journey_is_planned_changed_and_withdrawn(batch, classes, tahmina, oli, rina):
    assert tasks(tahmina, "travel_plan")
    for wrong in (journey(), journey(classes[0], classes[2]), journey(classes[0], means="mule")):
        with pytest.raises(Invalid):
            plan_travel(by=tahmina, batch_id=batch.pk, journey=wrong)
    late = {"leaves_at": classes[0].starts_at, "arrives_at": classes[0].starts_at + HOUR}
    early = {"leaves_at": classes[0].starts_at - 8 * DAY, "arrives_at": classes[0].starts_at - 7 * DAY}
    for times in (late, early, {"leaves_at": classes[0].starts_at}):
        with pytest.raises(Invalid):
            plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(classes[0], **times))
    for somebody, refusal in ((rina, NotAllowed), (oli, NotAllowed), (story.trainer(), NotFound)):
        with pytest.raises(refusal):
            plan_travel(by=somebody, batch_id=batch.pk, journey=journey(classes[0]))
    plan = plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(*classes[:2]))
    assert not tasks(tahmina, "travel_plan")
    with pytest.raises(Invalid):  # there is one already
        plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(*classes[1:3]))
    assert change_travel(by=tahmina, plan_id=plan.pk, journey=journey(*classes[:2])).current.number == 1
    plan = change_travel(by=tahmina, plan_id=plan.pk, journey=journey(*classes[:2], means="train"))
    assert list(plan.versions.values_list("number", "means")) == [(1, "bus"), (2, "train")]
    with pytest.raises(NotAllowed):
        withdraw_travel(by=oli, plan_id=plan.pk)
    withdraw_travel(by=tahmina, plan_id=plan.pk)
    assert not Notification.objects.filter(kind="travel.withdrawn").exists()
    with pytest.raises(JourneyWithdrawn):
        change_travel(by=tahmina, plan_id=plan.pk, journey=journey(classes[0]))
    clock._offset = 3.5 * DAY
    near = plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(classes[0]))
    withdraw_travel(by=tahmina, plan_id=near.pk)
    assert Notification.objects.filter(kind="travel.withdrawn", user=oli).count() == 1
    clock._offset = 300 * DAY
    with pytest.raises(NothingToTravelTo):
        plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(classes[0]))


def test_a_moved_class_and_another_trainer_flag_the_journey(batch, classes, tahmina, oli):
    plan = plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(*classes[:2]))
    fits = TravelPlan.objects.with_fit().get
    assert not fits().is_off
    move_class(by=oli, session_id=classes[1].pk, starts_at=classes[1].starts_at + HOUR, reason=WHY)
    assert fits().is_off
    classes[1].refresh_from_db()
    change_travel(by=tahmina, plan_id=plan.pk, journey=journey(*classes[:2]))
    assert not fits().is_off
    other = story.trainer()
    assign_class(by=oli, session_id=classes[0].pk, trainer=other, venue=classes[0].venue)
    assert fits().is_off
    assert tasks(other, "travel_plan") == [f"{batch.code} · Face-to-face class 1"]
    assert not tasks(oli, "missing_travel")
    clock._offset = 3.5 * DAY
    assert len(tasks(oli, "missing_travel")) == 1


def test_versions_are_a_record_and_end_with_the_account(batch, classes, tahmina):
    plan = plan_travel(by=tahmina, batch_id=batch.pk, journey=journey(classes[0]))
    for change in ({"means": "car"}, {"stay": "Hotel"}):
        with pytest.raises(DatabaseError), atomic():
            TravelVersion.objects.update(**change)
    with pytest.raises(DatabaseError), atomic():
        plan.current.classes.update(starts_at=clock.now())
    erase(tahmina)
    version = TravelVersion.objects.get()
    assert (version.means, version.origin, version.stay, version.contact) == ("bus", "", "", "")


def test_pages_of_journeys(batch, classes, tahmina, oli, page):
    at = classes[0].get_absolute_url()
    mine = page(tahmina)
    assert f"{at}travel/" in mine.get(at).content.decode()
    assert f"{at}travel/" in mine.get("/travel/").content.decode()
    assert "has not planned the journey" in page(oli).get(at).content.decode()
    days = {"leaves_on": str(clock.local(classes[0].starts_at - DAY).date()), "leaves_time": "06:00"}
    days |= {"arrives_on": days["leaves_on"], "arrives_time": "12:00"}
    sent = {"classes": [classes[0].pk], "origin": "Dhaka", "destination": "Rangpur", "means": "bus", **days}
    assert mine.post(f"{at}travel/", {**sent, "arrives_time": "05:00"}).status_code == 400
    mine.post(f"{at}travel/", {**sent, "contact": "01711000111"})
    plan = TravelPlan.objects.get()
    shown = mine.get(plan.get_absolute_url()).content.decode()
    assert all(word in shown for word in ("01711000111", "Change your journey"))
    mine.post(f"/travel/{plan.pk}/change/", {**sent, "means": "train"})
    desk = page(oli)
    listed = desk.get("/staff/travel/").content.decode()
    assert all(word in listed for word in ("Journey planned", "No journey planned", batch.code))
    assert "Journey planned" not in desk.get("/staff/travel/?state=missing&district=rangpur").content.decode()
    assert "No class fits" in desk.get("/staff/travel/?district=dhaka").content.decode()
    lines = desk.get("/staff/travel/file/?state=planned").content.decode().splitlines()
    assert len(lines) == 2
    assert "train" in lines[1]
    assert "01711000111" not in lines[1]
    assert "What it was before" in desk.get(plan.get_absolute_url()).content.decode()
    ClassSession.objects.filter(pk=classes[0].pk).update(starts_at=classes[0].starts_at + HOUR)
    assert "does not fit any more" in mine.get("/travel/").content.decode()
    assert "begins on" in mine.get(plan.get_absolute_url()).content.decode()
    mine.post(f"/travel/{plan.pk}/withdraw/")
    assert "Withdrawn on" in mine.get(plan.get_absolute_url()).content.decode()
