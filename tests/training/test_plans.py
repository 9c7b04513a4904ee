"""Officers plan phases; classes move; trainers hand over; nobody and nothing has two classes at a time."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.training.classes import bookings
from market.training.classes.actions import (
    ClassIsCancelled,
    ClassOver,
    NothingToMove,
    assign_class,
    cancel_class,
    describe_class,
    move_calendar,
    move_class,
)
from market.training.classes.bookings import DoubleBooked, booking_of, find_conflicts
from market.training.models import BatchTrainer, ClassMove, ClassSession, Phase, PlanTemplate
from market.training.periods.actions import PeriodKnown, add_period, remove_period
from market.training.plans.actions import PhaseHasConflicts, edit_template, plan_phase
from market.training.plans.planning import preview_phase
from market.training.plans.trainer_actions import StillTeaches, TeachesAlready, add_trainer, remove_trainer
from tests.site.task_lists import staff_tasks
from tests.training import plan_story as story

DAY = timedelta(days=1)
WHY = "The hall is being painted."


def codes_told(person):
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def sentences(refusal):
    return [str(each) for group in refusal.value.errors.values() for each in group]


def test_a_phase_is_planned_with_all_its_classes_and_trainers_are_told(oli, tahmina):
    hall = story.venue(oli)
    phase = story.planned(oli, story.batch_plan(trainer=tahmina, venue=hall), story.batch_plan("dhaka"))
    first, other = phase.batches.order_by("pk")
    assert (first.code, other.code) == ("RAN-GD-1", "DHA-GD-1")
    assert first.sessions.filter(kind="live", trainer=tahmina, venue=None).count() == 22
    assert first.sessions.filter(kind="in_person", trainer=tahmina, venue=hall).count() == 6
    assert other.sessions.filter(trainer=None).count() == 28
    assert first.started_on == clock.local(first.sessions.order_by("starts_at")[0].starts_at).date()
    assert first.ended_on > first.started_on + 4 * 30 * DAY
    assert codes_told(tahmina) == ["batch.planned"]
    assert AuditEntry.objects.get(code="phase.planned").facts["batches"] == "RAN-GD-1 DHA-GD-1"
    again = preview_phase(story.phase_plan(oli, number=2))
    assert again[0].code == "RAN-GD-2"


def test_only_officers_plan_and_wrong_input_is_named(oli, tahmina, pavel):
    plan = story.phase_plan(oli, story.batch_plan(), story.batch_plan(), first_day=story.today() + DAY)
    for person in (tahmina, pavel):
        with pytest.raises(NotAllowed):
            plan_phase(by=person, plan=plan)
    with pytest.raises(Invalid) as refusal:
        plan_phase(by=oli, plan=plan)
    assert set(refusal.value.errors) == {"closes_on", "batches.0.topic", "batches.1.topic"}
    other_hall = story.venue(oli, "dhaka")
    with pytest.raises(Invalid) as refusal:
        story.planned(oli, story.batch_plan(trainer=pavel, venue=other_hall), number=0, closes_on=story.today() - DAY)
    assert set(refusal.value.errors) == {"number", "closes_on", "batches.0.trainer", "batches.0.venue"}
    assert not Phase.objects.exists()


def test_every_double_booking_is_named_and_nothing_is_saved(oli, tahmina):
    hall = story.venue(oli)
    story.planned(oli, story.batch_plan(trainer=tahmina, venue=hall))
    topic = story.Topic.objects.get(slug="data-entry")
    rival = story.BatchPlan(hall.district, topic, None, hall)
    plan = story.phase_plan(oli, story.batch_plan("dhaka", tahmina), rival, number=2)
    by_code = {each.code: each.conflicts for each in preview_phase(plan)}
    assert {code: len(conflicts) for code, conflicts in by_code.items()} == {"DHA-GD-1": 28, "RAN-DE-1": 6}
    with pytest.raises(PhaseHasConflicts) as refusal:
        plan_phase(by=oli, plan=plan)
    assert set(refusal.value.errors) == {"batches.0.trainer", "batches.1.venue"}
    texts = sentences(refusal)
    assert texts[0].startswith("Live class 1 of DHA-GD-1, ")
    assert texts[0].endswith("Tahmina gives Live class 1 of RAN-GD-1 at that time.")
    assert texts[3] == "And 25 more."
    assert "Town hall has Face-to-face class 1 of RAN-GD-1" in texts[4]
    assert Phase.objects.count() == 1


def test_rows_of_the_same_form_meet_each_other(oli, tahmina):
    plan = story.phase_plan(oli, story.batch_plan(trainer=tahmina), story.batch_plan("dhaka", tahmina))
    assert [len(each.conflicts) for each in preview_phase(plan)] == [0, 28]


def test_the_database_refuses_what_no_look_has_seen(oli, tahmina, monkeypatch):
    """A race that gets past every lock ends in the same sentence, by the constraint that the database checks last."""
    batch, other = story.planned_batch(oli, trainer=tahmina), story.planned(oli, story.batch_plan("dhaka"), number=2)
    session = other.batches.get().sessions.earliest("starts_at")
    looks, find = [], bookings.find_conflicts
    monkeypatch.setattr(bookings, "find_conflicts", lambda rows: find(rows) if looks else looks.append(1))
    with pytest.raises(DoubleBooked) as refusal:
        assign_class(by=oli, session_id=session.pk, trainer=tahmina, venue=None)
    assert "Tahmina gives Live class 1 of RAN-GD-1" in sentences(refusal)[0]
    session.refresh_from_db()
    assert session.trainer is None
    assert batch.sessions.filter(trainer=tahmina).count() == 28


def test_a_class_moves_is_cancelled_and_takes_place_after_all(oli, tahmina, rahim):
    batch = story.planned_batch(oli, trainer=tahmina)
    session = batch.sessions.earliest("starts_at")
    later = session.starts_at + timedelta(hours=1)
    move_class(by=oli, session_id=session.pk, starts_at=later, reason=WHY)
    cancel_class(by=tahmina, session_id=session.pk, reason=WHY)
    with pytest.raises(ClassIsCancelled):
        cancel_class(by=oli, session_id=session.pk, reason=WHY)
    move_class(by=oli, session_id=session.pk, starts_at=later, reason=WHY)
    assert [(each.was_at, each.is_at) for each in ClassMove.objects.all()] == [
        (session.starts_at, later),
        (later, None),
        (None, later),
    ]
    assert codes_told(tahmina) == ["batch.planned", "class.moved", "class.planned_again"]
    with pytest.raises(NotFound):
        move_class(by=rahim, session_id=session.pk, starts_at=later + DAY, reason=WHY)
    with pytest.raises(Invalid):
        move_class(by=oli, session_id=session.pk, starts_at=later + DAY, reason=" ")
    with pytest.raises(DoubleBooked) as refusal:
        move_class(
            by=oli, session_id=session.pk, starts_at=batch.sessions.get(number=2, kind="live").starts_at, reason=WHY
        )
    assert "the batch has Live class 2 at that time." in sentences(refusal)[0]


def test_a_class_that_has_begun_stays(oli, tahmina):
    session = story.planned_batch(oli, trainer=tahmina).sessions.earliest("starts_at")
    clock._offset = session.starts_at - clock.wall()
    for change in (
        lambda: move_class(by=oli, session_id=session.pk, starts_at=clock.now() + DAY, reason=WHY),
        lambda: cancel_class(by=oli, session_id=session.pk, reason=WHY),
        lambda: assign_class(by=oli, session_id=session.pk, trainer=None, venue=None),
    ):
        with pytest.raises(ClassOver):
            change()
    describe_class(by=tahmina, session_id=session.pk, title_en="Colours", room="https://meet.jit.si/abc")
    session.refresh_from_db()
    assert (session.title, session.room) == ("Colours", "https://meet.jit.si/abc")


def test_a_second_trainer_may_describe_their_class_but_not_move_it(oli, tahmina):
    batch, helper = story.planned_batch(oli, trainer=tahmina), story.trainer()
    session = batch.sessions.earliest("starts_at")
    with pytest.raises(NotFound):
        describe_class(by=helper, session_id=session.pk, title_en="Colours")
    add_trainer(by=oli, batch_id=batch.pk, trainer=helper)
    with pytest.raises(NotAllowed):
        describe_class(by=helper, session_id=session.pk, title_en="Colours")
    assign_class(by=tahmina, session_id=session.pk, trainer=helper, venue=None)
    describe_class(by=helper, session_id=session.pk, title_en="Colours")
    with pytest.raises(NotAllowed):
        cancel_class(by=helper, session_id=session.pk, reason=WHY)
    with pytest.raises(Invalid):
        describe_class(by=helper, session_id=session.pk, room="http://meet.jit.si")


def test_a_calendar_moves_as_a_whole_over_itself(oli, tahmina):
    """Each class moves to where the next one was: looked at one by one they would meet."""
    batch = story.planned_batch(oli, trainer=tahmina)
    starts = list(batch.sessions.filter(kind="live").order_by("number").values_list("starts_at", flat=True))
    move_calendar(by=oli, batch_id=batch.pk, first_day=clock.local(starts[1]).date(), reason=WHY)
    moved = list(batch.sessions.filter(kind="live").order_by("number").values_list("starts_at", flat=True))
    assert moved[:20] == starts[1:21]
    batch.refresh_from_db()
    assert batch.started_on == clock.local(moved[0]).date()
    assert ClassMove.objects.filter(session__batch=batch).count() >= 22
    assert codes_told(tahmina) == ["batch.planned", "batch.calendar_moved"]
    with pytest.raises(NotAllowed):
        move_calendar(by=tahmina, batch_id=batch.pk, first_day=story.today() + 9 * DAY, reason=WHY)
    clock._offset = timedelta(days=400)
    with pytest.raises(NothingToMove):
        move_calendar(by=oli, batch_id=batch.pk, first_day=story.today() + 9 * DAY, reason=WHY)


def test_a_trainer_goes_only_when_the_classes_are_handed_over(oli, tahmina):
    batch, successor, busy = story.planned_batch(oli, trainer=tahmina), story.trainer(), story.trainer()
    story.planned(oli, story.batch_plan("dhaka", busy), number=2)
    with pytest.raises(StillTeaches) as refusal:
        remove_trainer(by=oli, batch_id=batch.pk, trainer=tahmina)
    assert "Live class 1 (" in str(refusal.value)
    with pytest.raises(DoubleBooked):
        remove_trainer(by=oli, batch_id=batch.pk, trainer=tahmina, successor=busy)
    remove_trainer(by=oli, batch_id=batch.pk, trainer=tahmina, successor=successor)
    batch.refresh_from_db()
    assert batch.trainer == successor
    assert batch.sessions.filter(trainer=successor).count() == 28
    assert codes_told(successor) == ["batch.classes_taken_over"]
    assert codes_told(tahmina) == ["batch.planned", "batch.trainer_removed"]
    with pytest.raises(NotFound):
        remove_trainer(by=oli, batch_id=batch.pk, trainer=tahmina)
    with pytest.raises(TeachesAlready):
        add_trainer(by=oli, batch_id=batch.pk, trainer=successor)


def test_the_first_lead_trainer_gets_the_classes_that_have_none(oli, tahmina):
    batch = story.planned_batch(oli)
    add_trainer(by=oli, batch_id=batch.pk, trainer=tahmina)
    assert batch.sessions.filter(trainer=tahmina).count() == 28
    other = story.trainer()
    add_trainer(by=oli, batch_id=batch.pk, trainer=other, as_lead=True)
    assert BatchTrainer.objects.get(batch=batch, removed_at=None).trainer == tahmina
    assert [each.pk for each in type(batch).objects.visible_to(tahmina)] == [batch.pk]


def test_holidays_and_ramadan_shape_the_next_calendar(oli, tahmina):
    first = story.today() + 30 * DAY
    names = {"name_en": "Eid", "name_bn": "ঈদ"}
    eid = add_period(by=oli, kind="holiday", first_day=first, last_day=first + 6 * DAY, **names)
    with pytest.raises(PeriodKnown):
        add_period(by=oli, kind="holiday", first_day=first, last_day=first, **names)
    add_period(by=oli, kind="ramadan", first_day=first + 7 * DAY, last_day=first + 36 * DAY, **names)
    slots = preview_phase(story.phase_plan(oli))[0].calendar.slots
    assert clock.local(slots[0].starts_at).date() >= first + 7 * DAY
    assert clock.local(slots[0].starts_at).strftime("%H:%M") == "21:30"
    remove_period(by=oli, period_id=eid.pk)
    assert clock.local(preview_phase(story.phase_plan(oli))[0].calendar.slots[0].starts_at).date() < first + 7 * DAY
    with pytest.raises(NotAllowed):
        remove_period(by=tahmina, period_id=eid.pk)


def test_a_template_is_bounded(oli):
    template = PlanTemplate.objects.earliest("pk")
    edit_template(by=oli, template_id=template.pk, class_count=10, class_weekdays=[5, 5, 0])
    template.refresh_from_db()
    assert (template.class_count, template.class_weekdays) == (10, [0, 5])
    with pytest.raises(Invalid) as refusal:
        edit_template(by=oli, template_id=template.pk, class_count=0, in_person_weekdays=[7], name_en=" ")
    assert set(refusal.value.errors) == {"name_en"}
    with pytest.raises(Invalid) as refusal:
        edit_template(by=oli, template_id=template.pk, class_count=0, in_person_weekdays=[7])
    assert set(refusal.value.errors) == {"class_count", "in_person_weekdays"}


def test_what_waits_is_a_task(oli, tahmina):
    batch = story.planned_batch(oli, first_day=story.today() + 5 * DAY, closes_on=story.today() + 2 * DAY)
    assert [(each.kind, each.about[:8]) for each in staff_tasks(oli)] == [("batch_trainer", "RAN-GD-1")]
    add_trainer(by=oli, batch_id=batch.pk, trainer=tahmina)
    assert staff_tasks(oli) == []
    tasks = staff_tasks(tahmina)
    assert {each.kind for each in tasks} == {"class_room"}
    room = {"room": "https://meet.jit.si/rangpur"}
    describe_class(by=tahmina, session_id=batch.sessions.earliest("starts_at").pk, **room)
    assert len(staff_tasks(tahmina)) == len(tasks) - 1


def test_a_class_does_not_meet_itself(oli, tahmina):
    session = story.planned_batch(oli, trainer=tahmina).sessions.earliest("starts_at")
    assert find_conflicts([booking_of(session)]) == []
    assert ClassSession.objects.visible_to(tahmina).count() == 28
