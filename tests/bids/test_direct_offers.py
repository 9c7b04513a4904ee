"""Direct offers: who can make one to whom, what each side may do in each state, and that nobody else sees it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, shortlist_bid, withdraw_bid
from market.bids.bids.queries import quota_of
from market.bids.bids.refusals import (
    BidNotOpen,
    NoShortlist,
    NotVerified,
    NotYourBid,
    OfferStands,
    OwnOffer,
    ProfileHidden,
    TakesNoWork,
    TooManyOffers,
)
from market.bids.models import Bid
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.bids.personal import end_jobs_and_bids
from market.contracts.workroom import transitions
from market.contracts.workroom.contract_actions import JobNotOpen, OwnTerms, accept_terms
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid, NotFound, TooMany
from market.core.base.money import Money
from market.jobs.models import Invitation, Job
from market.jobs.postings.refusals import OwnProfile
from market.jobs.questions.actions import start_conversation
from market.profiles.freelancers.absence_actions import FreelancerAway, start_absence
from market.profiles.freelancers.actions import change_profile, hide_profile
from market.profiles.models import ClientProfile
from market.training.models import Certificate
from tests.make import make_offer_to

OTHER = ProposedTerms(Money("150.00", "USD"), 12)
pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(carla, farida):
    return make_offer_to(farida, carla)


def latest(person):
    return person.notifications.order_by("-pk").first().kind


# Making one


def test_an_offer_is_a_bid_that_the_client_wrote(offer, carla, farida, run_jobs, mailbox):
    assert (offer.origin, offer.state, offer.author_id, offer.freelancer) == ("offer", "submitted", carla.pk, farida)
    assert (offer.latest.by, offer.latest.amount, offer.latest.number) == (carla, Money("120.00", "USD"), 1)
    job = offer.job
    assert (job.offered_to, job.visibility, job.state) == (farida, "invited", "open")
    assert timedelta(days=6.9) < job.expires_at - clock.now() <= timedelta(days=7)
    assert quota_of(farida).used == 0
    assert not Invitation.objects.exists()
    assert not ClientProfile.objects.filter(user=carla, jobs_posted__gt=0).exists()
    run_jobs()
    assert [mail.subject for mail in mailbox if mail.to == [farida.email]] == ["Carla offers you a contract: $120.00"]
    assert [line.code for line in offer.conversation.messages.all()] == ["offer.made"]


@pytest.mark.parametrize(
    ("work", "terms", "field"),
    [
        (WorkDescription("", "What"), OTHER, "title"),
        (WorkDescription("x" * 121, "What"), OTHER, "title"),
        (WorkDescription("Logo", " "), OTHER, "description"),
        (WorkDescription("Logo", "x" * 6001), OTHER, "description"),
        (WorkDescription("Logo", "What"), ProposedTerms(Money("2.00", "USD"), 5), "amount"),
        (WorkDescription("Logo", "What"), ProposedTerms(Money("50.00", "USD"), 0), "days"),
        (WorkDescription("Logo", "What"), ProposedTerms(Money("50.00", "EUR"), 5), "amount"),
        (
            WorkDescription("Logo", "What"),
            ProposedTerms(Money("50.00", "USD"), 5, (MilestoneTerms("A", Decimal("40.00"), 5),)),
            "milestones",
        ),
    ],
)
def test_what_is_wrong_is_named(carla, farida, work, terms, field):
    with pytest.raises(Invalid) as refused:
        make_offer(by=carla, profile_id=farida.profile.pk, work=work, terms=terms)
    assert set(refused.value.errors) == {field}
    assert not Job.objects.exists()


def busy(farida):
    change_profile(by=farida, availability="busy")


def revoked(farida):
    Certificate.objects.filter(holder=farida).update(state="revoked", revoked_at=clock.now())


def away(farida):
    today = clock.local(clock.now()).date()
    start_absence(by=farida, first=today, last=today + timedelta(days=3))


def hidden(farida):
    hide_profile(by=farida)


@pytest.mark.parametrize(
    ("how", "refusal", "to_strangers"),
    [
        (busy, TakesNoWork, TakesNoWork),
        (away, FreelancerAway, FreelancerAway),
        (hidden, ProfileHidden, NotFound),
        (revoked, NotVerified, NotFound),
    ],
)
def test_who_takes_no_work_gets_no_offer(carla, omar, farida, how, refusal, to_strangers):
    start_conversation(by=carla, profile_id=farida.profile.pk)  # so Carla knows her
    how(farida)
    for client, expected in ((carla, refusal), (omar, to_strangers)):
        with pytest.raises(expected) as refused:
            make_offer_to(farida, client)
        assert str(refused.value)


def test_nobody_offers_herself(farida):
    with pytest.raises(OwnProfile):
        make_offer_to(farida, farida)


def test_one_open_offer_to_the_same_person(offer, carla, farida):
    with pytest.raises(OfferStands) as refused:
        make_offer_to(farida, carla)
    assert "Logo for a tea shop" in str(refused.value)
    withdraw_bid(by=carla, bid_id=offer.pk)
    assert make_offer_to(farida, carla)


def test_offers_are_not_sown(carla, farida, rina, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_open=1)
    make_offer_to(farida, carla)
    with pytest.raises(TooManyOffers):
        make_offer_to(rina, carla)


def test_a_day_has_room_for_so_many_offers(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_per_day=1)
    withdraw_bid(by=carla, bid_id=make_offer_to(farida, carla).pk)
    with pytest.raises(TooMany):
        make_offer_to(farida, carla)


# Every act in every state, by each side: what it is refused with, or None

ACTS = {
    "withdraw": lambda by, bid: withdraw_bid(by=by, bid_id=bid.pk),
    "decline": lambda by, bid: decline_bid(by=by, bid_id=bid.pk, ground="no_time", reason="In May perhaps"),
    "propose": lambda by, bid: propose_terms(by=by, bid_id=bid.pk, terms=OTHER),
    "accept": lambda by, bid: accept_terms(by=by, bid_id=bid.pk),
    "shortlist": lambda by, bid: shortlist_bid(by=by, bid_id=bid.pk),
}
OPEN = {
    ("withdraw", "carla"): None,
    ("withdraw", "farida"): NotYourBid,
    ("decline", "carla"): OwnOffer,
    ("decline", "farida"): None,
    ("propose", "carla"): None,
    ("propose", "farida"): None,
    ("accept", "carla"): OwnTerms,
    ("accept", "farida"): None,
    ("shortlist", "carla"): NoShortlist,
    ("shortlist", "farida"): DomainError,
}


@pytest.mark.parametrize("state", ["submitted", "accepted", "declined", "withdrawn", "lapsed"])
@pytest.mark.parametrize(("act", "who"), OPEN)
def test_every_act_in_every_state(request, offer, act, who, state):
    Bid.objects.filter(pk=offer.pk).update(state=state)
    by, expected = request.getfixturevalue(who), OPEN[act, who]
    if state == "submitted" and expected is None:
        assert ACTS[act](by, offer)
        return
    late = () if state == "submitted" else (BidNotOpen,)
    with pytest.raises((*late, *filter(None, [expected]))):
        ACTS[act](by, offer)


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_learns_of_none(offer, omar, rina, act):
    for stranger in (omar, rina):
        with pytest.raises(NotFound):
            ACTS[act](stranger, offer)


# What becomes of one


def test_accepted_it_is_a_contract_like_others(offer, carla, farida):
    propose_terms(by=farida, bid_id=offer.pk, terms=OTHER)
    contract = accept_terms(by=carla, bid_id=offer.pk)
    assert (contract.client, contract.freelancer, contract.title) == (carla, farida, "Logo for a tea shop")
    assert contract.conversation == offer.conversation
    assert contract.milestones.get().amount == Money("150.00", "USD")
    assert not ClientProfile.objects.filter(user=carla, jobs_filled__gt=0).exists()


def test_declined_with_a_reason_that_the_client_reads(offer, carla, farida, run_jobs, mailbox):
    decline_bid(by=farida, bid_id=offer.pk, ground="low_price", reason="Sixty more, please.")
    offer.refresh_from_db()
    assert (offer.state, offer.ground, offer.job.state) == (
        "declined",
        "The amount is too low for this work.",
        "closed",
    )
    run_jobs()
    mail = mailbox[-1]
    assert (mail.to, mail.subject) == ([carla.email], "Farida declined your offer")
    assert "The amount is too low for this work. Sixty more, please." in mail.body
    with pytest.raises(Invalid):
        decline_bid(by=farida, bid_id=make_offer_to(farida, carla).pk, ground="price")  # a client's reason


def test_withdrawn_she_is_told(offer, carla, farida):
    withdraw_bid(by=carla, bid_id=offer.pk)
    offer.refresh_from_db()
    assert (offer.state, offer.job.state, latest(farida)) == ("withdrawn", "closed", "offer.withdrawn")
    with pytest.raises(BidNotOpen):
        accept_terms(by=farida, bid_id=offer.pk)


def test_unanswered_it_is_reminded_of_and_lapses(offer, carla, farida, travel):
    travel(timedelta(days=5, minutes=1))
    assert latest(farida) == "offer.lapsing"
    assert "offer.lapsing" not in carla.notifications.values_list("kind", flat=True)
    travel(timedelta(days=2))
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == ("lapsed", "expired")
    assert latest(carla) == latest(farida) == "offer.lapsed"
    assert farida.notifications.filter(kind="offer.lapsing").count() == 1
    travel(timedelta(days=2))
    assert carla.notifications.filter(kind="offer.lapsed").count() == 1


def test_an_answer_gives_the_other_side_its_days(offer, carla, farida, travel):
    travel(timedelta(days=6))
    propose_terms(by=farida, bid_id=offer.pk, terms=OTHER)
    travel(timedelta(days=5, minutes=1))
    assert latest(carla) == "offer.lapsing"
    offer.refresh_from_db()
    assert offer.is_open
    travel(timedelta(days=2))
    offer.refresh_from_db()
    assert offer.state == "lapsed"


def test_over_its_days_it_is_over_before_the_clock_says_so(offer, farida):
    Job.objects.filter(pk=offer.job_id).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(JobNotOpen):
        accept_terms(by=farida, bid_id=offer.pk)


def test_a_contract_that_lapses_unfunded_opens_no_job(offer, carla, farida):
    contract = accept_terms(by=farida, bid_id=offer.pk)
    transitions.mark_lapsed(contract.milestones.order_by("position").first(), at=clock.now())
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == ("lapsed", "expired")
    assert not Job.objects.public().exists()
    assert quota_of(farida).given_back == 0
    assert make_offer_to(farida, carla)


# Nobody else sees it, and its two sides only as an offer


@pytest.mark.parametrize("who", ["carla", "farida", "omar", None])
def test_no_list_or_page_of_jobs_shows_it(request, page, api, offer, who):
    person = request.getfixturevalue(who) if who else None
    browser, program = page(person), api(person)
    for address in ("/jobs/", "/jobs/?q=tea", "/jobs/mine/", "/search/?q=tea", f"/clients/{offer.job.client_id}/"):
        answer = browser.get(address)
        assert "Logo for a tea shop" not in answer.content.decode(), address
    assert browser.get(f"/jobs/{offer.job_id}/").status_code == 404
    assert program.get("/api/v1/jobs/").json()["results"] == []
    assert program.get(f"/api/v1/jobs/{offer.job_id}/").status_code == 404
    if person:
        for verb in ("publish", "close", "prolong", "invite"):
            answer = program.post(f"/api/v1/jobs/{offer.job_id}/{verb}/", {"profile": offer.freelancer.profile.pk})
            assert answer.status_code in (404, 405), verb
        assert program.get(f"/api/v1/jobs/{offer.job_id}/bids/").status_code == 404


@pytest.mark.parametrize(("who", "state"), [("carla", "withdrawn"), ("farida", "declined")])
def test_nobody_waits_for_who_leaves(request, offer, carla, farida, who, state):
    end_jobs_and_bids(request.getfixturevalue(who))
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == (state, "closed")
