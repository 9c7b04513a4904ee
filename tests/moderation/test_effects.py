"""What each step does at each door: pages, API with session and token, lists, search, talk; and money that goes on."""

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


def text(answer):
    return answer.content.decode()


def fresh(person):
    return type(person).objects.get(pk=person.pk)


# Hiding


def test_a_hidden_job_is_gone_at_once_and_comes_back(impose, carla, farida, mitu, page, api):
    job = make.make_job(carla)
    for seen in (True, False, True):
        if not seen:
            made = impose(carla, "hide", kind="job", thing=job.pk)
        elif Measure.objects.exists():
            undo_measure(by=mitu, measure_id=made.pk, reason="A slip.")
        for who in (None, farida):
            assert (page(who).get(f"/jobs/{job.pk}/").status_code == 200) is seen
            assert (api(who).get(f"/api/v1/jobs/{job.pk}/").status_code == 200) is seen
            assert ("Logo for a tea shop" in text(page(who).get("/jobs/?q=logo"))) is seen
            assert (api(who).get("/api/v1/jobs/?q=logo").json()["count"] == 1) is seen
        assert page(carla).get(f"/jobs/{job.pk}/").status_code == 200
        assert ("Moderators hid this." in text(page(carla).get(f"/jobs/{job.pk}/"))) is not seen


def test_nobody_bids_on_a_hidden_job_or_is_hired_from_it(impose, carla, farida, rina):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    impose(carla, "hide", kind="job", thing=job.pk)
    with pytest.raises(NotFound):
        make.make_bid(job, rina)
    with pytest.raises(JobNotOpen):
        accept_terms(by=carla, bid_id=bid.pk)


def test_a_hidden_profile_takes_its_services_along(impose, farida, carla, page, api):
    service = make.make_service(farida)
    impose(farida, "hide", kind="profile", thing=farida.profile.pk)
    assert page(carla).get(f"/talent/{farida.profile.pk}/").status_code == 404
    assert api().get("/api/v1/profiles/").json()["count"] == 0
    assert api().get("/api/v1/services/").json()["count"] == 0
    assert page().get(f"/services/{service.pk}/").status_code == 404
    assert "Moderators hid this." in text(page(farida).get(f"/talent/{farida.profile.pk}/"))


def test_a_hidden_service_and_a_hidden_client(impose, farida, carla, page, api):
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


def test_a_hidden_bid_is_gone_for_the_client_alone(impose, farida, carla, page, api):
    bid = make.make_bid(make.make_job(carla), farida)
    impose(farida, "hide", kind="bid", thing=bid.pk)
    assert not Bid.objects.visible_to(carla).exists()
    assert page(carla).get(f"/bids/{bid.pk}/").status_code == 404
    assert api(carla).get(f"/api/v1/jobs/{bid.job_id}/bids/").json()["count"] == 0
    assert page(farida).get(f"/bids/{bid.pk}/").status_code == 200


def test_a_hidden_message_loses_its_words_everywhere(impose, farida, carla, mitu, page, api):
    talk = make.make_bid(make.make_job(carla), farida).conversation_id
    rude = post_message(by=carla, conversation_id=talk, text="Send me a photo of yours.")
    made = impose(carla, "hide", kind="message", thing=rude.pk)
    for who in (carla, farida):
        assert "a photo of yours" not in text(page(who).get(f"/messages/{talk}/"))
        assert "Moderators hid this message." in text(page(who).get(f"/messages/{talk}/"))
        said = api(who).get(f"/api/v1/conversations/{talk}/messages/").json()["results"]
        assert "a photo of yours" not in str(said)
        assert "a photo of yours" not in text(page(who).get("/messages/"))
    undo_measure(by=mitu, measure_id=made.pk, reason="A slip.")
    assert Message.objects.get(pk=rude.pk).text == "Send me a photo of yours."
    assert "Send me a photo of yours." in text(page(farida).get(f"/messages/{talk}/"))


def test_a_hidden_review_counts_no_more(provider, carla, farida, impose, mitu, page):
    contract = story.released(provider, "100.00").milestone.contract
    words = {"quality": 1, "communication": 1, "timeliness": 1, "again": 1}
    mean = write_review(by=carla, contract_id=contract.pk, written={**words, "text": "She is a liar."})
    write_review(by=farida, contract_id=contract.pk, written={**words, "text": "They are liars."})
    assert Exchange.objects.get().revealed_at
    before = Profile.objects.values("review_count", "review_sum", "rating").get(user=farida)
    assert before["review_count"] == 1
    made = impose(carla, "hide", kind="review", thing=mean.pk)
    hide_review(review_id=mean.pk)
    now = Profile.objects.values("review_count", "review_sum", "rating").get(user=farida)
    assert (now["review_count"], now["review_sum"], now["rating"]) == (0, 0, Decimal(4))
    assert "She is a liar." not in text(page().get(f"/talent/{farida.profile.pk}/reviews/"))
    assert "She is a liar." not in text(page(farida).get(f"/contracts/{contract.pk}/"))
    assert ClientProfile.objects.get(user=carla).review_count == 1
    undo_measure(by=mitu, measure_id=made.pk, reason="It is her view.")
    show_review(review_id=mean.pk)
    assert Profile.objects.values("review_count", "review_sum", "rating").get(user=farida) == before


def test_of_two_hidings_the_last_one_to_end_shows_it(impose, carla, mitu):
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
def limited(impose):
    def made(person):
        impose(person, "limit", 7)
        return fresh(person)

    return made


def test_who_is_limited_begins_nothing_new_as_a_freelancer(limited, carla, farida, page, api):
    job, service = make.make_job(carla), make.make_service(farida)
    draft = create_service(by=farida, details=ServiceDetails(topic="data-entry", title_en="Typing"))
    farida = limited(farida)
    for act in (
        lambda: make.make_bid(job, farida),
        lambda: publish_service(by=farida, service_id=draft.pk),
    ):
        with pytest.raises(Limited):
            act()
    sent = {
        "amount": "120.00",
        "days": "10",
        "cover_letter": "I draw.",
        "title-0": "All",
        "amount-0": "120",
        "days-0": "10",
    }
    refused = page(farida).post(f"/jobs/{job.pk}/bid/", sent)
    assert not Bid.objects.exists()
    assert refused.status_code in (400, 403)
    bid = {"amount": {"amount": "120.00", "currency": "USD"}, "days": 10, "cover_letter": "I draw.", "milestones": []}
    answer = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", bid, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "limited")
    assert "/help/moderation/#steps" in answer.json()["help"]
    assert page().get(f"/talent/{farida.profile.pk}/").status_code == 200  # she is still found
    assert page().get(f"/services/{service.pk}/").status_code == 200


def test_who_is_limited_begins_nothing_new_as_a_client(limited, carla, farida, rina):
    job = make.make_job(carla)
    bid, service = make.make_bid(job, farida), make.make_service(rina)
    draft = create_job(by=carla, details=JobDetails.of(job))
    carla = limited(carla)
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


def test_who_is_limited_writes_to_those_she_talks_with_only(limited, carla, farida, rina):
    job = make.make_job(carla)
    known, new = make.make_bid(job, farida).conversation_id, make.make_bid(job, rina).conversation_id
    post_message(by=farida, conversation_id=known, text="Thank you!")
    carla = limited(carla)
    post_message(by=carla, conversation_id=known, text="When can you begin?")
    with pytest.raises(Limited):
        post_message(by=carla, conversation_id=new, text="Hello!")
    clock._offset = timedelta(days=8)
    post_message(by=carla, conversation_id=new, text="Hello!")


def test_a_program_hears_it_too(limited, carla, farida, rina, api):
    talk = make.make_bid(make.make_job(carla), rina).conversation_id
    sent = {"client_id": str(uuid.uuid4()), "text": "Hello!"}
    answer = api(limited(carla)).post(f"/api/v1/conversations/{talk}/messages/", sent, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "limited")


# Suspending and banning


SENTENCES = {  # what is told on every page, where something is refused, and to programs
    "suspend": ("Your account is suspended.", "Moderators suspended your account.", "suspended"),
    "ban": ("Your account is banned for good.", "Moderators banned your account for good.", "banned"),
}


@pytest.fixture(params=["suspend", "ban"])
def out(request, impose):
    """`out(carla)`: suspended, or banned."""

    def made(person):
        impose(person, request.param, 7 if request.param == "suspend" else None)
        return fresh(person)

    return made


def test_who_is_out_is_seen_nowhere(out, carla, farida, page, api, omar):
    job, service = make.make_job(carla), make.make_service(farida)
    out(carla), out(farida)
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


def test_a_bid_of_who_is_out_says_so_and_offers_no_hiring(out, carla, farida, page):
    bid = make.make_bid(make.make_job(carla), farida)
    place, hire = bid.get_absolute_url(), f"/bids/{bid.pk}/accept/"
    assert hire in text(page(carla).get(place))
    out(farida)
    shown = text(page(carla).get(place))
    assert hire not in shown
    assert "Cannot be hired now" in shown
    assert f'href="/talent/{farida.profile.pk}/"' not in shown.partition("<main")[2]
    with pytest.raises(NotVerified, match="Nobody can hire her here now"):
        accept_terms(by=carla, bid_id=bid.pk)


def test_pages_refuse_what_is_not_open(out, request, carla, page):
    banner, refusal, _code = SENTENCES[request.node.callspec.params["out"]]
    job = make.make_job(carla)
    browser = page(out(carla))
    assert banner in text(browser.get("/my-work/"))
    assert banner in text(browser.get("/measures/"))
    for path in (f"/jobs/{job.pk}/edit/", "/jobs/new/", f"/jobs/{job.pk}/prolong/", "/settings/tokens/"):
        refused = browser.post(path, {})
        assert refused.status_code == 403, path
        assert refusal in text(refused)
        assert 'href="/measures/"' in text(refused)
    if Job.objects.get(pk=job.pk).state == "open":  # a ban has taken it away
        assert browser.post(f"/jobs/{job.pk}/close/").status_code == 302
        assert Job.objects.get(pk=job.pk).state == "closed"
    assert browser.post("/settings/", {}).status_code in (200, 302, 400)
    assert browser.get("/jobs/").status_code == 200


def test_the_api_refuses_sessions_and_tokens_alike(out, request, carla, page, api):
    code = SENTENCES[request.node.callspec.params["out"]][2]
    _row, token = create_api_token(by=carla, name="Shop", scopes=["read", "work", "messages"], days=7)
    out(carla)
    bearer = api()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    for program in (bearer, page(fresh(carla))):
        answer = (
            program.post("/api/v1/jobs/", {}, content_type="application/json")
            if program is not bearer
            else (program.post("/api/v1/jobs/", {}, format="json"))
        )
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert program.get("/api/v1/measures/").status_code == 200
    assert bearer.post("/api/v1/blocks/", {"user": 987654}, format="json").status_code == 404  # open to her


def test_nothing_is_written_in_talk(out, carla, farida):
    talk = make.make_bid(make.make_job(carla), farida).conversation_id
    post_message(by=farida, conversation_id=talk, text="Thank you!")
    carla = out(carla)
    with pytest.raises(Suspended):
        post_message(by=carla, conversation_id=talk, text="Pay me outside.")


def test_after_signing_in_she_reads_why(out, carla, client):
    out(carla)
    sent = {"login": carla.email, "password": "amar-kaj-demo"}
    assert client.post("/accounts/login/", sent).url == "/measures/"


def test_her_money_and_running_work_go_on(provider, out, carla, farida, page, travel):
    """Of a suspended freelancer: she delivers, is paid, and her clocks run."""
    milestone = story.funded(provider, "100.00", client=carla, freelancer=farida)
    browser = page(out(farida))
    assert browser.get(f"/contracts/{milestone.contract_id}/").status_code == 200
    done = browser.post(f"/milestones/{milestone.pk}/submit/", {"note": "Here it is."})
    assert done.status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "submitted"
    travel(timedelta(days=15))  # the client is silent
    milestone.refresh_from_db()
    assert milestone.state == "released"
    assert browser.post("/money/payout/", {}).status_code != 403


def test_a_suspended_client_can_still_approve(provider, out, carla, farida):
    milestone = story.funded(provider, "100.00", client=carla, freelancer=farida)
    submit_work(by=farida, milestone_id=milestone.pk, note="Here it is.")
    approve_milestone(by=out(carla), milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert milestone.state == "released"


def test_who_is_banned_is_offered_no_draft_and_reads_until_when_to_appeal(impose, carla, page):
    impose(carla, "ban")
    browser = page(carla)
    offered = browser.get("/jobs/new/").content.decode()
    assert "You can write a draft now" not in offered
    assert 'name="title"' not in offered
    assert "You can appeal until" in browser.get("/measures/").content.decode()


def test_a_ban_taken_back_in_its_hours_gives_all_back(impose, farida, carla, mitu, moni, page):
    job, service = make.make_job(carla), make.make_service(farida)
    for person, place in ((farida, f"/services/{service.pk}/"), (carla, f"/jobs/{job.pk}/")):
        made = impose(person, "ban")
        assert page().get(place).status_code == 404
        for by in (mitu, moni):
            undo_measure(by=by, measure_id=made.pk, reason="It was another person.")
        assert page().get(place).status_code == 200


def test_a_ban_taken_back_later_lets_her_post_anew(impose, farida, carla, mitu, moni, page, travel):
    job, service = make.make_job(carla), make.make_service(farida)
    for person, place in ((farida, f"/services/{service.pk}/"), (carla, f"/jobs/{job.pk}/")):
        made = impose(person, "ban")
        assert page().get(place).status_code == 404
        travel(timedelta(hours=24))
        for by in (mitu, moni):
            undo_measure(by=by, measure_id=made.pk, reason="It was another person.")
    assert page().get(f"/services/{service.pk}/").status_code == 200
    browser = page(fresh(carla))  # a job that was removed is posted anew, since its bids have lapsed
    assert "Write it again as a new job" in text(browser.get(f"/jobs/{job.pk}/"))
    draft = browser.post(f"/jobs/{job.pk}/duplicate/").url.removesuffix("edit/")
    assert browser.post(f"{draft}publish/").status_code == 302
    assert page().get(draft).status_code == 200


def test_every_route_that_stays_open_exists():
    listed, _below = _listed()
    known = {*routes(), *(route.removeprefix("api/v1/") for route in routes())}
    assert sorted(listed - known) == []
