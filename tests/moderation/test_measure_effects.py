"""Effects of each measure on pages, the API (session and token), lists, search and messages; money goes on."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.people.restraint_actions import Limited, Suspended, _listed
from market.accounts.tokens.actions import create_api_token
from market.bids.bids.refusals import NotVerified
from market.bids.models import Bid
from market.contracts.workroom.actions import submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.errors import NotFound
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.postings.actions import create_job, publish_job
from market.jobs.postings.details import JobDetails
from market.jobs.postings.refusals import JobNotOpen
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.moderation.measures.actions import MeasureStands
from market.moderation.measures.reversal_actions import undo_measure
from market.moderation.models import Measure
from market.payments.releases.actions import approve_milestone
from market.profiles.models import ClientProfile, Profile
from market.reviews.actions import hide_review, show_review, write_review
from market.reviews.models import Exchange
from market.services.offering.actions import create_service, publish_service
from market.services.offering.details import ServiceDetails
from market.services.ordering.actions import OrderChoice, place_order
from tests import make
from tests.access.table import routes
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def reload(person):
    return type(person).objects.get(pk=person.pk)


# Hiding


def test_a_hidden_job_is_404_for_others_until_the_measure_is_undone(impose, carla, farida, mitu, page, api):
    job = make.make_job(carla)
    for seen in (True, False, True):
        if not seen:
            measure = impose(carla, "hide", kind="job", thing=job.pk)
        elif Measure.objects.exists():
            undo_measure(by=mitu, measure_id=measure.pk, reason="A slip.")
        for who in (None, farida):
            assert (page(who).get(f"/jobs/{job.pk}/").status_code == 200) is seen
            assert (api(who).get(f"/api/v1/jobs/{job.pk}/").status_code == 200) is seen
            assert (f'href="/jobs/{job.pk}/' in text(page(who).get("/jobs/?q=logo"))) is seen
            assert (api(who).get("/api/v1/jobs/?q=logo").json()["count"] == 1) is seen
        assert page(carla).get(f"/jobs/{job.pk}/").status_code == 200
        assert ("Moderators hid this." in text(page(carla).get(f"/jobs/{job.pk}/"))) is not seen


def test_no_bids_and_no_contracts_on_a_hidden_job(impose, carla, farida, rina):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    impose(carla, "hide", kind="job", thing=job.pk)
    with pytest.raises(NotFound):
        make.make_bid(job, rina)
    with pytest.raises(JobNotOpen):
        accept_terms(by=carla, bid_id=bid.pk)


def test_a_hidden_profile_hides_its_services_too(impose, farida, carla, page, api):
    service = make.make_service(farida)
    impose(farida, "hide", kind="profile", thing=farida.profile.pk)
    assert page(carla).get(f"/talent/{farida.profile.pk}/").status_code == 404
    assert api().get("/api/v1/profiles/").json()["count"] == 0
    assert api().get("/api/v1/services/").json()["count"] == 0
    assert page().get(f"/services/{service.pk}/").status_code == 404
    assert "Moderators hid this." in text(page(farida).get(f"/talent/{farida.profile.pk}/"))


def test_a_hidden_service_and_a_hidden_client_page_are_404_for_others(impose, farida, carla, page, api):
    service = make.make_service(farida)
    make.make_job(carla)
    assert page(farida).get(f"/clients/{carla.pk}/").status_code == 200
    impose(farida, "hide", kind="service", thing=service.pk)
    impose(carla, "hide", kind="client", thing=carla.pk)
    assert api().get("/api/v1/services/").json()["count"] == 0
    assert page(carla).get(f"/services/{service.pk}/").status_code == 404
    assert page(farida).get(f"/services/{service.pk}/").status_code == 200
    assert page(farida).get(f"/clients/{carla.pk}/").status_code == 404
    assert page(carla).get(f"/clients/{carla.pk}/").status_code == 200
    with pytest.raises(NotFound):
        place_order(by=carla, service_id=service.pk, choice=OrderChoice(1))


def test_the_price_of_a_hidden_service_is_not_its_freelancers_price(impose, farida, mitu):
    service = make.make_service(farida)
    measure = impose(farida, "hide", kind="service", thing=service.pk)
    assert Profile.objects.get(user=farida).price_from is None
    undo_measure(by=mitu, measure_id=measure.pk, reason="A slip.")
    assert Profile.objects.get(user=farida).price_from == service.price_from


def test_a_hidden_bid_is_404_for_the_client_only(impose, farida, carla, page, api):
    bid = make.make_bid(make.make_job(carla), farida)
    impose(farida, "hide", kind="bid", thing=bid.pk)
    assert not Bid.objects.visible_to(carla).exists()
    assert page(carla).get(f"/bids/{bid.pk}/").status_code == 404
    assert api(carla).get(f"/api/v1/jobs/{bid.job_id}/bids/").json()["count"] == 0
    assert page(farida).get(f"/bids/{bid.pk}/").status_code == 200


def test_the_text_of_a_hidden_message_is_on_no_page_and_in_no_api(impose, farida, carla, mitu, page, api):
    conversation_id = make.make_bid(make.make_job(carla), farida).conversation_id
    message = post_message(by=carla, conversation_id=conversation_id, text="Send me a photo of yours.")
    measure = impose(carla, "hide", kind="message", thing=message.pk)
    for user in (carla, farida):
        assert "a photo of yours" not in text(page(user).get(f"/messages/{conversation_id}/"))
        assert "Moderators hid this message." in text(page(user).get(f"/messages/{conversation_id}/"))
        results = api(user).get(f"/api/v1/conversations/{conversation_id}/messages/").json()["results"]
        assert "a photo of yours" not in str(results)
        assert "a photo of yours" not in text(page(user).get("/messages/"))
    undo_measure(by=mitu, measure_id=measure.pk, reason="A slip.")
    assert Message.objects.get(pk=message.pk).text == "Send me a photo of yours."
    assert "Send me a photo of yours." in text(page(farida).get(f"/messages/{conversation_id}/"))


def test_a_hidden_review_is_not_in_the_rating(provider, carla, farida, impose, mitu, page):
    contract = story.released(provider, "100.00").milestone.contract
    stars = {"quality": 1, "communication": 1, "timeliness": 1, "again": 1}
    review = write_review(by=carla, contract_id=contract.pk, written={**stars, "text": "She is a liar."})
    write_review(by=farida, contract_id=contract.pk, written={**stars, "text": "They are liars."})
    assert Exchange.objects.get().revealed_at
    before = Profile.objects.values("review_count", "review_sum", "rating").get(user=farida)
    assert before["review_count"] == 1
    measure = impose(carla, "hide", kind="review", thing=review.pk)
    hide_review(review_id=review.pk)
    hidden = Profile.objects.values("review_count", "review_sum", "rating").get(user=farida)
    assert (hidden["review_count"], hidden["review_sum"], hidden["rating"]) == (0, 0, Decimal(4))
    assert "She is a liar." not in text(page().get(f"/talent/{farida.profile.pk}/reviews/"))
    assert "She is a liar." not in text(page(farida).get(f"/contracts/{contract.pk}/"))
    assert ClientProfile.objects.get(user=carla).review_count == 1
    undo_measure(by=mitu, measure_id=measure.pk, reason="It is her view.")
    show_review(review_id=review.pk)
    assert Profile.objects.values("review_count", "review_sum", "rating").get(user=farida) == before


def test_an_item_is_hidden_once_and_shown_when_the_measure_expires(impose, carla, mitu):
    job = make.make_job(carla)
    impose(carla, "hide", 3, kind="job", thing=job.pk)
    with pytest.raises(MeasureStands):
        impose(carla, "hide", kind="job", thing=job.pk)
    clock._offset = timedelta(days=4)
    clock.run_due()
    job.refresh_from_db()
    assert not job.is_hidden


# Limiting


@pytest.fixture
def limit(impose):
    def limit_user(person):
        impose(person, "limit", 7)
        return reload(person)

    return limit_user


def test_a_limited_freelancer_cannot_bid_or_publish_a_service(limit, carla, farida, page, api):
    job, service = make.make_job(carla), make.make_service(farida)
    draft = create_service(by=farida, details=ServiceDetails(topic="data-entry", title_en="Typing"))
    farida = limit(farida)
    for act in (
        lambda: make.make_bid(job, farida),
        lambda: publish_service(by=farida, service_id=draft.pk),
    ):
        with pytest.raises(Limited):
            act()
    fields = {
        "amount": "120.00",
        "days": "10",
        "cover_letter": "I draw.",
        "title-0": "All",
        "amount-0": "120",
        "days-0": "10",
    }
    page_response = page(farida).post(f"/jobs/{job.pk}/bid/", fields)
    assert not Bid.objects.exists()
    assert page_response.status_code in (400, 403)
    bid = {"amount": {"amount": "120.00", "currency": "USD"}, "days": 10, "cover_letter": "I draw.", "milestones": []}
    api_response = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", bid, format="json")
    assert (api_response.status_code, api_response.json()["code"]) == (403, "limited")
    assert "/help/moderation/#steps" in api_response.json()["help"]
    assert page().get(f"/talent/{farida.profile.pk}/").status_code == 200  # the profile stays public
    assert page().get(f"/services/{service.pk}/").status_code == 200


def test_a_limited_client_cannot_publish_invite_order_or_hire(limit, carla, farida, rina):
    job = make.make_job(carla)
    bid, service = make.make_bid(job, farida), make.make_service(rina)
    draft = create_job(by=carla, details=JobDetails.of(job))
    carla = limit(carla)
    for act in (
        lambda: publish_job(by=carla, job_id=draft.pk),
        lambda: invite_freelancer(by=carla, job_id=job.pk, profile_id=rina.profile.pk),
        lambda: start_conversation(by=carla, profile_id=rina.profile.pk),
        lambda: make.make_offer_to(rina, carla),
        lambda: place_order(by=carla, service_id=service.pk, choice=OrderChoice(1)),
        lambda: accept_terms(by=carla, bid_id=bid.pk),
    ):
        with pytest.raises(Limited):
            act()


def test_a_limited_user_writes_only_to_those_who_wrote_before(limit, carla, farida, rina):
    job = make.make_job(carla)
    answered, unanswered = make.make_bid(job, farida).conversation_id, make.make_bid(job, rina).conversation_id
    post_message(by=farida, conversation_id=answered, text="Thank you!")
    carla = limit(carla)
    post_message(by=carla, conversation_id=answered, text="When can you begin?")
    with pytest.raises(Limited):
        post_message(by=carla, conversation_id=unanswered, text="Hello!")
    clock._offset = timedelta(days=8)
    post_message(by=carla, conversation_id=unanswered, text="Hello!")


def test_the_api_refuses_a_message_of_a_limited_user(limit, carla, farida, rina, api):
    conversation_id = make.make_bid(make.make_job(carla), rina).conversation_id
    body = {"client_id": str(uuid.uuid4()), "text": "Hello!"}
    response = api(limit(carla)).post(f"/api/v1/conversations/{conversation_id}/messages/", body, format="json")
    assert (response.status_code, response.json()["code"]) == (403, "limited")


# Suspending and banning


MESSAGES = {  # the banner of every page, the text of a refusal, and the error code of the API
    "suspend": ("Your account is suspended.", "Moderators suspended your account.", "suspended"),
    "ban": ("Your account is banned for good.", "Moderators banned your account for good.", "banned"),
}


@pytest.fixture(params=["suspend", "ban"])
def suspend_or_ban(request, impose):
    """`suspend_or_ban(carla)`: a suspension in one run of the test, a ban in the other."""

    def restrict(person):
        impose(person, request.param, 7 if request.param == "suspend" else None)
        return reload(person)

    return restrict


def test_pages_of_a_suspended_or_banned_user_are_404(suspend_or_ban, carla, farida, page, api, omar):
    job, service = make.make_job(carla), make.make_service(farida)
    suspend_or_ban(carla), suspend_or_ban(farida)
    for who in (None, omar):
        for path in (
            f"/jobs/{job.pk}/",
            f"/clients/{carla.pk}/",
            f"/talent/{farida.profile.pk}/",
            f"/services/{service.pk}/",
        ):
            assert page(who).get(path).status_code == 404, path
        for path in ("jobs", "profiles", "services"):
            assert api(who).get(f"/api/v1/{path}/").json()["count"] == 0, path


def test_a_suspended_or_banned_freelancer_cannot_be_hired(suspend_or_ban, carla, farida, page):
    bid = make.make_bid(make.make_job(carla), farida)
    path, hire = bid.get_absolute_url(), f"/bids/{bid.pk}/accept/"
    assert hire in text(page(carla).get(path))
    suspend_or_ban(farida)
    html = text(page(carla).get(path))
    assert hire not in html
    assert "Cannot be hired now" in html
    assert f'href="/talent/{farida.profile.pk}/"' not in html.partition("<main")[2]
    with pytest.raises(NotVerified, match="Nobody can hire her here now"):
        accept_terms(by=carla, bid_id=bid.pk)


def test_pages_are_403_for_a_suspended_or_banned_user(suspend_or_ban, request, carla, page):
    banner, refusal, _code = MESSAGES[request.node.callspec.params["suspend_or_ban"]]
    job = make.make_job(carla)
    browser = page(suspend_or_ban(carla))
    assert banner in text(browser.get("/my-work/"))
    assert banner in text(browser.get("/measures/"))
    for path in (f"/jobs/{job.pk}/edit/", "/jobs/new/", f"/jobs/{job.pk}/prolong/", "/settings/tokens/"):
        response = browser.post(path, {})
        assert response.status_code == 403, path
        assert refusal in text(response)
        assert 'href="/measures/"' in text(response)
    if Job.objects.get(pk=job.pk).state == "open":  # a ban removes it
        assert browser.post(f"/jobs/{job.pk}/close/").status_code == 302
        assert Job.objects.get(pk=job.pk).state == "closed"
    assert browser.post("/settings/", {}).status_code in (200, 302, 400)
    assert browser.get("/jobs/").status_code == 200


def test_the_api_is_403_for_sessions_and_tokens_alike(suspend_or_ban, request, carla, page, api):
    code = MESSAGES[request.node.callspec.params["suspend_or_ban"]][2]
    _row, token = create_api_token(by=carla, name="Shop", scopes=["read", "work", "messages"], days=7)
    suspend_or_ban(carla)
    bearer = api()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    for client in (bearer, page(reload(carla))):
        response = (
            client.post("/api/v1/jobs/", {}, content_type="application/json")
            if client is not bearer
            else (client.post("/api/v1/jobs/", {}, format="json"))
        )
        assert (response.status_code, response.json()["code"]) == (403, code)
        assert client.get("/api/v1/measures/").status_code == 200
    assert bearer.post("/api/v1/blocks/", {"user": 987654}, format="json").status_code == 404  # allowed


def test_a_suspended_or_banned_user_cannot_post_messages(suspend_or_ban, carla, farida):
    conversation_id = make.make_bid(make.make_job(carla), farida).conversation_id
    post_message(by=farida, conversation_id=conversation_id, text="Thank you!")
    carla = suspend_or_ban(carla)
    with pytest.raises(Suspended):
        post_message(by=carla, conversation_id=conversation_id, text="Pay me outside.")


def test_sign_in_redirects_a_suspended_or_banned_user_to_the_measures(suspend_or_ban, carla, client):
    suspend_or_ban(carla)
    credentials = {"login": carla.email, "password": "amar-kaj-demo"}
    assert client.post("/accounts/login/", credentials).url == "/measures/"


def test_running_work_and_payouts_go_on_during_a_suspension(provider, suspend_or_ban, carla, farida, page, travel):
    """A suspended freelancer delivers work and is paid, and deadlines go on."""
    milestone = story.funded(provider, "100.00", client=carla, freelancer=farida)
    browser = page(suspend_or_ban(farida))
    assert browser.get(f"/contracts/{milestone.contract_id}/").status_code == 200
    response = browser.post(f"/milestones/{milestone.pk}/submit/", {"note": "Here it is."})
    assert response.status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "submitted"
    travel(timedelta(days=15))  # the client is silent
    milestone.refresh_from_db()
    assert milestone.state == "released"
    assert browser.post("/money/payout/", {}).status_code != 403


def test_a_suspended_client_can_still_approve_work(provider, suspend_or_ban, carla, farida):
    milestone = story.funded(provider, "100.00", client=carla, freelancer=farida)
    submit_work(by=farida, milestone_id=milestone.pk, note="Here it is.")
    approve_milestone(by=suspend_or_ban(carla), milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert milestone.state == "released"


def test_a_banned_user_gets_no_draft_form_and_sees_the_appeal_deadline(impose, carla, page):
    impose(carla, "ban")
    browser = page(carla)
    html = browser.get("/jobs/new/").content.decode()
    assert "You can write a draft now" not in html
    assert 'name="title"' not in html
    assert "You can appeal until" in browser.get("/measures/").content.decode()


def test_undoing_a_ban_within_a_day_restores_jobs_and_services(impose, farida, carla, mitu, moni, page):
    job, service = make.make_job(carla), make.make_service(farida)
    for person, place in ((farida, f"/services/{service.pk}/"), (carla, f"/jobs/{job.pk}/")):
        measure = impose(person, "ban")
        assert page().get(place).status_code == 404
        for by in (mitu, moni):
            undo_measure(by=by, measure_id=measure.pk, reason="It was another person.")
        assert page().get(place).status_code == 200


def test_after_a_late_undo_of_a_ban_the_job_can_be_posted_again(impose, farida, carla, mitu, moni, page, travel):
    job, service = make.make_job(carla), make.make_service(farida)
    for person, place in ((farida, f"/services/{service.pk}/"), (carla, f"/jobs/{job.pk}/")):
        measure = impose(person, "ban")
        assert page().get(place).status_code == 404
        travel(timedelta(hours=24))
        for by in (mitu, moni):
            undo_measure(by=by, measure_id=measure.pk, reason="It was another person.")
    assert page().get(f"/services/{service.pk}/").status_code == 200
    browser = page(reload(carla))  # the removed job is duplicated, since its bids have lapsed
    assert "Post it again as a new job" in text(browser.get(f"/jobs/{job.pk}/"))
    draft = browser.post(f"/jobs/{job.pk}/duplicate/").url.removesuffix("edit/")
    assert browser.post(f"{draft}publish/").status_code == 302
    assert page().get(draft).status_code == 200


def test_every_route_of_the_allow_list_exists():
    allowed, _prefixes = _listed()
    existing = {*routes(), *(route.removeprefix("api/v1/") for route in routes())}
    assert sorted(allowed - existing) == []
