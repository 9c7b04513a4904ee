"""Races in the workroom: one contract for a job, one answer to a delivery, whichever action comes first."""

from functools import partial

import pytest

from market.bids.bids.decision_actions import withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.models import Bid
from market.contracts.deliveries.actions import DeliveryOpened, open_deliveries, replace_delivery
from market.contracts.models import Contract, Delivery, Milestone
from market.contracts.proposals.actions import end_contract
from market.contracts.workroom import contract_actions, transitions
from market.contracts.workroom.actions import refuse_refund, request_changes, request_refund, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.errors import DomainError
from market.jobs.models import Job
from market.payments.releases.actions import approve_milestone
from tests import make
from tests.concurrency.test_money import race, winners
from tests.payments.story import submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(carla) -> Job:
    return make.make_job(carla)


@pytest.fixture
def bids(job, farida, rina) -> list[Bid]:
    return [make.make_bid(job, each) for each in (farida, rina)]


@pytest.fixture
def milestone(carla, bids) -> Milestone:
    milestone = accept_terms(by=carla, bid_id=bids[0].pk).milestones.get(position=1)
    transitions.mark_funded(milestone, at=clock.now())
    return milestone


def refusals(outcomes: list[object]) -> list[DomainError]:
    return [each for each in outcomes if isinstance(each, DomainError)]


def test_concurrent_accepts_create_one_contract(carla, bids, job):
    outcomes = race(*(partial(accept_terms, by=carla, bid_id=bid.pk) for bid in bids * 4))
    assert len(winners(outcomes)) == 1
    assert len(refusals(outcomes)) == 7
    assert Contract.objects.count() == 1
    job.refresh_from_db()
    assert (job.state, sorted(Bid.objects.values_list("state", flat=True))) == ("filled", ["accepted", "declined"])


def test_without_the_job_lock_a_constraint_allows_one_contract(carla, bids, monkeypatch):
    monkeypatch.setattr(contract_actions, "lock", lambda rows, pk: rows.get(pk=pk))
    race(*(partial(accept_terms, by=carla, bid_id=bid.pk) for bid in bids * 4))
    assert Contract.objects.count() == 1
    assert Bid.objects.filter(state="accepted").count() == 1


def test_accepting_a_bid_races_withdrawing_it_and_closing_the_job(carla, farida, bids, job):
    outcomes = race(
        partial(accept_terms, by=carla, bid_id=bids[0].pk),
        partial(withdraw_bid, by=farida, bid_id=bids[0].pk),
        partial(close_job, by=carla, job_id=job.pk),
    )
    assert 1 <= len(winners(outcomes)) <= 2
    assert len(winners(outcomes)) + len(refusals(outcomes)) == 3
    job.refresh_from_db()
    hired = Contract.objects.exists()
    assert job.state == ("filled" if hired else "closed") or (not hired and job.state == "open")
    assert Bid.objects.filter(state="accepted").exists() == hired


def test_concurrent_answers_to_a_delivery_count_each_once(carla, farida, milestone):
    submit_work(by=farida, milestone_id=milestone.pk, note="Here")
    outcomes = race(
        *[partial(request_changes, by=carla, milestone_id=milestone.pk, note="Greener")] * 4,
        *[partial(request_refund, by=carla, milestone_id=milestone.pk, reason="Late")] * 4,
    )
    # A refund can be requested after changes were, never the other way round, and each once.
    assert 1 <= len(winners(outcomes)) <= 2
    assert len(winners(outcomes)) + len(refusals(outcomes)) == 8
    milestone.refresh_from_db()
    assert milestone.state == "refund_requested" or len(winners(outcomes)) == 1


def test_concurrent_refusals_refuse_a_refund_once(carla, farida, milestone):
    request_refund(by=carla, milestone_id=milestone.pk, reason="Late")
    outcomes = race(*[partial(refuse_refund, by=farida, milestone_id=milestone.pk)] * 6)
    assert len(winners(outcomes)) == 1


def test_concurrent_submissions_create_one_delivery(farida, milestone):
    outcomes = race(*[partial(submit_work, by=farida, milestone_id=milestone.pk, note="Here")] * 6)
    assert len(winners(outcomes)) == 1
    assert list(milestone.deliveries.values_list("number", flat=True)) == [1]


def test_a_delivery_is_either_opened_or_replaced(carla, farida, milestone):
    for _ in range(3):
        Milestone.objects.filter(pk=milestone.pk).update(state="funded")
        submit_work(by=farida, milestone_id=milestone.pk, note="First")
        first = Delivery.objects.select_related("milestone__contract").latest("pk")
        replace = partial(replace_delivery, by=farida, milestone_id=milestone.pk, note="Second")
        seen, replaced = race(partial(open_deliveries, by=carla, deliveries=[first]), replace)
        first.refresh_from_db()
        assert (first.opened_at is None) != (first.replaced_at is None)
        assert (seen is True) == (first.replaced_at is None)
        assert isinstance(replaced, DeliveryOpened) == bool(first.opened_at)


def test_a_delivery_is_either_approved_or_replaced(provider):
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        contract = milestone.contract
        approve = partial(approve_milestone, by=contract.client, milestone_id=milestone.pk)
        replace = partial(replace_delivery, by=contract.freelancer, milestone_id=milestone.pk, note="Second")
        outcomes = race(approve, replace)
        milestone.refresh_from_db()
        assert milestone.state == "released"
        assert milestone.deliveries.current().count() == 1
        assert len(refusals(outcomes)) == 2 - milestone.deliveries.count()


def test_both_parties_end_a_contract_concurrently(carla, farida, bids):
    contract = accept_terms(by=carla, bid_id=bids[0].pk)
    outcomes = race(*(partial(end_contract, by=each, contract_id=contract.pk) for each in (carla, farida)))
    assert len(winners(outcomes)) == 2
    contract.refresh_from_db()
    assert contract.state == "ended"
