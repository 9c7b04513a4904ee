"""Deadlines of money wait in an outage of the freelancer's district, and nothing that is over comes back."""

from datetime import timedelta

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom.transitions import freeze, move_deadline, thaw
from market.core.base import clock
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute
from market.notifications.models import Notification
from market.payments.cancelling.actions import give_cancel_notice
from market.profiles.freelancers.actions import change_profile
from market.training.district_outages import moving_actions as moving
from market.training.district_outages.actions import (
    end_outage,
    enter_outage,
    extend_outage,
    move_deadlines,
)
from market.training.district_outages.deciding_actions import confirm_outage
from market.training.district_outages.present import outages_of
from market.training.models import District, DistrictOutage, MovedDeadline
from tests import make
from tests.make import run_jobs
from tests.payments import story
from tests.training.place_story import offered
from tests.training.plan_story import planned_batch

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = Milestone.State


@pytest.fixture
def milestone(provider):
    return story.funded(provider, "100.00")


def outage_in(oli, district="rangpur", since=timedelta(0), hours=10):
    begins = clock.now() + since
    where = District.objects.get(slug=district)
    outage = enter_outage(by=oli, district=where, reason="power", from_at=begins, until_at=begins + hours * HOUR)
    if outage.is_waiting:
        confirm_outage(by=make.make_officer(), outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    outage.refresh_from_db()
    return outage


def dues(milestone):
    milestone.refresh_from_db()
    return milestone.work_due_at, milestone.idle_refund_at, milestone.last_day_at


def test_work_waits_once(oli, carla, milestone):
    work, idle, last = dues(milestone)
    outage = outage_in(oli)
    assert dues(milestone) == (work + 10 * HOUR, idle + 10 * HOUR, last)
    DistrictOutage.objects.update(look_at=clock.now())
    move_deadlines(outage_id=outage.pk)
    assert dues(milestone) == (work + 10 * HOUR, idle + 10 * HOUR, last)
    extend_outage(by=oli, outage_id=outage.pk, until_at=outage.until_at + 5 * HOUR)
    move_deadlines(outage_id=outage.pk)
    assert dues(milestone)[0] == work + 15 * HOUR
    assert Notification.objects.filter(kind="outage.deadlines_wait").count() == 1


def test_an_early_end_takes_back_the_rest(travel, oli, milestone):
    work = dues(milestone)[0]
    outage = outage_in(oli)
    travel(4 * HOUR)
    ended = end_outage(by=oli, outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    assert dues(milestone)[0] == work + (ended.until_at - ended.from_at)
    assert [each.by > timedelta(0) for each in MovedDeadline.objects.filter(kind="milestone.work_due_at")] == [
        True,
        False,
    ]


def test_what_was_over_before_stays_over(travel, oli, carla, milestone):
    work = dues(milestone)[0]
    travel(work - clock.now() + 2 * HOUR)
    give_cancel_notice(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    notice = milestone.cancel_at
    outage_in(oli, since=-HOUR)
    assert dues(milestone)[0] == work  # it was late an hour before the outage
    assert milestone.cancel_at == notice + 10 * HOUR
    travel(notice - clock.now() + HOUR)
    milestone.refresh_from_db()
    assert milestone.state == State.FUNDED  # the money has not gone back yet
    travel(10 * HOUR)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.refunded_value) == (State.REFUNDED, 100)
    outage_in(oli, hours=20)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.cancel_at) == (State.REFUNDED, None)
    story.assert_books_whole()


def test_work_that_fell_due_in_the_outage_is_not_cancelled(travel, oli, milestone):
    work = dues(milestone)[0]
    travel(work - clock.now() + 2 * HOUR)
    give_cancel_notice(by=milestone.contract.client, milestone_id=milestone.pk)
    outage_in(oli, since=-5 * HOUR, hours=12)  # entered late: it had begun before the work was due
    assert dues(milestone)[0] == work + 12 * HOUR
    assert milestone.cancel_at is None


def test_a_client_s_silence_releases_as_before(travel, oli, provider):
    delivered = story.submitted(provider, "100.00")
    delivered.refresh_from_db()
    review = delivered.review_due_at
    outage_in(oli, hours=72)
    delivered.refresh_from_db()
    assert delivered.review_due_at == review
    travel(review - clock.now() + HOUR)
    delivered.refresh_from_db()
    assert delivered.state == State.RELEASED
    assert not MovedDeadline.objects.filter(kind__startswith="milestone.", row=delivered.pk).exists()


def test_the_last_day_bounds_it(oli, milestone):
    Milestone.objects.filter(pk=milestone.pk).update(idle_refund_at=milestone.last_day_at - HOUR)
    outage_in(oli)
    assert dues(milestone)[1] == milestone.last_day_at


def test_what_is_bounded_takes_its_reminders_along_once(oli, milestone):
    """The warning before money goes back does not run away, however often the outage is looked at."""
    last = milestone.last_day_at
    near = {"idle_refund_at": last - HOUR, "idle_notice_at": last - DAY, "work_due_at": last - 2 * HOUR}
    Milestone.objects.filter(pk=milestone.pk).update(**near)
    outage = outage_in(oli)
    for _look in range(3):
        DistrictOutage.objects.update(look_at=clock.now())
        move_deadlines(outage_id=outage.pk)
    assert dues(milestone) == (last, last, last)
    assert milestone.idle_notice_at == last - DAY + HOUR
    end_outage(by=oli, outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    milestone.refresh_from_db()
    assert abs(milestone.idle_notice_at - (last - DAY)) < timedelta(minutes=1)


def test_outages_of_two_districts_count_once_whatever_becomes_of_them(travel, oli, farida, provider):
    """Of where somebody lives and of where they learn: extended or ended early, the hours of both together count."""
    milestone = story.funded(provider, "100.00", freelancer=farida)
    offered(planned_batch(oli, district="dhaka"), [farida])
    work = dues(milestone)[0]
    start = clock.now()
    lives = outage_in(oli, hours=10)
    learns = outage_in(oli, district="dhaka", hours=20)
    assert dues(milestone)[0] - work == learns.until_at - lives.from_at
    longer = extend_outage(by=oli, outage_id=lives.pk, until_at=lives.until_at + 30 * HOUR)
    travel(HOUR)
    assert dues(milestone)[0] - work == longer.until_at - lives.from_at
    end_outage(by=oli, outage_id=lives.pk)
    travel(HOUR)
    assert abs(dues(milestone)[0] - work - 20 * HOUR) < timedelta(minutes=1)
    end_outage(by=oli, outage_id=learns.pk)
    travel(HOUR)
    assert abs(dues(milestone)[0] - work - 2 * HOUR) < timedelta(minutes=1)
    assert clock.now() - start < 4 * HOUR


def test_nobody_gets_time_by_moving_into_an_outage(travel, oli, milestone):
    """A profile names another district in a moment: the outages are public."""
    freelancer = milestone.contract.freelancer
    outage = outage_in(oli, district="dhaka")
    before = dues(milestone)
    dhaka = District.objects.get(slug="dhaka")
    change_profile(by=freelancer, district=dhaka)
    DistrictOutage.objects.update(look_at=clock.now())
    move_deadlines(outage_id=outage.pk)
    assert dues(milestone) == before
    travel(12 * HOUR)
    assert dues(milestone) == before
    outage_in(oli, district="dhaka", hours=5)
    assert dues(milestone)[0] == before[0] + 5 * HOUR  # of the next one


def test_what_arose_after_an_outage_gets_no_time_when_it_is_confirmed(travel, oli, onu, carla, provider, milestone):
    begins = clock.now() - 5 * HOUR
    where, until = District.objects.get(slug="rangpur"), begins + 6 * HOUR
    outage = enter_outage(by=oli, district=where, reason="power", from_at=begins, until_at=until)
    travel(10 * HOUR)
    freelancer = milestone.contract.freelancer
    later, offer = story.funded(provider, "30.00", freelancer=freelancer), make.make_offer_to(freelancer, carla)
    before, work, expires = dues(later), dues(milestone)[0], offer.job.expires_at
    confirm_outage(by=onu, outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    assert dues(later) == before
    offer.job.refresh_from_db()
    assert offer.job.expires_at == expires
    assert dues(milestone)[0] == work + (until - milestone.funded_at)


def test_nobody_gets_time_by_moving_into_an_outage_that_is_confirmed_late(travel, oli, onu, milestone):
    begins = clock.now() - 5 * HOUR
    dhaka, until = District.objects.get(slug="dhaka"), begins + 6 * HOUR
    outage = enter_outage(by=oli, district=dhaka, reason="power", from_at=begins, until_at=until)
    travel(10 * HOUR)
    before = dues(milestone)
    change_profile(by=milestone.contract.freelancer, district=dhaka)
    confirm_outage(by=onu, outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    assert dues(milestone) == before


def test_what_is_set_anew_after_an_outage_gets_no_time_when_it_is_confirmed(travel, oli, onu, milestone):
    begins = clock.now() - 5 * HOUR
    where, until = District.objects.get(slug="rangpur"), begins + 6 * HOUR
    outage = enter_outage(by=oli, district=where, reason="power", from_at=begins, until_at=until)
    idle, funded = dues(milestone)[1], milestone.funded_at
    travel(10 * HOUR)
    renewed = clock.now() + 9 * DAY
    Milestone.objects.filter(pk=milestone.pk).update(work_due_at=renewed)
    assert outages_of(milestone.contract.freelancer) == []
    confirm_outage(by=onu, outage_id=outage.pk)
    travel(HOUR)
    assert dues(milestone)[:2] == (renewed, idle + (until - funded))
    assert Notification.objects.filter(kind="outage.deadlines_wait").exists()


def test_other_districts_and_frozen_money_stay(oli, milestone):
    before = dues(milestone)
    outage_in(oli, district="dhaka")
    assert dues(milestone) == before
    Milestone.objects.filter(pk=milestone.pk).update(frozen_at=clock.now())
    outage_in(oli)
    assert dues(milestone) == before


def test_what_arises_meanwhile_waits_for_the_rest(travel, oli, provider, milestone):
    outage_in(oli)
    travel(8 * HOUR)
    later = story.funded(provider, "30.00", freelancer=milestone.contract.freelancer)
    due = dues(later)[0]
    travel(HOUR)
    moved = dues(later)[0] - due
    assert timedelta(hours=1, minutes=30) < moved <= timedelta(hours=2, minutes=30)
    travel(5 * HOUR)
    assert dues(later)[0] - due == moved
    assert DistrictOutage.objects.get().look_at is None


def test_a_deadline_that_is_set_anew_waits_for_the_rest_once(travel, oli, milestone):
    outage_in(oli)
    travel(4 * HOUR)
    agreed = clock.now() + 30 * DAY
    Milestone.objects.filter(pk=milestone.pk).update(work_due_at=agreed)
    travel(2 * HOUR)
    moved = dues(milestone)[0] - agreed
    assert 6 * HOUR <= moved <= 6.5 * HOUR
    travel(6 * HOUR)
    assert dues(milestone)[0] - agreed == moved


def test_a_deadline_that_is_moved_on_takes_its_outages_along(travel, oli, milestone):
    work = dues(milestone)[0]
    outage_in(oli)
    travel(4 * HOUR)
    milestone.refresh_from_db()
    at = clock.now()
    move_deadline(milestone, days=3, at=at)
    travel(8 * HOUR)
    freeze(milestone, at=at + 8 * HOUR)
    thaw(milestone, at=at + 9 * HOUR)
    assert dues(milestone)[0] == work + 3 * DAY + HOUR + 10 * HOUR


def test_disputes_and_offers(oli, carla, provider, farida):
    delivered = story.submitted(provider, "100.00")
    client = delivered.contract.client
    dispute = open_dispute(
        by=client, milestone_id=delivered.pk, claim=story.usd(100), content=StatementContent("It cannot be used.")
    )
    offer = make.make_offer_to(delivered.contract.freelancer, client)
    due, expires = dispute.due_at, offer.job.expires_at
    outage_in(oli)
    assert Dispute.objects.get(pk=dispute.pk).due_at == due + 10 * HOUR
    offer.job.refresh_from_db()
    assert offer.job.expires_at == expires + 10 * HOUR


def test_both_sides_see_it(page, oli, milestone):
    outage_in(oli)
    contract = milestone.contract
    for person in (contract.client, contract.freelancer):
        for address in (contract.get_absolute_url(), contract.conversation.get_absolute_url()):
            shown = page(person).get(address).content.decode()
            assert "Power cut in Rangpur" in shown, address
            assert "move by 10 hours" in shown
            assert "Work: from" in shown
            assert ("your deadlines wait" in shown) == (person == contract.freelancer)
    run_jobs()


def test_the_line_above_every_page_is_remembered(oli, milestone, django_assert_num_queries):
    freelancer, client = milestone.contract.freelancer, milestone.contract.client
    assert outages_of(freelancer) == []
    outage = outage_in(oli)
    assert (outages_of(freelancer), outages_of(client)) == ([outage], [])
    with django_assert_num_queries(0):
        assert (outages_of(freelancer), outages_of(client)) == ([outage], [])
    end_outage(by=oli, outage_id=outage.pk)
    assert outages_of(freelancer) == []


def test_every_registered_deadline_names_its_rows(db):
    kinds = {each.kind for each in moving.deadlines()}
    assert {"milestone.cancel_at", "dispute.due_at", "offer.expires_at", "place.answer_due_at"} <= kinds
    for each in moving.deadlines():
        assert each.take(0) is None
        assert list(each.rows().values_list(each.column)[:1]) == []
