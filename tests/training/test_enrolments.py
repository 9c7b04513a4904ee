"""Places: offered, answered or lost; the waiting list moves by itself; trainees leave, return and move."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from market.accounts.privacy.actions import close_account
from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.text.formats import format_when
from market.notifications.models import Notification
from market.training.enrolments import actions, seat_actions
from market.training.enrolments.offer_actions import (
    OfferOver,
    accept_place,
    decline_place,
    offer_next,
    offer_seats,
)
from market.training.models import Batch, Enrolment, Selection
from market.training.plans.trainer_actions import remove_trainer
from tests import make
from tests.training import place_story as story
from tests.training import plan_story

DAY = timedelta(days=1)


@pytest.fixture
def batch(oli, tahmina):
    return story.batch_of(oli, 2, trainer=tahmina)


def kinds(person):
    return [*Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True)]


def place_of(person, batch):
    return Enrolment.objects.get(trainee=person, batch=batch)


def test_the_waiting_list_moves_by_itself(batch, travel, mailoutbox):
    asma, bilkis, champa, dalia, eva = story.people("Asma", "Bilkis", "Champa", "Dalia", "Eva")
    first, second = story.offered(batch, [asma, bilkis], [champa, dalia, eva])
    assert [(each.seat, each.answer_due_at - each.offered_at) for each in (first, second)] == [
        (1, 5 * DAY),
        (2, 5 * DAY),
    ]
    assert offer_seats(selection=Selection.objects.get()) == offer_next(batch) == []
    accept_place(by=asma, enrolment_id=first.pk)
    assert accept_place(by=asma, enrolment_id=first.pk).seat == 1
    travel(4 * DAY)
    assert kinds(bilkis) == ["place.offered", "place.due", "place.due"]
    assert sum("waits for your answer" in each.subject for each in mailoutbox if each.to == [bilkis.email]) == 2
    travel(DAY)
    assert kinds(bilkis)[-1] == "place.lapsed"
    with pytest.raises(OfferOver):
        accept_place(by=bilkis, enrolment_id=second.pk)
    third = place_of(champa, batch)
    assert (third.seat, third.state) == (2, "offered")
    decline_place(by=champa, enrolment_id=third.pk, reason="A job")
    fourth = accept_place(by=dalia, enrolment_id=place_of(dalia, batch).pk)
    actions.drop_out(by=dalia, enrolment_id=fourth.pk, reason="My child is ill")
    assert kinds(batch.trainer)[-1] == "place.left"
    assert story.states(batch) == {
        **{"Asma": "accepted", "Bilkis": "lapsed", "Champa": "declined", "Dalia": "dropped_out", "Eva": "offered"}
    }
    assert [(each.state, each.by, each.reason) for each in fourth.changes.all()] == [
        ("offered", None, ""),
        ("accepted", dalia, ""),
        ("dropped_out", dalia, "My child is ill"),
    ]


def test_over_a_whole_term_offers_end_before_the_third_live_class(batch, travel):
    """Each waits its days; from the third live class on a seat stays free."""
    everybody = story.people(*(f"Person{number}" for number in range(20)))
    story.offered(batch, everybody[:2], everybody[2:])
    travel(200 * DAY)
    rows = Enrolment.objects.order_by("offered_at", "pk")
    third = batch.sessions.filter(kind="live").order_by("starts_at")[2].starts_at
    assert set(rows.values_list("state", flat=True)) == {"lapsed"}
    assert 12 <= rows.count() < len(everybody)  # by the weekday on which the batch begins
    assert max(each.offered_at for each in rows) <= third - DAY
    assert max(each.ended_at for each in rows) <= third + timedelta(minutes=1)
    assert [each.trainee for each in rows[:4]] == everybody[:4]
    assert all(each.changes.count() == 2 for each in rows)


@pytest.mark.parametrize(("left", "offers"), [(2 * DAY, 1), (DAY / 2, 0)])
def test_a_late_list_offers_no_seat_of_a_batch_that_runs(batch, monkeypatch, left, offers):
    """An answer comes before the last class by which somebody may join."""
    selection = story.published(batch, story.people("Asma"))
    third = batch.sessions.filter(kind="live").order_by("starts_at")[2].starts_at
    monkeypatch.setattr(clock, "now", lambda: third - left)
    places = offer_seats(selection=selection)
    assert [each.answer_due_at for each in places] == [third] * offers


def test_an_offer_says_how_much_of_the_course_is_over(batch, page, monkeypatch):
    asma = make.make_person("Asma")
    (place,) = story.offered(batch, [asma])
    assert "are over" not in page(asma).get(place.get_absolute_url()).content.decode()
    second = batch.sessions.order_by("starts_at")[1].ends_at + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: second)
    count = batch.sessions.count()
    assert f"2 of {count} are over" in page(asma).get(place.get_absolute_url()).content.decode()


def test_deadlines_are_told_in_the_time_of_bangladesh(batch, page, mailoutbox, run_jobs):
    asma = make.make_person("Asma", time_zone="Europe/London")
    (place,) = story.offered(batch, [asma])
    run_jobs()
    due = format_when(place.answer_due_at.astimezone(ZoneInfo("Asia/Dhaka")), "en")
    assert f"accept it by {due} Dhaka time" in mailoutbox[-1].body
    assert f"{due} Dhaka time" in page(asma).get(place.get_absolute_url()).content.decode()
    applied = page(asma).get(place.application.get_absolute_url()).content.decode()
    assert f"{due} Dhaka time" in applied
    assert f'<span class="nowrap" lang="en">{place.application.number}</span>' in applied  # no break at its hyphen


def test_an_answer_after_the_deadline_counts_as_late_before_it_is_processed(batch, monkeypatch):
    asma, bilkis = story.people("Asma", "Bilkis")
    place, _other = story.offered(batch, [asma, bilkis])
    later = clock.now() + 5 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    for answer in (accept_place, decline_place):
        with pytest.raises(OfferOver):
            answer(by=asma, enrolment_id=place.pk)


def test_who_cannot_take_a_place_is_passed_over(batch):
    gone, suspended, elsewhere, next_one = story.people("Gone", "Suspended", "Elsewhere", "Next")
    other = plan_story.planned_batch(make.make_officer(), number=2, district="dhaka")
    plan_story.enrolled(other, elsewhere)
    gone.is_active = False
    gone.save()
    suspended.suspended_until = clock.now() + 30 * DAY
    suspended.save()
    story.offered(batch, [gone, suspended], [elsewhere, next_one])
    assert story.states(batch) == {"Next": "offered"}


def test_only_its_applicant_answers_an_offer(batch, oli, tahmina, rina):
    (place,) = story.offered(batch, [make.make_person("Asma")])
    for by, refusal in ((oli, NotAllowed), (tahmina, NotFound), (rina, NotFound)):
        for answer in (accept_place, decline_place):
            with pytest.raises(refusal):
                answer(by=by, enrolment_id=place.pk)


def test_officers_end_a_place_and_trainees_return_or_move(batch, oli, onu, tahmina):
    asma, bilkis, champa = story.people("Asma", "Bilkis", "Champa")
    for number, person in enumerate((asma, bilkis), start=1):
        plan_story.enrolled(batch, person, seat=number)
    other = story.batch_of(oli, 1, number=2, district="dhaka")
    place = place_of(asma, batch)
    with pytest.raises(NotAllowed):
        actions.drop_out(by=tahmina, enrolment_id=place.pk, reason="x")
    with pytest.raises(Invalid):
        actions.drop_out(by=oli, enrolment_id=place.pk, reason=" ")
    actions.drop_out(by=oli, enrolment_id=place.pk, reason="Three weeks absent")
    notice = Notification.objects.get(user=asma)
    assert (notice.kind, notice.facts["reason"]["text"]) == ("place.ended", "Three weeks absent")
    plan_story.enrolled(batch, champa, seat=1)
    with pytest.raises(seat_actions.BatchFull, match="All 2 seats of batch RAN-GD-1 are taken"):
        actions.return_to_batch(by=onu, enrolment_id=place.pk, reason="A mistake")
    moved = actions.transfer(by=onu, enrolment_id=place_of(champa, batch).pk, batch_id=other.pk, reason="She moved")
    assert (moved.batch, moved.seat, moved.moved_from, moved.trainee) == (other, 1, place_of(champa, batch), champa)
    assert kinds(champa) == ["place.transferred"]
    returned = actions.return_to_batch(by=onu, enrolment_id=place.pk, reason="A mistake")
    assert (returned.seat, returned.ended_at, kinds(asma)) == (1, None, ["place.ended", "place.returned"])
    with pytest.raises(seat_actions.BatchFull):
        actions.transfer(by=oli, enrolment_id=place.pk, batch_id=other.pk, reason="x")
    with pytest.raises(actions.NotInBatch):
        actions.transfer(by=oli, enrolment_id=moved.moved_from.pk, batch_id=other.pk, reason="x")
    actions.drop_out(by=asma, enrolment_id=place.pk, reason="A job")
    Batch.objects.filter(pk=batch.pk).update(ended_on=plan_story.today() - DAY, started_on=plan_story.today() - DAY)
    with pytest.raises(actions.BatchOver):
        actions.return_to_batch(by=oli, enrolment_id=place.pk, reason="x")


def test_nobody_completes_a_course_before_its_last_day(batch, oli, farida):
    place = plan_story.enrolled(batch, farida)
    with pytest.raises(actions.BatchStillRuns):
        actions.complete(by=oli, enrolment_id=place.pk)
    Batch.objects.filter(pk=batch.pk).update(started_on=plan_story.today(), ended_on=plan_story.today())
    assert actions.complete(by=oli, enrolment_id=place.pk).state == "completed"


def test_an_erased_account_leaves_its_seat_to_the_next(batch):
    asma, bilkis, champa, dalia = story.people("Asma", "Bilkis", "Champa", "Dalia")
    first, second = story.offered(batch, [asma, bilkis], [champa, dalia])
    accept_place(by=asma, enrolment_id=first.pk)
    for person in (asma, bilkis):
        erase(person)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, first.name_en) == ("dropped_out", "declined", "—")
    assert sorted(batch.enrolments.offered().values_list("trainee", "seat")) == [(champa.pk, 1), (dalia.pk, 2)]


def test_a_closed_account_gives_up_its_seat_at_once(batch):
    asma, bilkis, champa, dalia = story.people("Asma", "Bilkis", "Champa", "Dalia")
    first, _second = story.offered(batch, [asma, bilkis], [champa, dalia])
    accept_place(by=asma, enrolment_id=first.pk)
    for person in (asma, bilkis):
        close_account(by=person, password="amar-kaj-demo")
    assert story.states(batch) == {
        **{"Asma": "dropped_out", "Bilkis": "declined", "Champa": "offered", "Dalia": "offered"}
    }


def test_a_trainer_who_is_removed_no_longer_sees_who_is_in_the_batch(batch, oli, tahmina):
    asma = make.make_person("Asma")
    place = plan_story.enrolled(batch, asma)
    assert Enrolment.objects.visible_to(tahmina).get() == place
    successor = plan_story.trainer()
    remove_trainer(by=oli, batch_id=batch.pk, trainer=tahmina, successor=successor)
    assert not Enrolment.objects.visible_to(tahmina).exists()
    actions.drop_out(by=asma, enrolment_id=place.pk, reason="x")
    assert kinds(successor)[-1] == "place.left"
    assert "place.left" not in kinds(tahmina)
