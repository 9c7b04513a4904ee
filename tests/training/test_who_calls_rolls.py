"""Who says that somebody was in a class: nobody of themselves, and no trainer who was removed from the batch."""

import pytest

from market.accounts.models import User
from market.core.base.errors import Invalid, NotAllowed
from market.core.models import AuditEntry
from market.training.attendance.countersign_actions import countersign
from market.training.attendance.roll_actions import RollMark, call_roll
from market.training.classes.people import taught_by
from market.training.models import AttendanceMark, ClassSession, Grievance
from market.training.plans.trainer_actions import add_trainer, remove_trainer
from tests.training import plan_story as story
from tests.training.attendance_story import held


@pytest.fixture
def place(oli, tahmina, farida):
    return story.enrolled(story.planned_batch(oli, trainer=tahmina), farida)


def test_a_removed_trainer_calls_no_roll_of_a_class_that_they_gave(place, oli, tahmina):
    session, tara = held(place.batch), story.trainer("Tara")
    remove_trainer(by=oli, batch_id=place.batch_id, trainer=tahmina, successor=tara)
    with pytest.raises(NotAllowed):
        call_roll(by=tahmina, session_id=session.pk, marks=[RollMark(place.pk, "present")])
    assert not taught_by(tahmina).exists()
    call_roll(by=tara, session_id=session.pk, marks=[RollMark(place.pk, "absent")])


def test_who_gives_one_class_calls_its_roll(place, tahmina):
    session, tara = held(place.batch), story.trainer("Tara")
    ClassSession.objects.filter(pk=session.pk).update(trainer=tara)
    call_roll(by=tara, session_id=session.pk, marks=[RollMark(place.pk, "absent")])
    assert taught_by(tara).get() == session


@pytest.mark.parametrize("role", ["officer", "trainer"])
def test_nobody_marks_or_confirms_themselves(place, oli, farida, rina, role):
    session, other = held(place.batch), story.enrolled(place.batch, rina, seat=2)
    type(other).objects.filter(pk=other.pk).update(offered_at=place.offered_at)
    ClassSession.objects.filter(pk=session.pk).update(kind="in_person")
    User.objects.filter(pk=farida.pk).update(roles=[role])
    farida.refresh_from_db()
    if role == "trainer":
        add_trainer(by=oli, batch_id=place.batch_id, trainer=farida)
    with pytest.raises(Invalid):
        call_roll(by=farida, session_id=session.pk, marks=[RollMark(place.pk, "present")])
    AttendanceMark.objects.create(
        session=session, enrolment=place, source="roll", value="present", by=oli, at=session.ends_at
    )
    AttendanceMark.objects.create(
        session=session, enrolment=other, source="roll", value="present", by=farida, at=session.ends_at
    )
    with pytest.raises(NotAllowed):
        countersign(by=farida, session_id=session.pk)


def test_an_officer_who_reads_a_card_over_the_api_stands_in_the_access_log(place, oli, farida, api):
    for each in (farida, oli):
        assert api(each).get(f"/api/v1/places/{place.pk}/card/").status_code == 200
    assert AuditEntry.objects.get(code="place.card_seen").by == oli


def test_a_removed_lead_trainer_does_not_see_grievances_of_the_batch(place, oli, tahmina):
    remove_trainer(by=oli, batch_id=place.batch_id, trainer=tahmina, successor=story.trainer("Tara"))
    User.objects.filter(pk=tahmina.pk).update(roles=["trainer", "officer"])
    tahmina.refresh_from_db()
    columns = {"seen_due_at": place.offered_at, "due_at": place.offered_at, "received_at": place.offered_at}
    Grievance.objects.create(
        number="GR-222222", kind="harassment", batch=place.batch, reporter=place.trainee, **columns
    )
    assert not Grievance.objects.visible_to(tahmina).exists()
