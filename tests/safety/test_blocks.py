"""Keeping a person away: both ways, on every page, in every list, and in what is told."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.models import User
from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.errors import NotFound
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.postings.actions import change_job
from market.jobs.questions.actions import get_or_open_thread, start_conversation
from market.messaging.actions import notify_of_unread, post_message
from market.messaging.queries import count_unread
from market.notifications.models import Notification
from market.safety.actions import NotReachable, OwnThing, StaffNotBlocked, block_person, report_thing, unblock_person
from market.safety.models import Block, apart_ids
from market.search import query_cache, receivers
from market.services.ordering.actions import OrderChoice, place_order
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def service(farida):
    return make.make_service(farida)


@pytest.fixture(params=["she blocked", "she was blocked"])
def apart(request, carla, farida, job, service):
    """Carla and Farida, kept apart by one of them; then nothing may tell which."""
    by, other = (farida, carla) if request.param == "she blocked" else (carla, farida)
    block_person(by=by, person_id=other.pk)
    carla.refresh_from_db()
    farida.refresh_from_db()
    return request.param


def test_who_is_apart_as_numbers(apart, carla, farida, rina):
    assert apart_ids(carla) == {farida.pk}
    assert apart_ids(farida) == {carla.pk}
    assert apart_ids(rina) == set()


def test_a_bid_that_lapses_across_a_block_is_not_told(job, carla, farida, rina):
    make.make_bid(job, farida)
    make.make_bid(job, rina)
    block_person(by=carla, person_id=farida.pk)
    close_job(by=fresh(carla), job_id=job.pk)
    told = Notification.objects.filter(kind="bid.lapsed")
    assert set(told.values_list("user", flat=True)) == {rina.pk}


def test_each_is_gone_from_the_lists_of_the_other(apart, page, carla, farida, omar, rina, job, service):
    hers, theirs = page(farida), page(carla)
    for path in ("/jobs/", "/jobs/?q=logo", "/search/?q=logo", "/"):
        assert job.title not in text(hers.get(path)), path
        assert job.title in text(page(rina).get(path)), path
    for path in ("/talent/", "/talent/?q=Farida", "/search/?q=Farida", "/"):
        assert f'href="{farida.profile.get_absolute_url()}"' not in text(theirs.get(path)), path
        assert f'href="{farida.profile.get_absolute_url()}"' in text(page(omar).get(path)), path
    for path in ("/services/", "/services/?q=logo"):
        assert service.get_absolute_url() not in text(theirs.get(path)), path
        assert service.get_absolute_url() in text(page(omar).get(path)), path


def test_each_is_gone_from_the_lists_of_the_api(apart, api, carla, farida, omar, rina):
    assert api(farida).get("/api/v1/jobs/").json()["count"] == 0
    assert api(rina).get("/api/v1/jobs/").json()["count"] == 1
    ids = [each["id"] for each in api(carla).get("/api/v1/profiles/").json()["results"]]
    assert farida.profile.pk not in ids
    assert farida.profile.pk in [each["id"] for each in api(omar).get("/api/v1/profiles/").json()["results"]]
    assert api(carla).get("/api/v1/services/").json()["count"] == 0


def test_similar_jobs_leave_the_other_out(carla, farida, rahim, api, page, job):
    own = make.make_job(rahim, title="Poster")
    path = f"/api/v1/jobs/{own.pk}/similar/"
    assert job.pk in [each["id"] for each in api(farida).get(path).json()["results"]]
    block_person(by=carla, person_id=farida.pk)
    assert api(farida).get(path).json()["results"] == []
    assert job.title not in text(page(farida).get(f"/jobs/{own.pk}/"))


def test_pages_are_as_if_not_there(apart, page, api, carla, farida, job, service):
    profile = farida.profile
    for path in (f"/talent/{profile.pk}/", f"/talent/{profile.pk}/history/", f"/services/{service.pk}/"):
        assert page(carla).get(path).status_code == 404, path
    for path in (f"profiles/{profile.pk}/", f"services/{service.pk}/"):
        assert api(carla).get(f"/api/v1/{path}").status_code == 404, path
    for path in (f"/jobs/{job.pk}/", f"/clients/{carla.pk}/", f"/jobs/{job.pk}/bid/"):
        assert page(farida).get(path).status_code == 404, path
    for path in (f"jobs/{job.pk}/", f"clients/{carla.pk}/"):
        assert api(farida).get(f"/api/v1/{path}").status_code == 404, path
    assert page(farida).get(f"/talent/{profile.pk}/").status_code == 200  # her own stays hers
    assert page(carla).get(f"/jobs/{job.pk}/").status_code == 200
    assert page().get(f"/talent/{profile.pk}/").status_code == 200


def test_nothing_new_begins(apart, api, carla, farida, job, service):
    sent = {"amount": {"amount": "50.00", "currency": "USD"}, "days": 3, "cover_letter": "I can.", "milestones": []}
    assert api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", sent, format="json").status_code == 404
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}).status_code == 404
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 404
    with pytest.raises(NotFound):
        make.make_offer_to(farida, carla)
    with pytest.raises(NotFound):
        place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    assert not Bid.objects.exists()


def test_who_dealt_with_her_before_cannot_offer_either(carla, farida):
    make.make_bid(make.make_job(carla), farida)
    block_person(by=farida, person_id=carla.pk)
    with pytest.raises(NotFound):
        make.make_offer_to(farida, carla)


@pytest.fixture
def bid(carla, farida, job):
    return make.make_bid(job, farida)


def test_the_client_sees_none_of_her_open_bids_and_she_is_told_nothing(bid, page, api, carla, farida, job):
    block_person(by=carla, person_id=farida.pk)
    assert bid.get_absolute_url() not in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert page(carla).get(bid.get_absolute_url()).status_code == 404
    assert api(carla).get(f"/api/v1/jobs/{job.pk}/bids/").json()["results"] == []
    assert api(carla).post(f"/api/v1/bids/{bid.pk}/accept/").status_code == 404
    assert "Look at the new bids" not in text(page(carla).get("/my-work/"))
    shown = page(farida).get(bid.get_absolute_url())  # what she wrote herself stays hers, as it was
    assert shown.status_code == 200
    with pytest.raises(NotReachable):
        propose_terms(by=farida, bid_id=bid.pk, terms=story_offer())
    told = carla.notifications.count()
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert carla.notifications.count() == told


def story_offer():
    return ProposedTerms(story.usd(90), 9, ())


def test_terms_are_not_accepted_across_a_block(bid, carla, farida):
    propose_terms(by=carla, bid_id=bid.pk, terms=story_offer())
    block_person(by=carla, person_id=farida.pk)
    with pytest.raises(NotReachable):
        accept_terms(by=farida, bid_id=bid.pk)


def test_a_direct_offer_is_gone_for_whom_it_was_made(carla, farida, page):
    offer = make.make_offer_to(farida, carla)
    block_person(by=farida, person_id=carla.pk)
    assert page(farida).get(offer.get_absolute_url()).status_code == 404
    assert offer.job.title not in text(page(farida).get("/offers/"))
    assert "Answer the direct offer" not in text(page(farida).get("/my-work/"))
    assert page(carla).get(offer.get_absolute_url()).status_code == 200  # it seems unanswered to its maker
    told = farida.notifications.count()
    withdraw_bid(by=carla, bid_id=offer.pk)
    assert farida.notifications.count() == told


def test_invitations_are_gone_both_ways(carla, farida, page, api, job):
    asked = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    block_person(by=farida, person_id=carla.pk)
    assert job.title not in text(page(farida).get("/invitations/"))
    assert page(farida).get(f"/invitations/{asked.pk}/decline/").status_code == 404
    assert api(carla).get(f"/api/v1/jobs/{job.pk}/invitations/").json()["results"] == []
    assert "Farida" not in text(page(carla).get(f"/jobs/{job.pk}/"))
    told = farida.notifications.count()
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20})
    assert farida.notifications.count() == told


def test_a_talk_is_gone_and_closed_for_both(apart, carla, farida, omar, rina, page, api):
    block = Block.objects.get()
    unblock_person(by=block.blocker, person_id=block.blocked_id)
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    said = post_message(by=carla, conversation_id=talk.pk, text="Send me your number.")
    assert count_unread(farida) == 1
    block_person(by=block.blocker, person_id=block.blocked_id)
    assert count_unread(farida) == 0
    sent = {"text": "Hello?", "client_id": str(uuid.uuid4())}
    for person in (carla, farida):
        assert api(person).get("/api/v1/conversations/").json()["count"] == 0
        assert talk.get_absolute_url() not in text(page(person).get("/messages/"))
        for answer in (
            api(person).post(f"/api/v1/conversations/{talk.pk}/messages/", sent),
            api(person).get(f"/api/v1/conversations/{talk.pk}/messages/"),
            api(person).post(f"/api/v1/conversations/{talk.pk}/read/", {"seq": 1}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_reachable")
        refused = page(person).post(talk.get_absolute_url(), {"text": "Hello?", "client_id": uuid.uuid4()})
        assert refused.status_code == 403
        assert "You cannot reach each other here." in text(refused)
        with pytest.raises(NotReachable):
            post_message(by=person, conversation_id=talk.pk, text="Hello?")
    assert api(omar).get(f"/api/v1/conversations/{talk.pk}/messages/").status_code == 404  # learns nothing
    # what was said can still be reported
    assert report_thing(by=farida, kind="message", thing_id=said.pk, reason="private").about == carla
    unblock_person(by=block.blocker, person_id=block.blocked_id)
    assert count_unread(farida) == 1
    assert api(farida).get("/api/v1/conversations/").json()["count"] == 1


def test_nothing_is_told_of_what_the_other_wrote_before(carla, farida, run_jobs, mailbox, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(message_tell_minutes=0)
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=talk.pk, text="Answer me!")
    block_person(by=farida, person_id=carla.pk)
    notify_of_unread()
    assert not farida.notifications.filter(kind="message.waiting").exists()


def test_a_mail_that_waits_is_not_sent_after_the_block(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(message_tell_minutes=0)
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=talk.pk, text="Answer me!")
    notify_of_unread()
    assert farida.notifications.get(kind="message.waiting").read_at is None
    block_person(by=farida, person_id=carla.pk)
    assert farida.notifications.get(kind="message.waiting").read_at is not None


def test_a_contract_that_runs_goes_on(provider, carla, farida, page, api):
    milestone = story.funded(provider)
    contract = milestone.contract
    path = f"/block/{carla.pk}/"
    assert "You work together now" in text(page(farida).get(path))
    assert "You work together now" in text(page(farida).post(path, follow=True))
    for person in (carla, farida):
        assert page(person).get(contract.get_absolute_url()).status_code == 200
        assert page(person).get(contract.conversation.get_absolute_url()).status_code == 200
    for person in (farida, carla):
        post_message(by=person, conversation_id=contract.conversation_id, text="The files are coming.")
    assert count_unread(farida) == 1
    other = open_other_talk(carla, farida)
    with pytest.raises(NotReachable):
        post_message(by=carla, conversation_id=other, text="And besides?")
    story.approve_milestone(by=carla, milestone_id=story.submit(milestone).pk)
    contract.refresh_from_db()
    assert contract.state == "completed"
    for person in (carla, farida):
        with pytest.raises(NotReachable):
            post_message(by=person, conversation_id=contract.conversation_id, text="One more thing.")
        assert page(person).get(contract.get_absolute_url()).status_code == 200  # her accounts stay hers
    assert count_unread(farida) == 0


def open_other_talk(client, freelancer):
    return get_or_open_thread(None, client, freelancer).conversation_id


def test_whom_a_block_keeps_away_is_not_offered_for_hire_again(provider, carla, farida, page):
    contract = story.released(provider, "50.00", client=carla, freelancer=farida).milestone.contract
    browser = page(carla)
    for path in ("/contracts/", contract.get_absolute_url()):
        assert f"{contract.get_absolute_url()}hire-again/" in text(browser.get(path)), path
    block_person(by=farida, person_id=carla.pk)
    for path in ("/contracts/", contract.get_absolute_url()):
        assert "hire-again" not in text(browser.get(path)), path


def test_an_unpaid_order_is_no_work_that_runs(carla, farida, service):
    order = place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    block_person(by=carla, person_id=farida.pk)
    with pytest.raises(NotReachable):
        post_message(by=carla, conversation_id=order.contract.conversation_id, text="Hello?")
    with pytest.raises(NotReachable):
        story.fund_milestone(by=fresh(carla), milestone_id=order.contract.milestones.get().pk, site=story.SITE)


def test_who_can_be_blocked(carla, farida, omar, mitu, job):
    with pytest.raises(NotFound):
        block_person(by=farida, person_id=omar.pk)  # nobody learns of him by counting
    with pytest.raises(NotFound):
        block_person(by=farida, person_id=10**9)
    with pytest.raises(OwnThing):
        block_person(by=farida, person_id=farida.pk)
    make.make_bid(job, farida)  # they have talked: a moderator is met nowhere else
    User.objects.filter(pk=carla.pk).update(roles=["moderator"])
    with pytest.raises(StaffNotBlocked):
        block_person(by=farida, person_id=carla.pk)
    with pytest.raises(StaffNotBlocked):
        block_person(by=mitu, person_id=farida.pk)
    assert not Block.objects.exists()


def test_who_was_blocked_can_block_too_and_both_have_to_undo(carla, farida, page, job):
    block_person(by=carla, person_id=farida.pk)
    block_person(by=farida, person_id=carla.pk)
    unblock_person(by=carla, person_id=farida.pk)
    assert page(farida).get(f"/jobs/{job.pk}/").status_code == 404
    unblock_person(by=farida, person_id=carla.pk)
    assert page(farida).get(f"/jobs/{job.pk}/").status_code == 200
    assert job.title in text(page(farida).get("/jobs/"))


def test_an_answer_kept_from_a_moment_ago_hides_her_all_the_same(carla, farida, page, job, monkeypatch):
    """Another process does not hear of the block: its kept order still holds the job, and the page leaves it out."""
    monkeypatch.setattr(query_cache, "TIMES", 10**6)
    User.objects.filter(pk=farida.pk).update(has_blocks=True)
    browser = page(farida)
    assert job.title in text(browser.get("/jobs/"))
    monkeypatch.setattr(receivers.query_cache.results, "clear_now_and_on_commit", lambda: None)
    block_person(by=carla, person_id=farida.pk)
    assert job.title not in text(browser.get("/jobs/"))
    query_cache.results.clear()


@pytest.mark.parametrize("path", ["/jobs/", "/talent/", "/services/"])
def test_a_list_costs_nothing_more_without_blocks_and_one_statement_with(
    path, carla, farida, job, service, page, django_assert_max_num_queries
):
    browser = page(farida)

    def cost():
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        return [each["sql"] for each in asked.captured_queries]

    before = cost()
    assert path == "/jobs/" or not any("safety_block" in sql for sql in before if "messaging_" not in sql)
    block_person(by=farida, person_id=make_client().pk)
    assert len(cost()) <= len(before) + 1


def make_client():
    other = make.make_person("Karim")
    make.make_job(other)
    return other
