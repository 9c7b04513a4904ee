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


def place(by, job):
    terms = ProposedTerms(Money("100.00", "USD"), 9)
    return bids_actions.submit_bid(by=by, job_id=job.pk, terms=terms, cover_letter="I can do it.")


def narrow(settings, places):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=places, bids_per_hour=100, jobs_per_day=100)


def test_the_quota_holds_under_twenty_bids_at_once(carla, farida, settings):
    narrow(settings, 7)
    jobs = [make.make_job(carla) for _ in range(THREADS)]
    outcomes = race(*(partial(place, farida, job) for job in jobs))
    assert len(winners(outcomes)) == 7
    assert sum(isinstance(each, QuotaUsed) for each in outcomes) == THREADS - 7
    assert quota_of(farida).used == Bid.objects.count() == 7
    assert sum(Job.objects.values_list("bid_count", flat=True)) == 7


def test_without_the_lock_on_her_profile_the_quota_would_not_hold(carla, farida, settings, monkeypatch):
    narrow(settings, 7)
    monkeypatch.setattr(bids_actions, "_own_profile", lambda by: Profile.objects.get(user=by))
    passed = 0
    for _ in range(5):
        jobs = [make.make_job(carla) for _ in range(10)]
        passed = max(passed, len(winners(race(*(partial(place, farida, job) for job in jobs)))))
        if quota_of(farida).used > 7:
            return
    pytest.fail(f"no race seen: {passed} at once")


@pytest.fixture
def offer_to_each(carla, settings):
    """Offers of one client to several freelancers at once, where one may wait for an answer."""
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_open=1)

    def offer(count):
        people = [make.make_freelancer(f"Seller{number}") for number in range(count)]
        return race(*(partial(make.make_offer_to, person, carla) for person in people))

    return offer


def test_no_more_offers_wait_for_an_answer_than_may(offer_to_each):
    outcomes = offer_to_each(6)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, TooManyOffers) for each in outcomes) == 5


def test_without_the_lock_on_the_client_more_offers_would_wait(offer_to_each, monkeypatch):
    gate = threading.Barrier(2)
    monkeypatch.setattr(offers_actions, "one_at_a_time", lambda person: None)
    require_room = offers_actions._require_few_open

    def both_count(*given):
        require_room(*given)
        gate.wait(timeout=10)

    monkeypatch.setattr(offers_actions, "_require_few_open", both_count)
    assert len(winners(offer_to_each(2))) == 2


def test_one_open_bid_for_a_job_whatever_the_rush(carla, farida):
    job = make.make_job(carla)
    outcomes = race(*[partial(place, farida, job)] * 8)
    assert len(winners(outcomes)) == 1
    job.refresh_from_db()
    assert job.bid_count == Bid.objects.count() == Thread.objects.count() == Conversation.objects.count() == 1


def test_without_the_lock_the_database_refuses_a_second_open_bid(carla, farida, monkeypatch):
    monkeypatch.setattr(bids_actions, "_own_profile", lambda by: Profile.objects.get(user=by))
    job = make.make_job(carla)
    outcomes = race(*[partial(place, farida, job)] * 8)
    assert all(isinstance(each, Bid | DomainError | IntegrityError) for each in outcomes)
    assert Bid.objects.open().count() == 1


def test_no_bid_stays_open_on_a_job_that_is_closed(carla, settings):
    narrow(settings, 30)
    people = [make.make_freelancer(f"Racer{number}") for number in range(6)]
    job = make.make_job(carla)
    outcomes = race(
        *(partial(place, by, job) for by in people), partial(ending_actions.close_job, by=carla, job_id=job.pk)
    )
    winners(outcomes)
    assert not Bid.objects.open().exists()
    assert all(quota_of(each).used == 0 for each in people)


def test_a_bid_is_decided_once(carla, farida):
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


def test_terms_are_numbered_without_gaps(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    offers = [ProposedTerms(Money(f"{amount}.00", "USD"), 9) for amount in range(60, 72)]
    outcomes = race(
        *(
            partial(bids_actions.propose_terms, by=(carla, farida)[place % 2], bid_id=bid.pk, terms=offer)
            for place, offer in enumerate(offers)
        )
    )
    assert len(winners(outcomes)) == 12
    assert list(bid.terms.values_list("number", flat=True)) == list(range(1, 14))


def test_a_pair_gets_one_talk(carla, farida):
    outcomes = race(*[partial(start_conversation, by=carla, profile_id=farida.profile.pk)] * 8)
    assert len({talk.pk for talk in winners(outcomes)}) == 1
    assert Thread.objects.count() == Conversation.objects.count() == 1


def test_a_freelancer_is_invited_once(carla, farida):
    job = make.make_job(carla)
    outcomes = race(*[partial(invite_freelancer, by=carla, job_id=job.pk, profile_id=farida.profile.pk)] * 8)
    assert len(winners(outcomes)) == 1
    assert Invitation.objects.count() == farida.notifications.filter(kind="job.invited").count() == 1


# Direct offers


def test_an_offer_is_accepted_or_withdrawn_never_both(carla, farida):
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


def test_an_offer_is_declined_or_accepted_never_both(carla, farida):
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


def test_one_open_offer_to_her_whatever_the_rush(carla, farida):
    outcomes = race(*[partial(make.make_offer_to, farida, carla)] * 6)
    assert len(winners(outcomes)) == 1
    assert Bid.objects.count() == Job.objects.count() == 1


def test_a_bid_is_read_for_the_first_time_once(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)

    def read():
        return reading_actions.mark_read(
            by=carla, bid=Bid.objects.select_related("job__client", "freelancer").get(pk=bid.pk)
        )

    assert [each for each in race(*[read] * 6) if each is True] == [True]
    assert farida.notifications.filter(kind="bid.read").count() == 1
