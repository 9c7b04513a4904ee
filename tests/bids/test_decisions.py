"""Decisions on bids, changes of terms, and the end of a job: states and notifications."""

from datetime import timedelta

import pytest

from market.bids.bids.actions import lock_bid, propose_terms
from market.bids.bids.changes import terms_history
from market.bids.bids.decision_actions import decline_bid, shortlist_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.bids.refusals import NothingChanged
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.postings.refusals import JobNotOpen
from tests import make
from tests.bids.test_actions import OTHER, act

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


# Deciding


def test_withdrawing_notifies_the_client_and_lowers_bid_count(bid, farida, carla, run_jobs, mailbox):
    withdrawn = withdraw_bid(by=farida, bid_id=bid.pk, reason="Too busy")
    assert (withdrawn.state, withdrawn.decided_reason) == ("withdrawn", "Too busy")
    bid.job.refresh_from_db()
    assert bid.job.bid_count == 0
    run_jobs()
    assert [mail.subject for mail in mailbox if mail.to == [carla.email]][-1] == "Farida withdrew her bid"


def test_shortlisting_notifies_the_freelancer(bid, carla, farida, run_jobs, mailbox):
    assert shortlist_bid(by=carla, bid_id=bid.pk).state == "shortlisted"
    run_jobs()
    assert [mail.subject for mail in mailbox if mail.to == [farida.email]][-1] == "Carla put your bid on the shortlist"


def test_decline_notification_contains_the_reason(bid, carla, farida, run_jobs, mailbox):
    decline_bid(by=carla, bid_id=bid.pk, reason="We need it sooner.")
    run_jobs()
    decline_mail = [mail for mail in mailbox if mail.to == [farida.email]][-1]
    assert decline_mail.subject == "Carla declined your bid"
    assert "We need it sooner." in decline_mail.body


def test_decline_reason_over_the_limit_is_refused(bid, carla):
    with pytest.raises(Invalid) as refused:
        decline_bid(by=carla, bid_id=bid.pk, reason="x" * 301)
    assert set(refused.value.errors) == {"reason"}


@pytest.mark.parametrize("verb", ["shortlist", "decline", "propose_terms"])
def test_client_actions_extend_the_expiry_of_a_job(bid, carla, verb):
    soon = clock.now() + timedelta(days=1)
    Job.objects.filter(pk=bid.job_id).update(expires_at=soon)
    act(verb, carla, bid)
    bid.job.refresh_from_db()
    assert bid.job.expires_at > soon + timedelta(days=12)


# Terms


def test_both_sides_propose_terms_and_the_latest_are_current(bid, carla, farida, run_jobs, mailbox):
    propose_terms(by=carla, bid_id=bid.pk, terms=OTHER)
    propose_terms(by=farida, bid_id=bid.pk, terms=ProposedTerms(Money("110.00", "USD"), 9))
    bid = Bid.objects.get(pk=bid.pk)
    assert (bid.latest.number, bid.latest.by, bid.latest.amount) == (3, farida, Money("110.00", "USD"))
    run_jobs()
    assert [mail.subject for mail in mailbox if mail.to == [farida.email]][-1] == "Carla proposes new terms: $100.00"
    newest, second, first = terms_history(bid)
    assert (newest[1].amount, newest[1].days, newest[1].parts_differ) == (Money("100.00", "USD"), None, True)
    assert second[1].days == 10
    assert first[1] is None


def test_proposing_unchanged_terms_is_refused(bid, farida):
    with pytest.raises(NothingChanged):
        propose_terms(by=farida, bid_id=bid.pk, terms=ProposedTerms.of(bid.latest))


def test_terms_in_another_currency_are_refused(bid, farida):
    with pytest.raises(Invalid):
        propose_terms(by=farida, bid_id=bid.pk, terms=ProposedTerms(Money("9000.00", "BDT"), 9))


def test_proposing_terms_on_a_filled_job_is_refused(bid, farida):
    Job.objects.filter(pk=bid.job_id).update(state="filled", ended_at=clock.now())
    with pytest.raises(JobNotOpen):
        propose_terms(by=farida, bid_id=bid.pk, terms=OTHER)


def test_lock_bid_loads_the_job_and_checks_permission(bid, carla, omar):
    with atomic():
        assert lock_bid(carla, bid.pk).job.client == carla
    with atomic(), pytest.raises(NotFound):
        lock_bid(omar, bid.pk)


# Ending


def test_closing_a_job_returns_quota_except_for_withdrawn_bids(job, bid, carla, farida, rina, run_jobs, mailbox):
    second = make.make_bid(job, rina)
    decline_bid(by=carla, bid_id=second.pk)
    again = make.make_bid(job, rina)
    withdraw_bid(by=rina, bid_id=again.pk)
    closed = close_job(by=carla, job_id=job.pk)
    assert closed.state == "closed"
    states = {each.pk: (each.state, each.returned_at is not None) for each in Bid.objects.all()}
    assert states == {bid.pk: ("lapsed", True), second.pk: ("declined", True), again.pk: ("withdrawn", False)}
    run_jobs()
    assert [mail.subject for mail in mailbox if mail.to == [farida.email]][-1] == (
        "A job ended without hiring: Logo for a tea shop"
    )
    assert [message.code for message in bid.conversation.messages.all()][-1] == "job.ended"


def test_decline_notification_without_a_reason(bid, carla, farida, run_jobs, mailbox):
    decline_bid(by=carla, bid_id=bid.pk)
    run_jobs()
    assert "gave no reason" in [mail for mail in mailbox if mail.to == [farida.email]][-1].body


def test_decline_reason_limit_counts_bangla_grapheme_clusters(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    assert decline_bid(by=carla, bid_id=bid.pk, reason="ক্ষি" * 300).decided_reason == "ক্ষি" * 300
