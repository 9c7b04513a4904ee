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


def latest_notification(person):
    return person.notifications.order_by("-pk").first().kind


# Making an offer


def test_direct_offer_creates_a_bid_and_an_invited_job(offer, carla, farida, run_jobs, mailbox):
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
    assert [message.code for message in offer.conversation.messages.all()] == ["offer.made"]


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
def test_validation_errors_name_the_field(carla, farida, work, terms, field):
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
def test_offer_to_an_unavailable_freelancer_is_refused(carla, omar, farida, how, refusal, to_strangers):
    start_conversation(by=carla, profile_id=farida.profile.pk)  # Carla has been in touch with Farida
    how(farida)
    for client, expected in ((carla, refusal), (omar, to_strangers)):
        with pytest.raises(expected) as refused:
            make_offer_to(farida, client)
        assert str(refused.value)


def test_offer_to_oneself_is_refused(farida):
    with pytest.raises(OwnProfile):
        make_offer_to(farida, farida)


def test_second_open_offer_to_a_freelancer_is_refused(offer, carla, farida):
    with pytest.raises(OfferStands) as refused:
        make_offer_to(farida, carla)
    assert "Logo for a tea shop" in str(refused.value)
    withdraw_bid(by=carla, bid_id=offer.pk)
    assert make_offer_to(farida, carla)


def test_number_of_open_offers_is_limited(carla, farida, rina, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_open=1)
    make_offer_to(farida, carla)
    with pytest.raises(TooManyOffers):
        make_offer_to(rina, carla)


def test_offers_are_rate_limited_per_day(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_per_day=1)
    withdraw_bid(by=carla, bid_id=make_offer_to(farida, carla).pk)
    with pytest.raises(TooMany):
        make_offer_to(farida, carla)


# Every action in every state, by each side: the expected exception, or None

ACTIONS = {
    "withdraw": lambda by, bid: withdraw_bid(by=by, bid_id=bid.pk),
    "decline": lambda by, bid: decline_bid(by=by, bid_id=bid.pk, ground="no_time", reason="In May perhaps"),
    "propose": lambda by, bid: propose_terms(by=by, bid_id=bid.pk, terms=OTHER),
    "accept": lambda by, bid: accept_terms(by=by, bid_id=bid.pk),
    "shortlist": lambda by, bid: shortlist_bid(by=by, bid_id=bid.pk),
}
EXPECTED = {
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
@pytest.mark.parametrize(("act", "who"), EXPECTED)
def test_every_action_in_every_state(request, offer, act, who, state):
    Bid.objects.filter(pk=offer.pk).update(state=state)
    by, expected = request.getfixturevalue(who), EXPECTED[act, who]
    if state == "submitted" and expected is None:
        assert ACTIONS[act](by, offer)
        return
    not_open = () if state == "submitted" else (BidNotOpen,)
    with pytest.raises((*not_open, *filter(None, [expected]))):
        ACTIONS[act](by, offer)


@pytest.mark.parametrize("act", ACTIONS)
def test_strangers_get_not_found_for_an_offer(offer, omar, rina, act):
    for stranger in (omar, rina):
        with pytest.raises(NotFound):
            ACTIONS[act](stranger, offer)


# Acceptance, decline, withdrawal, expiry


def test_accepted_offer_becomes_a_contract(offer, carla, farida):
    propose_terms(by=farida, bid_id=offer.pk, terms=OTHER)
    contract = accept_terms(by=carla, bid_id=offer.pk)
    assert (contract.client, contract.freelancer, contract.title) == (carla, farida, "Logo for a tea shop")
    assert contract.conversation == offer.conversation
    assert contract.milestones.get().amount == Money("150.00", "USD")
    assert not ClientProfile.objects.filter(user=carla, jobs_filled__gt=0).exists()


def test_declining_notifies_the_client_with_the_reason(offer, carla, farida, run_jobs, mailbox):
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


def test_withdrawing_notifies_the_freelancer(offer, carla, farida):
    withdraw_bid(by=carla, bid_id=offer.pk)
    offer.refresh_from_db()
    assert (offer.state, offer.job.state, latest_notification(farida)) == ("withdrawn", "closed", "offer.withdrawn")
    with pytest.raises(BidNotOpen):
        accept_terms(by=farida, bid_id=offer.pk)


def test_unanswered_offer_is_reminded_twice_and_lapses(offer, carla, farida, travel):
    travel(timedelta(days=5, minutes=1))
    assert latest_notification(farida) == "offer.lapsing"
    assert "offer.lapsing" not in carla.notifications.values_list("kind", flat=True)
    travel(timedelta(days=1))
    assert farida.notifications.filter(kind="offer.lapsing").count() == 2
    travel(timedelta(days=1))
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == ("lapsed", "expired")
    assert latest_notification(carla) == latest_notification(farida) == "offer.lapsed"
    assert farida.notifications.filter(kind="offer.lapsing").count() == 2
    travel(timedelta(days=2))
    assert carla.notifications.filter(kind="offer.lapsed").count() == 1


def test_counteroffer_restarts_the_deadline(offer, carla, farida, travel):
    travel(timedelta(days=6))
    propose_terms(by=farida, bid_id=offer.pk, terms=OTHER)
    travel(timedelta(days=5, minutes=1))
    assert latest_notification(carla) == "offer.lapsing"
    offer.refresh_from_db()
    assert offer.is_open
    travel(timedelta(days=2))
    offer.refresh_from_db()
    assert offer.state == "lapsed"


def test_offer_past_its_deadline_cannot_be_accepted(offer, farida):
    Job.objects.filter(pk=offer.job_id).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(JobNotOpen):
        accept_terms(by=farida, bid_id=offer.pk)


def test_lapsed_unfunded_contract_does_not_reopen_the_job(offer, carla, farida):
    contract = accept_terms(by=farida, bid_id=offer.pk)
    transitions.mark_lapsed(contract.milestones.order_by("position").first(), at=clock.now())
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == ("lapsed", "expired")
    assert not Job.objects.public().exists()
    assert quota_of(farida).given_back == 0
    assert make_offer_to(farida, carla)


# Visibility: other users never see it, its two sides only as an offer


@pytest.mark.parametrize("who", ["carla", "farida", "omar", None])
def test_offered_job_is_in_no_list_and_returns_404(request, page, api, offer, who):
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
def test_closing_an_account_ends_open_offers(request, offer, carla, farida, who, state):
    end_jobs_and_bids(request.getfixturevalue(who))
    offer.refresh_from_db()
    assert (offer.state, offer.job.state) == (state, "closed")
