"""Bids: what each action does, from which states, who may, and who is told."""

from datetime import UTC, datetime, timedelta

import pytest

from market.bids.bids.actions import propose_terms, submit_bid
from market.bids.bids.decision_actions import decline_bid, shortlist_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.bids.queries import month_bounds, quota_of
from market.bids.bids.refusals import AlreadyBid, NotFreelancer, NotInvited, NotYourBid, ProfileNotPublished, QuotaUsed
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid, NotFound, TooMany
from market.core.base.money import Money
from market.core.models import AuditEntry
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.postings.refusals import JobNotOpen, NotYourJob, OwnJob
from market.training.certificates.actions import revoke_certificate
from tests import make

pytestmark = pytest.mark.django_db
OTHER = ProposedTerms(Money("100.00", "USD"), 9)
ALLOWED = {
    "withdraw": set(Bid.OPEN),
    "shortlist": {Bid.State.SUBMITTED},
    "decline": set(Bid.OPEN),
    "propose_terms": set(Bid.OPEN),
}


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


def act(verb, by, bid):
    {
        "withdraw": lambda: withdraw_bid(by=by, bid_id=bid.pk),
        "shortlist": lambda: shortlist_bid(by=by, bid_id=bid.pk),
        "decline": lambda: decline_bid(by=by, bid_id=bid.pk),
        "propose_terms": lambda: propose_terms(by=by, bid_id=bid.pk, terms=OTHER),
    }[verb]()


def actor(verb, bid):
    return bid.freelancer if verb == "withdraw" else bid.job.client


@pytest.mark.parametrize("state", Bid.State.values)
@pytest.mark.parametrize("verb", ALLOWED)
def test_every_action_from_every_state(bid, verb, state):
    Bid.objects.filter(pk=bid.pk).update(state=state)
    if state in ALLOWED[verb]:
        act(verb, actor(verb, bid), bid)
        return
    with pytest.raises(DomainError) as refused:
        act(verb, actor(verb, bid), bid)
    assert refused.value.status == 409
    bid.refresh_from_db()
    assert bid.state == state


@pytest.mark.parametrize("verb", ALLOWED)
def test_strangers_and_rivals_do_not_learn_of_a_bid(bid, rina, omar, verb):
    for stranger in (rina, omar):
        with pytest.raises(NotFound):
            act(verb, stranger, bid)


def test_each_side_has_its_own_verbs(bid, carla, farida):
    with pytest.raises(NotYourBid):
        act("withdraw", carla, bid)
    for verb in ("shortlist", "decline"):
        with pytest.raises(NotYourJob):
            act(verb, farida, bid)


# Placing one


def place(job, by, terms=OTHER, letter="I can do it."):
    return submit_bid(by=by, job_id=job.pk, terms=terms, cover_letter=letter)


def test_a_bid_keeps_its_terms_and_opens_the_talk(bid, carla, farida):
    assert (bid.state, bid.latest.number, bid.latest.by) == ("submitted", 1, farida)
    assert bid.latest.amount == Money("120.00", "USD")
    assert [part["title"] for part in bid.latest.milestones] == ["Drafts", "Final files"]
    assert {member.user_id for member in bid.conversation.members.all()} == {carla.pk, farida.pk}
    assert [line.code for line in bid.conversation.messages.all()] == ["bid.submitted"]
    assert AuditEntry.objects.filter(code="bid.submitted", by=farida, on_id=bid.pk).exists()
    bid.job.refresh_from_db()
    assert bid.job.bid_count == 1


def test_the_client_is_told_once(bid, carla, run_jobs, mailbox):
    run_jobs()
    told = [mail.subject for mail in mailbox if mail.to == [carla.email]]
    assert told == ["Farida bids $120.00: Logo for a tea shop"]


def test_only_graduates_bid(job, omar):
    with pytest.raises(NotFreelancer):
        place(job, omar)


def test_a_revoked_certificate_ends_bidding(job, farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="Issued by mistake.")
    with pytest.raises(NotFreelancer):
        place(job, farida)


def test_a_profile_nobody_sees_does_not_bid(job, farida):
    type(farida.profile).objects.filter(user=farida).update(state="draft")
    with pytest.raises(ProfileNotPublished):
        place(job, farida)


def test_nobody_bids_on_her_own_job(farida):
    with pytest.raises(OwnJob):
        place(make.make_job(farida), farida)


def test_one_open_bid_for_each_job(job, bid, farida):
    with pytest.raises(AlreadyBid):
        place(job, farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert place(job, farida).pk != bid.pk


@pytest.mark.parametrize("state", [state for state in Job.State.values if state != "open"])
def test_only_open_jobs_take_bids(job, farida, state):
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=clock.now())
    with pytest.raises(NotFound if state in ("draft", "removed") else JobNotOpen):
        place(job, farida)


def test_a_job_past_its_time_takes_no_bids_before_its_clock_has_run(job, farida):
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(JobNotOpen):
        place(job, farida)


def test_a_job_by_invitation_is_for_the_invited(carla, farida, rina):
    job = make.make_job(carla, visibility="invited")
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert place(job, farida)
    with pytest.raises(NotFound):
        place(job, rina)


def test_who_only_talked_about_a_job_is_not_invited(carla, farida, job):
    bid = place(job, farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    Job.objects.filter(pk=job.pk).update(visibility="invited")
    with pytest.raises(NotInvited):
        place(job, farida)


@pytest.mark.parametrize("letter", ["", "   ", "x" * 4001])
def test_a_letter_is_needed_and_limited(job, farida, letter):
    with pytest.raises(Invalid) as refused:
        place(job, farida, letter=letter)
    assert set(refused.value.errors) == {"cover_letter"}
    assert not Bid.objects.exists()


def test_an_hour_has_room_for_so_many_bids(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_hour=2)
    for _ in range(2):
        place(make.make_job(carla), farida)
    with pytest.raises(TooMany):
        place(make.make_job(carla), farida)


# The month's quota


def test_a_month_has_so_many_places(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=2)
    jobs = [make.make_job(carla) for _ in range(3)]
    first = place(jobs[0], farida)
    place(jobs[1], farida)
    withdraw_bid(by=farida, bid_id=first.pk)  # a place stays used
    with pytest.raises(QuotaUsed) as refused:
        place(jobs[2], farida)
    assert refused.value.status == 429
    assert refused.value.retry_after > 0
    assert "2 bids" in str(refused.value)
    close_job(by=carla, job_id=jobs[1].pk)  # nobody was hired: it comes back
    assert quota_of(farida).left == 1
    assert place(jobs[2], farida)


def test_a_new_month_has_all_its_places(bid, farida, travel, carla):
    assert quota_of(farida).used == 1
    travel(quota_of(farida).renews_at - clock.now() + timedelta(seconds=1))
    assert quota_of(farida).used == 0


def test_months_are_those_of_the_calendar_in_dhaka():
    first, following = month_bounds(datetime(2026, 11, 30, 19, 0, tzinfo=UTC))  # 1 December there
    assert (first.isoformat(), following.isoformat()) == ("2026-12-01T00:00:00+06:00", "2027-01-01T00:00:00+06:00")
