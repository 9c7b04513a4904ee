"""Races of bids, with threads and real commits: the quota, one open bid, closing and deciding exclude one another."""

import threading
from functools import partial

import pytest
from django.db import IntegrityError

from market.bids.bids import actions as bids_actions
from market.bids.bids import decision_actions, ending_actions, reading_actions
from market.bids.bids.queries import quota_of
from market.bids.bids.refusals import QuotaUsed, TooManyOffers
from market.bids.models import Bid
from market.bids.offers import actions as offers_actions
from market.bids.offers.terms import ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.errors import DomainError
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Invitation, Job, Thread
from market.jobs.questions.actions import start_conversation
from market.messaging.models import Conversation
from market.profiles.models import Profile
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


def place_bid(by, job):
    terms = ProposedTerms(Money("100.00", "USD"), 9)
    return bids_actions.submit_bid(by=by, job_id=job.pk, terms=terms, cover_letter="I can do it.")


def limit_quota(settings, bids_per_month):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=bids_per_month, bids_per_hour=100, jobs_per_day=100)


def test_concurrent_bids_stay_within_the_quota(carla, farida, settings):
    limit_quota(settings, 7)
    jobs = [make.make_job(carla) for _ in range(THREADS)]
    outcomes = race(*(partial(place_bid, farida, job) for job in jobs))
    assert len(winners(outcomes)) == 7
    assert sum(isinstance(each, QuotaUsed) for each in outcomes) == THREADS - 7
    assert quota_of(farida).used == Bid.objects.count() == 7
    assert sum(Job.objects.values_list("bid_count", flat=True)) == 7


def test_without_the_profile_lock_concurrent_bids_exceed_the_quota(carla, farida, settings, monkeypatch):
    limit_quota(settings, 7)
    monkeypatch.setattr(bids_actions, "own_profile_to_bid", lambda by: Profile.objects.get(user=by))
    passed = 0
    for _ in range(5):
        jobs = [make.make_job(carla) for _ in range(10)]
        passed = max(passed, len(winners(race(*(partial(place_bid, farida, job) for job in jobs)))))
        if quota_of(farida).used > 7:
            return
    pytest.fail(f"no race seen: {passed} at once")


@pytest.fixture
def concurrent_offers(carla, settings):
    """Concurrent offers of one client to several freelancers; the limit of open offers is one."""
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_open=1)

    def offer(count):
        people = [make.make_freelancer(f"Seller{number}") for number in range(count)]
        return race(*(partial(make.make_offer_to, person, carla) for person in people))

    return offer


def test_concurrent_offers_stay_within_the_limit_of_open_offers(concurrent_offers):
    outcomes = concurrent_offers(6)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, TooManyOffers) for each in outcomes) == 5


def test_without_the_client_lock_concurrent_offers_exceed_the_limit(concurrent_offers, monkeypatch):
    gate = threading.Barrier(2)
    monkeypatch.setattr(offers_actions, "one_at_a_time", lambda person: None)
    require_few_open = offers_actions._require_few_open

    def count_then_wait(*args):
        require_few_open(*args)
        gate.wait(timeout=10)

    monkeypatch.setattr(offers_actions, "_require_few_open", count_then_wait)
    assert len(winners(concurrent_offers(2))) == 2


def test_concurrent_bids_on_one_job_create_one_bid(carla, farida):
    job = make.make_job(carla)
    outcomes = race(*[partial(place_bid, farida, job)] * 8)
    assert len(winners(outcomes)) == 1
    job.refresh_from_db()
    assert job.bid_count == Bid.objects.count() == Thread.objects.count() == Conversation.objects.count() == 1


def test_without_the_lock_a_constraint_refuses_a_second_open_bid(carla, farida, monkeypatch):
    monkeypatch.setattr(bids_actions, "own_profile_to_bid", lambda by: Profile.objects.get(user=by))
    job = make.make_job(carla)
    outcomes = race(*[partial(place_bid, farida, job)] * 8)
    assert all(isinstance(each, Bid | DomainError | IntegrityError) for each in outcomes)
    assert Bid.objects.open().count() == 1


def test_bids_racing_the_closing_of_their_job_leave_none_open(carla, settings):
    limit_quota(settings, 30)
    people = [make.make_freelancer(f"Racer{number}") for number in range(6)]
    job = make.make_job(carla)
    outcomes = race(
        *(partial(place_bid, by, job) for by in people), partial(ending_actions.close_job, by=carla, job_id=job.pk)
    )
    winners(outcomes)
    assert not Bid.objects.open().exists()
    assert all(quota_of(each).used == 0 for each in people)


def test_concurrent_decisions_decide_a_bid_once(carla, farida):
    for _ in range(5):
        bid = make.make_bid(make.make_job(carla), farida)
        outcomes = race(
            partial(decision_actions.withdraw_bid, by=farida, bid_id=bid.pk),
            partial(decision_actions.decline_bid, by=carla, bid_id=bid.pk),
            partial(decision_actions.withdraw_bid, by=farida, bid_id=bid.pk),
        )
        assert len(winners(outcomes)) == 1
        bid.refresh_from_db()
        bid.job.refresh_from_db()
        assert bid.job.bid_count == (0 if bid.state == "withdrawn" else 1)


def test_concurrent_terms_are_numbered_without_gaps(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    offers = [ProposedTerms(Money(f"{amount}.00", "USD"), 9) for amount in range(60, 72)]
    outcomes = race(
        *(
            partial(bids_actions.propose_terms, by=(carla, farida)[index % 2], bid_id=bid.pk, terms=offer)
            for index, offer in enumerate(offers)
        )
    )
    assert len(winners(outcomes)) == 12
    assert list(bid.terms.values_list("number", flat=True)) == list(range(1, 14))


def test_concurrent_starts_create_one_conversation(carla, farida):
    outcomes = race(*[partial(start_conversation, by=carla, profile_id=farida.profile.pk)] * 8)
    assert len({conversation.pk for conversation in winners(outcomes)}) == 1
    assert Thread.objects.count() == Conversation.objects.count() == 1


def test_concurrent_invitations_invite_a_freelancer_once(carla, farida):
    job = make.make_job(carla)
    outcomes = race(*[partial(invite_freelancer, by=carla, job_id=job.pk, profile_id=farida.profile.pk)] * 8)
    assert len(winners(outcomes)) == 1
    assert Invitation.objects.count() == farida.notifications.filter(kind="job.invited").count() == 1


# Direct offers


def test_accepting_and_withdrawing_an_offer_exclude_each_other(carla, farida):
    for _ in range(5):
        offer = make.make_offer_to(farida, carla)
        outcomes = race(
            partial(accept_terms, by=farida, bid_id=offer.pk),
            partial(decision_actions.withdraw_bid, by=carla, bid_id=offer.pk),
        )
        assert len(winners(outcomes)) == 1
        offer.refresh_from_db()
        assert Contract.objects.filter(bid=offer).exists() == (offer.state == "accepted")
        assert offer.job.state == {"accepted": "filled", "withdrawn": "closed"}[offer.state]


def test_accepting_and_declining_an_offer_exclude_each_other(carla, farida):
    for _ in range(5):
        offer = make.make_offer_to(farida, carla)
        terms = ProposedTerms(Money("150.00", "USD"), 12)
        bids_actions.propose_terms(by=farida, bid_id=offer.pk, terms=terms)
        outcomes = race(
            partial(accept_terms, by=carla, bid_id=offer.pk),
            partial(decision_actions.decline_bid, by=farida, bid_id=offer.pk),
        )
        assert len(winners(outcomes)) == 1
        offer.refresh_from_db()
        assert Contract.objects.filter(bid=offer).exists() == (offer.state == "accepted")


def test_concurrent_offers_to_one_freelancer_create_one(carla, farida):
    outcomes = race(*[partial(make.make_offer_to, farida, carla)] * 6)
    assert len(winners(outcomes)) == 1
    assert Bid.objects.count() == Job.objects.count() == 1


def test_concurrent_reads_mark_a_bid_read_once(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)

    def read():
        return reading_actions.mark_read(
            by=carla, bid=Bid.objects.select_related("job__client", "freelancer").get(pk=bid.pk)
        )

    assert [each for each in race(*[read] * 6) if each is True] == [True]
    assert farida.notifications.filter(kind="bid.read").count() == 1
