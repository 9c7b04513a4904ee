"""Custom offers: a freelancer offers work to the client of a conversation, by page and API."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, withdraw_bid
from market.bids.bids.ending_actions import remind_of_offer
from market.bids.bids.queries import quota_of
from market.bids.bids.refusals import (
    BidNotOpen,
    ClientHasNotWritten,
    CustomOfferStands,
    NotFreelancer,
    NotTheFreelancer,
    NotYourBid,
    OwnOffer,
    ProfileNotPublished,
    TooManyOffers,
)
from market.bids.custom_offers.actions import send_custom_offer
from market.bids.models import Bid
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.bids.personal import end_jobs_and_bids
from market.contracts.workroom.contract_actions import OwnTerms, accept_terms
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound, TooMany
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.questions.actions import start_conversation
from market.profiles.freelancers.actions import hide_profile
from market.safety.actions import NotReachable, block_person
from market.training.models import Certificate
from tests import make

pytestmark = pytest.mark.django_db
WORK = WorkDescription("A menu card", "Two pages, as PDF.")
TERMS = ProposedTerms(Money("90.00", "USD"), 6, revisions=2)
FORM = {
    "title": "A menu card",
    "description": "Two pages, as PDF.",
    "amount": "90",
    "days": "6",
    "revisions": "2",
    "open_days": "3",
    "currency": "USD",
    "rows": "1",
}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def talk(carla, farida):
    """A conversation of Carla's with Farida, in which Carla has written."""
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    make.post_message(by=carla, conversation_id=conversation.pk, text="Could you draw a menu?")
    return conversation


@pytest.fixture
def offer(talk, farida):
    return send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS)


def subjects(mailbox, user):
    return [mail.subject for mail in mailbox if mail.to == [user.email]]


# Sending one


def test_it_is_a_bid_of_the_freelancers_in_the_same_conversation(offer, talk, carla, farida, run_jobs, mailbox):
    assert (offer.origin, offer.author_id, offer.conversation_id) == ("custom", farida.pk, talk.pk)
    assert (offer.latest.by, offer.latest.amount, offer.latest.revisions) == (farida, Money("90.00", "USD"), 2)
    job = offer.job
    assert (job.client, job.offered_to, job.is_custom, job.state) == (carla, farida, True, "open")
    assert timedelta(days=6.9) < job.expires_at - clock.now() <= timedelta(days=7)
    assert quota_of(farida).used == 0
    run_jobs()
    assert subjects(mailbox, carla) == ["Farida sends you an offer: $90.00"]
    assert [message.code for message in talk.messages.all()] == ["", "custom_offer.made"]
    assert not Job.objects.posted().exists()


def test_accepting_it_makes_a_contract_with_its_rounds_of_changes(offer, talk, carla, farida):
    with pytest.raises(OwnTerms):
        accept_terms(by=farida, bid_id=offer.pk)
    contract = accept_terms(by=carla, bid_id=offer.pk)
    assert (contract.client, contract.freelancer, contract.conversation) == (carla, farida, talk)
    assert contract.milestones.get().revisions == 2


def test_each_side_may_propose_other_terms(offer, carla, farida):
    propose_terms(by=carla, bid_id=offer.pk, terms=ProposedTerms(Money("80.00", "USD"), 6, revisions=3))
    with pytest.raises(OwnTerms):
        accept_terms(by=carla, bid_id=offer.pk)
    assert accept_terms(by=farida, bid_id=offer.pk).milestones.get().revisions == 3


def test_rounds_of_changes_are_of_every_milestone(talk, farida):
    parts = (MilestoneTerms("Draft", Decimal("40.00"), 2), MilestoneTerms("Files", Decimal("50.00"), 4, 0))
    terms = ProposedTerms(Money("90.00", "USD"), 6, parts, revisions=2)
    sent = send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=terms)
    assert [part["revisions"] for part in sent.latest.milestones] == [2, 0]
    assert sent.latest.revisions is None


def revoked(farida):
    Certificate.objects.filter(holder=farida).update(state="revoked", revoked_at=clock.now())


@pytest.mark.parametrize(
    ("how", "refusal"), [(revoked, NotFreelancer), (lambda who: hide_profile(by=who), ProfileNotPublished)]
)
def test_who_may_not_bid_may_not_send_an_offer(talk, farida, how, refusal):
    how(farida)
    with pytest.raises(refusal):
        send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS)


def test_only_the_freelancer_of_the_conversation_sends_one(talk, carla, rina):
    for who, refusal in ((carla, NotTheFreelancer), (rina, NotFound)):
        with pytest.raises(refusal):
            send_custom_offer(by=who, conversation_id=talk.pk, work=WORK, terms=TERMS)


def test_the_client_must_have_written(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    with pytest.raises(ClientHasNotWritten):
        send_custom_offer(by=farida, conversation_id=bid.conversation_id, work=WORK, terms=TERMS)
    make.post_message(by=carla, conversation_id=bid.conversation_id, text="Thank you.")
    assert send_custom_offer(by=farida, conversation_id=bid.conversation_id, work=WORK, terms=TERMS)


@pytest.mark.parametrize("by_client", [True, False])
def test_a_block_keeps_offers_away(talk, carla, farida, by_client):
    one, other = (carla, farida) if by_client else (farida, carla)
    block_person(by=one, person_id=other.pk)
    with pytest.raises(NotReachable):
        send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS)


def test_a_sent_one_is_out_of_the_clients_sight_after_a_block(offer, carla, farida):
    block_person(by=carla, person_id=farida.pk)
    assert not Bid.objects.visible_to(carla).exists()
    assert Bid.objects.visible_to(farida).exists()


@pytest.mark.parametrize("by_client", [True, False])
def test_its_old_address_leads_who_cannot_see_it_any_more_to_the_closed_conversation(
    offer, talk, carla, farida, rina, page, by_client
):
    block_person(by=carla if by_client else farida, person_id=farida.pk if by_client else carla.pk)
    for address in (offer.get_absolute_url(), f"/offers/{offer.job_id}/"):
        answer = page(carla).get(address)
        assert (answer.status_code, answer["Location"]) == (302, talk.get_absolute_url())
        assert page(rina).get(address).status_code == 404
    assert "Closed" in text(page(farida).get(offer.get_absolute_url()))


def test_what_moderators_hid_stays_hidden_without_a_block(offer, carla, page):
    Bid.objects.update(is_hidden=True)
    assert page(carla).get(offer.get_absolute_url()).status_code == 404


def test_the_api_says_that_a_block_closed_it(offer, carla, farida, api):
    before = api(farida).get(f"/api/v1/bids/{offer.pk}/").json()
    block_person(by=carla, person_id=farida.pk)
    farida.refresh_from_db()
    after = api(farida).get(f"/api/v1/bids/{offer.pk}/").json()
    assert [(each["state"], each["is_closed"]) for each in (before, after)] == [
        ("submitted", False),
        ("submitted", True),
    ]
    (listed,) = api(farida).get("/api/v1/offers/", {"side": "sent"}).json()["results"]
    assert listed["is_closed"]


def test_they_are_limited_to_one_for_each_client_and_some_in_all(offer, talk, farida, rahim, settings):
    with pytest.raises(CustomOfferStands) as refused:
        send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS)
    assert "A menu card" in str(refused.value)
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_open=1)
    with pytest.raises(TooManyOffers):
        make.make_custom_offer(farida, rahim)
    settings.LIFECYCLE = type(settings.LIFECYCLE)(offers_per_day=1)
    with pytest.raises(TooMany):
        make.make_custom_offer(farida, rahim)


@pytest.mark.parametrize(
    ("work", "terms", "open_days", "field"),
    [
        (WorkDescription("", "What"), TERMS, None, "title"),
        (WorkDescription("Call 01711-223344", "What"), TERMS, None, "title"),
        (WorkDescription("Menu", " "), TERMS, None, "description"),
        (WORK, ProposedTerms(Money("2.00", "USD"), 5), None, "amount"),
        (WORK, ProposedTerms(Money("50.00", "EUR"), 5), None, "amount"),
        (WORK, ProposedTerms(Money("50.00", "USD"), 5, revisions=21), None, "revisions"),
        (WORK, TERMS, 31, "open_days"),
    ],
)
def test_validation_errors_name_the_field(talk, farida, work, terms, open_days, field):
    with pytest.raises(Invalid) as refused:
        send_custom_offer(by=farida, conversation_id=talk.pk, work=work, terms=terms, open_days=open_days)
    assert set(refused.value.errors) == {field}
    assert not Job.objects.exists()


def test_its_words_are_masked_for_the_client(carla, farida):
    sent = make.make_custom_offer(farida, carla, description="Write to farida@example.org about it.")
    assert "farida@example.org" not in sent.job.description_for(carla)
    assert "farida@example.org" in sent.job.description_for(farida)


def test_offering_again_shows_no_more_than_the_offer_did(page, talk, carla, farida):
    work = WorkDescription("A menu card", "Write to carla@example.org about it.")
    terms = ProposedTerms(Money("90.00", "USD"), 6)
    direct = make_offer(by=carla, profile_id=farida.profile.pk, work=work, terms=terms)
    custom = make.make_custom_offer(farida, carla, description="Write to farida@example.org about it.")
    Bid.objects.update(state=Bid.State.DECLINED)
    for person, path in (
        (farida, f"/messages/{talk.pk}/offer/?again={direct.pk}"),
        (carla, f"/talent/{farida.profile.pk}/offer/?again={custom.pk}"),
    ):
        answer = page(person).get(path)
        assert answer.status_code == 200
        assert "@example.org" not in text(answer)


# Ending


def test_its_author_withdraws_and_the_client_declines(offer, carla, farida, run_jobs, mailbox):
    with pytest.raises(NotYourBid):
        withdraw_bid(by=carla, bid_id=offer.pk)
    with pytest.raises(OwnOffer):
        decline_bid(by=farida, bid_id=offer.pk)
    with pytest.raises(Invalid):
        decline_bid(by=carla, bid_id=offer.pk, ground="no_time")  # a reason of freelancers
    decline_bid(by=carla, bid_id=offer.pk, ground="price", reason="Next month, maybe.")
    with pytest.raises(BidNotOpen):
        withdraw_bid(by=farida, bid_id=offer.pk)
    run_jobs()
    assert subjects(mailbox, farida) == ["Carla declined your offer"]
    body = next(mail.body for mail in mailbox if mail.to == [farida.email])
    assert "Next month, maybe." in body
    offer.job.refresh_from_db()
    assert offer.job.state == "closed"


def test_withdrawing_notifies_the_client(offer, talk, carla, farida):
    withdraw_bid(by=farida, bid_id=offer.pk)
    assert carla.notifications.order_by("-pk").first().kind == "custom_offer.withdrawn"
    assert talk.messages.last().code == "custom_offer.withdrawn"


def test_it_lapses_after_its_days_and_reminds_before(talk, carla, farida, travel):
    sent = send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS, open_days=3)
    assert remind_of_offer(job_id=sent.job_id) is None
    travel(timedelta(days=1, hours=1))
    assert carla.notifications.order_by("-pk").first().kind == "offer.lapsing"
    travel(timedelta(days=2))
    sent.refresh_from_db()
    assert sent.state == "lapsed"
    assert {carla.notifications.order_by("-pk").first().kind, farida.notifications.order_by("-pk").first().kind} == {
        "offer.lapsed"
    }


def test_one_of_a_day_has_its_reminders_by_the_hour(talk, carla, farida, travel):
    sent = send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS, open_days=1)
    assert remind_of_offer(job_id=sent.job_id) is None
    for hours, count in ((11, 0), (2, 1), (6, 2)):
        travel(timedelta(hours=hours))
        assert carla.notifications.filter(kind="offer.lapsing").count() == count


@pytest.mark.parametrize(("who", "state"), [("carla", "declined"), ("farida", "withdrawn")])
def test_it_ends_with_the_account_of_either_side(request, offer, who, state):
    end_jobs_and_bids(request.getfixturevalue(who))
    offer.refresh_from_db()
    assert offer.state == state


# Pages and API


def test_it_is_sent_from_the_conversation_and_answered_there(page, talk, carla, farida):
    path = f"/messages/{talk.pk}/offer/"
    assert path in text(page(farida).get(talk.get_absolute_url()))
    assert path not in text(page(carla).get(talk.get_absolute_url()))
    assert "What you will deliver" in text(page(farida).get(path))
    refused = page(farida).post(path, {**FORM, "amount": "2"})
    assert (refused.status_code, "Two pages, as PDF." in text(refused)) == (400, True)
    answer = page(farida).post(path, FORM, follow=True)
    assert answer.request["PATH_INFO"] == talk.get_absolute_url()
    sent = Bid.objects.get()
    assert sent.job.expires_at - clock.now() <= timedelta(days=3)
    seen_by_client = text(page(carla).get(talk.get_absolute_url()))
    assert "A menu card" in seen_by_client
    assert "See and accept" in seen_by_client
    assert page(farida).get(path).url == sent.get_absolute_url()


@pytest.mark.parametrize("state", Bid.State.values)
def test_its_page_renders_in_every_state(page, offer, carla, farida, state):
    Bid.objects.filter(pk=offer.pk).update(state=state)
    for who in (carla, farida):
        for language in ("en", "bn"):
            assert page(who, language).get(offer.get_absolute_url()).status_code == 200
        assert page(who).get(f"/offers/{offer.job_id}/").url == offer.get_absolute_url()


def test_its_page_says_whose_it_is(page, offer, carla, farida):
    of_client, of_author = (text(page(who).get(offer.get_absolute_url())) for who in (carla, farida))
    for expected in ("Offer from Farida", "What you will get", "Accept for $90.00", "Rounds of changes in the price"):
        assert expected in of_client
    for expected in ("Your offer to Carla", "Withdraw the offer"):
        assert expected in of_author
    assert "A menu card" in text(page(carla).get("/offers/?tab=received"))
    assert "A menu card" in text(page(farida).get("/offers/?tab=sent"))
    assert "Answer the offer" in text(page(carla).get("/my-work/"))
    withdraw_bid(by=farida, bid_id=offer.pk)
    again = text(page(farida).get(f"/messages/{offer.conversation_id}/offer/?again={offer.pk}"))
    assert 'value="A menu card"' in again


def test_it_begins_with_a_package_of_a_service(page, talk, farida, rina):
    service = make.make_service(farida)
    package = service.packages.first()
    content = text(page(farida).get(f"/services/{service.pk}/offer/"))
    path = f"/messages/{talk.pk}/offer/package/{package.pk}/"
    assert path in content
    assert page(rina).get(f"/services/{service.pk}/offer/").status_code == 403
    form = text(page(farida).get(path))
    assert f'value="{service.title}"' in form
    assert path in text(page(farida).get(f"/messages/{talk.pk}/offer/"))
    assert page(farida).get(f"/messages/{talk.pk}/offer/package/9999/").status_code == 404


def test_the_actions_of_a_conversation_name_it_while_it_is_possible(api, talk, carla, farida):
    place = f"/api/v1/conversations/{talk.pk}/"

    def codes(who):
        return [each["code"] for each in api(who).get(place).json()["actions"]]

    assert (codes(farida), codes(carla)) == (["send_offer"], ["offer_job"])
    sent = send_custom_offer(by=farida, conversation_id=talk.pk, work=WORK, terms=TERMS)
    assert (codes(farida), codes(carla)) == (["propose_terms"], ["propose_terms"])
    cards = [each["card"] for each in api(carla).get(f"{place}messages/").json()["results"] if "card" in each]
    assert [(card["kind"], card["state"], card["action"]["code"]) for card in cards] == [
        ("offer", "your_turn", "accept")
    ]
    withdraw_bid(by=farida, bid_id=sent.pk)
    assert codes(farida) == ["send_offer"]
    hide_profile(by=farida)
    assert codes(farida) == []
