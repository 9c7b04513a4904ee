"""Hours of a batch's own, a second template, and what trainers have to do each week."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import NotAllowed
from market.training.classes.actions import move_calendar
from market.training.classes.bookings import DoubleBooked
from market.training.models import PlanTemplate
from market.training.plans.actions import PhaseHasConflicts, add_template
from market.training.plans.load import loads
from tests.training import plan_story as story

DAY = timedelta(days=1)
WHY = "The hall is being painted."


def test_one_trainer_has_two_batches_at_other_hours(oli, tahmina, page):
    at = time(18)
    early = replace(story.batch_plan("dhaka", tahmina), class_at=at, in_person_at=time(15))
    with pytest.raises(PhaseHasConflicts):
        story.planned(oli, story.batch_plan("rangpur", tahmina), story.batch_plan("dhaka", tahmina))
    phase = story.planned(oli, story.batch_plan("rangpur", tahmina), early)
    batch = phase.batches.get(district__slug="dhaka")
    assert batch.class_at == at
    first = batch.sessions.filter(kind="live").earliest("starts_at")
    assert clock.local(first.starts_at).time() == at
    row = next(each for each in loads(phase) if each.trainer == tahmina)
    assert (len(row.batches), len(row.clashes)) == (2, 6)  # on each of these days in two districts
    text = page(oli).get(f"/staff/trainers/?phase={phase.pk}").content.decode()
    assert "Two districts on a day" in text
    day = story.today() + 40 * DAY
    with pytest.raises(DoubleBooked):  # at the template's hours the two would meet
        move_calendar(
            by=oli, batch_id=batch.pk, first_day=day, reason=WHY, hours={"class_at": None, "in_person_at": None}
        )
    move_calendar(by=oli, batch_id=batch.pk, first_day=day, reason=WHY, hours={"class_at": time(16)})
    batch.refresh_from_db()
    assert (batch.class_at, batch.in_person_at) == (time(16), time(15))


def test_a_second_template_is_there_and_another_one_is_added(oli, tahmina, page):
    short = PlanTemplate.objects.latest("pk")
    batch = story.planned(oli, story.batch_plan(), template=short).batches.get()
    assert batch.sessions.count() == 12
    desk = page(oli)
    assert "10 live, 2 face-to-face" in desk.get("/staff/programme/phases/new/").content.decode()
    assert "22" in desk.get("/staff/plan-templates/new/").content.decode()
    names = {"name_en": "Evening plan", "name_bn": "সন্ধ্যার পরিকল্পনা", "ramadan_at": "21:30"}
    counts = {"seats": 30, "class_count": 12, "class_minutes": 90, "in_person_count": 2, "in_person_minutes": 180}
    days = {"class_weekdays": [0, 1], "class_at": "19:00", "in_person_weekdays": [4], "in_person_at": "10:00"}
    sent = {**names, **counts, **days, "project_months": 1}
    assert desk.post("/staff/plan-templates/new/", {**sent, "seats": 0}).status_code == 400
    desk.post("/staff/plan-templates/new/", sent)
    assert PlanTemplate.objects.latest("pk").name_en == "Evening plan"
    with pytest.raises(NotAllowed):
        add_template(by=tahmina, name_en="x", name_bn="x")
