"""Bid actions: allowed states, permissions, notifications, rate limits and the monthly quota."""

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
from market.site.demo.revoking import revoke_certificate
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
def test_other_users_get_not_found_for_a_bid(bid, rina, omar, verb):
    for stranger in (rina, omar):
        with pytest.raises(NotFound):
            act(verb, stranger, bid)


def test_client_and_freelancer_have_separate_actions(bid, carla, farida):
    with pytest.raises(NotYourBid):
        act("withdraw", carla, bid)
    for verb in ("shortlist", "decline"):
        with pytest.raises(NotYourJob):
            act(verb, farida, bid)


# Submitting a bid


def place(job, by, terms=OTHER, letter="I can do it."):
    return submit_bid(by=by, job_id=job.pk, terms=terms, cover_letter=letter)


def test_submitting_a_bid_saves_terms_and_opens_a_conversation(bid, carla, farida):
    assert (bid.state, bid.latest.number, bid.latest.by) == ("submitted", 1, farida)
    assert bid.latest.amount == Money("120.00", "USD")
    assert [milestone["title"] for milestone in bid.latest.milestones] == ["Drafts", "Final files"]
    assert {member.user_id for member in bid.conversation.members.all()} == {carla.pk, farida.pk}
    assert [message.code for message in bid.conversation.messages.all()] == ["bid.submitted"]
    assert AuditEntry.objects.filter(code="bid.submitted", by=farida, on_id=bid.pk).exists()
    bid.job.refresh_from_db()
    assert bid.job.bid_count == 1


def test_client_gets_one_mail_for_a_new_bid(bid, carla, run_jobs, mailbox):
    run_jobs()
    subjects = [mail.subject for mail in mailbox if mail.to == [carla.email]]
    assert subjects == ["Farida bids $120.00: Logo for a tea shop"]


def test_user_without_certificate_cannot_bid(job, omar):
    with pytest.raises(NotFreelancer):
        place(job, omar)


def test_freelancer_with_revoked_certificate_cannot_bid(job, farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="Issued by mistake.")
    with pytest.raises(NotFreelancer):
        place(job, farida)


def test_freelancer_with_unpublished_profile_cannot_bid(job, farida):
    type(farida.profile).objects.filter(user=farida).update(state="draft")
    with pytest.raises(ProfileNotPublished):
        place(job, farida)


def test_bidding_on_an_own_job_is_refused(farida):
    with pytest.raises(OwnJob):
        place(make.make_job(farida), farida)


def test_second_open_bid_on_a_job_is_refused(job, bid, farida):
    with pytest.raises(AlreadyBid):
        place(job, farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert place(job, farida).pk != bid.pk


@pytest.mark.parametrize("state", [state for state in Job.State.values if state != "open"])
def test_only_open_jobs_take_bids(job, farida, state):
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=clock.now())
    with pytest.raises(NotFound if state in ("draft", "removed") else JobNotOpen):
        place(job, farida)


def test_expired_job_takes_no_bids_before_its_deadline_is_processed(job, farida):
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(JobNotOpen):
        place(job, farida)


def test_invited_job_takes_bids_only_from_invited_freelancers(carla, farida, rina):
    job = make.make_job(carla, visibility="invited")
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert place(job, farida)
    with pytest.raises(NotFound):
        place(job, rina)


def test_withdrawn_bid_does_not_count_as_an_invitation(carla, farida, job):
    bid = place(job, farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    Job.objects.filter(pk=job.pk).update(visibility="invited")
    with pytest.raises(NotInvited):
        place(job, farida)


@pytest.mark.parametrize("letter", ["", "   ", "x" * 4001])
def test_cover_letter_is_required_and_limited(job, farida, letter):
    with pytest.raises(Invalid) as refused:
        place(job, farida, letter=letter)
    assert set(refused.value.errors) == {"cover_letter"}
    assert not Bid.objects.exists()


def test_bids_are_rate_limited_per_hour(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_hour=2)
    for _ in range(2):
        place(make.make_job(carla), farida)
    with pytest.raises(TooMany):
        place(make.make_job(carla), farida)


# The monthly quota


def test_monthly_quota_is_used_and_given_back(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=2)
    jobs = [make.make_job(carla) for _ in range(3)]
    first = place(jobs[0], farida)
    place(jobs[1], farida)
    withdraw_bid(by=farida, bid_id=first.pk)  # a withdrawn bid still counts
    with pytest.raises(QuotaUsed) as refused:
        place(jobs[2], farida)
    assert refused.value.status == 429
    assert refused.value.retry_after > 0
    assert "2 bids" in str(refused.value)
    close_job(by=carla, job_id=jobs[1].pk)  # ended without hiring: the bid is given back
    assert quota_of(farida).left == 1
    assert place(jobs[2], farida)


def test_quota_renews_each_month(bid, farida, travel, carla):
    assert quota_of(farida).used == 1
    travel(quota_of(farida).renews_at - clock.now() + timedelta(seconds=1))
    assert quota_of(farida).used == 0


def test_quota_months_follow_the_calendar_in_dhaka():
    first, following = month_bounds(datetime(2026, 11, 30, 19, 0, tzinfo=UTC))  # 1 December in Dhaka
    assert (first.isoformat(), following.isoformat()) == ("2026-12-01T00:00:00+06:00", "2027-01-01T00:00:00+06:00")
