"""Blocks between users: in both directions, on every page, in every list and in notifications."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.models import User
from market.accounts.privacy.actions import close_account
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
from market.safety.models import Block, blocked_ids
from market.search import receivers
from market.search.finding import query_cache
from market.services.ordering.actions import OrderChoice, place_order
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def reload(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def service(farida):
    return make.make_service(farida)


@pytest.fixture(params=["freelancer blocks", "client blocks"])
def blocked_pair(request, carla, farida, job, service):
    """A block between Carla and Farida by either of them; nothing may reveal which one blocked."""
    by, other = (farida, carla) if request.param == "freelancer blocks" else (carla, farida)
    block_person(by=by, person_id=other.pk)
    carla.refresh_from_db()
    farida.refresh_from_db()
    return request.param


def test_apart_ids_work_in_both_directions(blocked_pair, carla, farida, rina):
    assert blocked_ids(carla) == {farida.pk}
    assert blocked_ids(farida) == {carla.pk}
    assert blocked_ids(rina) == set()


def test_lapsed_bid_across_a_block_sends_no_notification(job, carla, farida, rina):
    make.make_bid(job, farida)
    make.make_bid(job, rina)
    block_person(by=carla, person_id=farida.pk)
    close_job(by=reload(carla), job_id=job.pk)
    notifications = Notification.objects.filter(kind="bid.lapsed")
    assert set(notifications.values_list("user", flat=True)) == {rina.pk}


def test_blocked_users_are_excluded_from_each_others_lists(blocked_pair, page, carla, farida, omar, rina, job, service):
    freelancer_browser, client_browser = page(farida), page(carla)
    for path in ("/jobs/", "/jobs/?q=logo", "/search/?q=logo", "/"):
        assert f'href="{job.get_absolute_url()}"' not in text(freelancer_browser.get(path)), path
        assert f'href="{job.get_absolute_url()}"' in text(page(rina).get(path)), path
    for path in ("/talent/", "/talent/?q=Farida", "/search/?q=Farida", "/"):
        assert f'href="{farida.profile.get_absolute_url()}"' not in text(client_browser.get(path)), path
        assert f'href="{farida.profile.get_absolute_url()}"' in text(page(omar).get(path)), path
    for path in ("/services/", "/services/?q=logo"):
        assert service.get_absolute_url() not in text(client_browser.get(path)), path
        assert service.get_absolute_url() in text(page(omar).get(path)), path


def test_blocked_users_are_excluded_from_api_lists(blocked_pair, api, carla, farida, omar, rina):
    assert api(farida).get("/api/v1/jobs/").json()["count"] == 0
    assert api(rina).get("/api/v1/jobs/").json()["count"] == 1
    ids = [each["id"] for each in api(carla).get("/api/v1/profiles/").json()["results"]]
    assert farida.profile.pk not in ids
    assert farida.profile.pk in [each["id"] for each in api(omar).get("/api/v1/profiles/").json()["results"]]
    assert api(carla).get("/api/v1/services/").json()["count"] == 0


def test_similar_jobs_exclude_blocked_clients(carla, farida, rahim, api, page, job):
    own = make.make_job(rahim, title="Poster")
    path = f"/api/v1/jobs/{own.pk}/similar/"
    assert job.pk in [each["id"] for each in api(farida).get(path).json()["results"]]
    block_person(by=carla, person_id=farida.pk)
    assert api(farida).get(path).json()["results"] == []
    assert job.title not in text(page(farida).get(f"/jobs/{own.pk}/"))


def test_pages_of_the_other_user_return_404_across_a_block(blocked_pair, page, api, carla, farida, job, service):
    profile = farida.profile
    for path in (f"/talent/{profile.pk}/", f"/talent/{profile.pk}/history/", f"/services/{service.pk}/"):
        assert page(carla).get(path).status_code == 404, path
    for path in (f"profiles/{profile.pk}/", f"services/{service.pk}/"):
        assert api(carla).get(f"/api/v1/{path}").status_code == 404, path
    for path in (f"/jobs/{job.pk}/", f"/clients/{carla.pk}/", f"/jobs/{job.pk}/bid/"):
        assert page(farida).get(path).status_code == 404, path
    for path in (f"jobs/{job.pk}/", f"clients/{carla.pk}/"):
        assert api(farida).get(f"/api/v1/{path}").status_code == 404, path
    assert page(farida).get(f"/talent/{profile.pk}/").status_code == 200  # the own profile stays visible
    assert page(carla).get(f"/jobs/{job.pk}/").status_code == 200
    assert page().get(f"/talent/{profile.pk}/").status_code == 200


def test_bid_invitation_offer_and_order_are_refused_across_a_block(blocked_pair, api, carla, farida, job, service):
    payload = {"amount": {"amount": "50.00", "currency": "USD"}, "days": 3, "cover_letter": "I can.", "milestones": []}
    assert api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", payload, format="json").status_code == 404
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}).status_code == 404
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 404
    with pytest.raises(NotFound):
        make.make_offer_to(farida, carla)
    with pytest.raises(NotFound):
        place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    assert not Bid.objects.exists()


def test_earlier_client_cannot_make_an_offer_across_a_block(carla, farida):
    make.make_bid(make.make_job(carla), farida)
    block_person(by=farida, person_id=carla.pk)
    with pytest.raises(NotFound):
        make.make_offer_to(farida, carla)


@pytest.fixture
def bid(carla, farida, job):
    return make.make_bid(job, farida)


def test_open_bids_across_a_block_are_hidden_without_notification(bid, page, api, carla, farida, job):
    block_person(by=carla, person_id=farida.pk)
    assert bid.get_absolute_url() not in text(page(carla).get(f"/jobs/{job.pk}/"))
    closed = page(carla).get(bid.get_absolute_url())  # leads to the conversation, which stays
    assert (closed.status_code, closed["Location"]) == (302, bid.conversation.get_absolute_url())
    assert api(carla).get(f"/api/v1/jobs/{job.pk}/bids/").json()["results"] == []
    assert api(carla).post(f"/api/v1/bids/{bid.pk}/accept/").status_code == 404
    assert "Look at the new bids" not in text(page(carla).get("/my-work/"))
    answer = page(farida).get(bid.get_absolute_url())  # an own bid stays visible
    assert answer.status_code == 200
    with pytest.raises(NotReachable):
        propose_terms(by=farida, bid_id=bid.pk, terms=changed_terms())
    notification_count = carla.notifications.count()
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert carla.notifications.count() == notification_count


def changed_terms():
    return ProposedTerms(story.usd(90), 9, ())


def test_accepting_terms_across_a_block_is_refused(bid, carla, farida):
    propose_terms(by=carla, bid_id=bid.pk, terms=changed_terms())
    block_person(by=carla, person_id=farida.pk)
    with pytest.raises(NotReachable):
        accept_terms(by=farida, bid_id=bid.pk)


def test_direct_offer_of_a_blocked_client_is_hidden(carla, farida, page):
    offer = make.make_offer_to(farida, carla)
    block_person(by=farida, person_id=carla.pk)
    closed = page(farida).get(offer.get_absolute_url())
    assert (closed.status_code, closed["Location"]) == (302, offer.conversation.get_absolute_url())
    assert offer.job.title not in text(page(farida).get("/offers/"))
    assert "Answer the offer" not in text(page(farida).get("/my-work/"))
    assert page(carla).get(offer.get_absolute_url()).status_code == 200  # to the client it looks unanswered
    notification_count = farida.notifications.count()
    withdraw_bid(by=carla, bid_id=offer.pk)
    assert farida.notifications.count() == notification_count


def test_invitations_across_a_block_are_hidden_for_both(carla, farida, page, api, job):
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    block_person(by=farida, person_id=carla.pk)
    assert job.title not in text(page(farida).get("/invitations/"))
    assert page(farida).get(f"/invitations/{invitation.pk}/decline/").status_code == 404
    assert api(carla).get(f"/api/v1/jobs/{job.pk}/invitations/").json()["results"] == []
    assert "Farida" not in text(page(carla).get(f"/jobs/{job.pk}/"))
    notification_count = farida.notifications.count()
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20})
    assert farida.notifications.count() == notification_count


def test_conversation_across_a_block_is_closed_and_both_can_read_it(blocked_pair, carla, farida, omar, page, api):
    block = Block.objects.get()
    unblock_person(by=block.blocker, person_id=block.blocked_id)
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    place, messages = conversation.get_absolute_url(), f"/api/v1/conversations/{conversation.pk}/messages/"
    message = post_message(by=carla, conversation_id=conversation.pk, text="Send me your number.")
    assert count_unread(farida) == 1
    block_person(by=block.blocker, person_id=block.blocked_id)
    assert count_unread(farida) == 0
    blocker, blocked = block.blocker, block.blocked
    detail = f"/api/v1/conversations/{conversation.pk}/"
    for person in (blocker, blocked):
        rows = api(person).get("/api/v1/conversations/").json()["results"]
        assert [(each["is_closed"], each["unread"]) for each in rows] == [(True, 0)]
        assert place in text(page(person).get("/messages/"))
        assert api(person).get(messages).json()["results"][0]["text"] == "Send me your number."
        assert api(person).get(detail).json()["actions"] == []
        html = text(page(person).get(place))
        assert "Send me your number." in html
        assert "<textarea" not in html
        assert api(person).post(f"{detail}read/", {"seq": 1}).status_code == 200
    assert [each["read_seq"] for each in api(blocker).get(detail).json()["people"]] == [0, 0], "nothing moves"
    assert f'action="/block/{blocked.pk}/undo/"' in text(page(blocker).get(place))
    html = text(page(blocked).get(place))
    assert "This conversation is closed." in html
    assert "You have blocked" not in html
    assert f'action="/block/{blocker.pk}/undo/"' not in html
    assert api(omar).get(messages).status_code == 404, "a stranger does not learn that it exists"
    # the message can still be reported
    assert report_thing(by=farida, kind="message", thing_id=message.pk, reason="private").about == carla
    back = page(blocker).post(f"/block/{blocked.pk}/undo/", {"next": place})
    assert back.headers["Location"] == place
    assert api(farida).get("/api/v1/conversations/").json()["count"] == 1


def test_nobody_writes_across_a_block_and_each_is_told_why(blocked_pair, carla, farida, page, api):
    block = Block.objects.get()
    unblock_person(by=block.blocker, person_id=block.blocked_id)
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    place, messages = conversation.get_absolute_url(), f"/api/v1/conversations/{conversation.pk}/messages/"
    post_message(by=carla, conversation_id=conversation.pk, text="Send me your number.")
    block_person(by=block.blocker, person_id=block.blocked_id)
    sentences = {block.blocker: "You have blocked this person", block.blocked: "This conversation is closed."}
    for person, sentence in sentences.items():
        answer = api(person).post(messages, {"text": "Hello?", "client_id": str(uuid.uuid4())})
        assert (answer.status_code, answer.json()["code"]) == (403, "conversation_closed")
        assert sentence in answer.json()["detail"]
        refused = page(person).post(place, {"text": "What I wrote stays", "client_id": uuid.uuid4()})
        assert refused.status_code == 403
        assert sentence in text(refused)
        assert "What I wrote stays" in text(refused)
        for act in ({"act": "react", "kind": "like"}, {"act": "pin"}):
            refused = page(person).post(f"{place}1/", act)
            assert refused.status_code == 403
            assert sentence in text(refused)
        with pytest.raises(NotReachable):
            post_message(by=person, conversation_id=conversation.pk, text="Hello?")


def test_who_blocked_and_was_blocked_can_read_and_stays_apart(carla, farida, page):
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=conversation.pk, text="Answer me!")
    block_person(by=farida, person_id=carla.pk)
    block_person(by=carla, person_id=farida.pk)
    assert page(farida).get(conversation.get_absolute_url()).status_code == 200
    back = page(farida).post(f"/block/{carla.pk}/undo/", {"next": conversation.get_absolute_url()})
    assert back.headers["Location"] == "/settings/blocked/"
    html = text(page(farida).get(conversation.get_absolute_url()))
    assert "This conversation is closed." in html
    assert "You have blocked" not in html


@pytest.mark.parametrize("by_a_block", [True, False])
def test_a_block_reads_like_a_closed_account(carla, farida, page, api, by_a_block):
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=conversation.pk, text="Hello")
    if by_a_block:
        block_person(by=farida, person_id=carla.pk)
    else:
        close_account(by=farida, password="amar-kaj-demo")  # noqa: S106  # of the cast
    assert "This conversation is closed." in text(page(carla).get(conversation.get_absolute_url()))
    assert 'aria-label="Closed"' in text(page(carla).get("/messages/"))
    body = {"text": "Are you there?", "client_id": str(uuid.uuid4())}
    answer = api(carla).post(f"/api/v1/conversations/{conversation.pk}/messages/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "conversation_closed")
    assert answer.json()["detail"] == "This conversation is closed."
    reaction = api(carla).put(f"/api/v1/conversations/{conversation.pk}/messages/1/reaction/", {"kind": "like"})
    assert (reaction.status_code, reaction.json()) == (403, answer.json())
    assert api(carla).get("/api/v1/conversations/").json()["results"][0]["is_closed"] is True


def test_unread_message_across_a_block_sends_no_notification(carla, farida, run_jobs, mailbox, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(message_tell_minutes=0)
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=conversation.pk, text="Answer me!")
    block_person(by=farida, person_id=carla.pk)
    notify_of_unread()
    assert not farida.notifications.filter(kind="message.waiting").exists()


def test_waiting_notification_is_marked_read_by_a_block(carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(message_tell_minutes=0)
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=conversation.pk, text="Answer me!")
    notify_of_unread()
    assert farida.notifications.get(kind="message.waiting").read_at is None
    block_person(by=farida, person_id=carla.pk)
    assert farida.notifications.get(kind="message.waiting").read_at is not None


def test_running_contract_continues_across_a_block(provider, carla, farida, page, api):
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
    other_conversation_id = open_other_conversation(carla, farida)
    with pytest.raises(NotReachable):
        post_message(by=carla, conversation_id=other_conversation_id, text="And besides?")
    story.approve_milestone(by=carla, milestone_id=story.submit(milestone).pk)
    contract.refresh_from_db()
    assert contract.state == "completed"
    for person in (carla, farida):
        with pytest.raises(NotReachable):
            post_message(by=person, conversation_id=contract.conversation_id, text="One more thing.")
        # the record of the contract stays visible
        assert page(person).get(contract.get_absolute_url()).status_code == 200
    assert count_unread(farida) == 0


def open_other_conversation(client, freelancer):
    return get_or_open_thread(None, client, freelancer).conversation_id


def test_hire_again_is_hidden_across_a_block(provider, carla, farida, page):
    contract = story.released(provider, "50.00", client=carla, freelancer=farida).milestone.contract
    browser = page(carla)
    for path in ("/contracts/", contract.get_absolute_url()):
        assert f"{contract.get_absolute_url()}hire-again/" in text(browser.get(path)), path
    block_person(by=farida, person_id=carla.pk)
    for path in ("/contracts/", contract.get_absolute_url()):
        assert "hire-again" not in text(browser.get(path)), path


def test_unpaid_order_does_not_count_as_running_work(carla, farida, service):
    order = place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk))
    block_person(by=carla, person_id=farida.pk)
    with pytest.raises(NotReachable):
        post_message(by=carla, conversation_id=order.contract.conversation_id, text="Hello?")
    with pytest.raises(NotReachable):
        story.fund_milestone(by=reload(carla), milestone_id=order.contract.milestones.get().pk, site=story.SITE)


def test_blocking_strangers_oneself_and_staff_is_refused(carla, farida, omar, mitu, job):
    with pytest.raises(NotFound):
        block_person(by=farida, person_id=omar.pk)  # counting ids does not reveal users
    with pytest.raises(NotFound):
        block_person(by=farida, person_id=10**9)
    with pytest.raises(OwnThing):
        block_person(by=farida, person_id=farida.pk)
    make.make_bid(job, farida)  # they are in touch, otherwise a moderator would not be found
    User.objects.filter(pk=carla.pk).update(roles=["moderator"])
    with pytest.raises(StaffNotBlocked):
        block_person(by=farida, person_id=carla.pk)
    with pytest.raises(StaffNotBlocked):
        block_person(by=mitu, person_id=farida.pk)
    assert not Block.objects.exists()


def test_mutual_block_ends_only_when_both_unblock(carla, farida, page, job):
    block_person(by=carla, person_id=farida.pk)
    block_person(by=farida, person_id=carla.pk)
    unblock_person(by=carla, person_id=farida.pk)
    assert page(farida).get(f"/jobs/{job.pk}/").status_code == 404
    unblock_person(by=farida, person_id=carla.pk)
    assert page(farida).get(f"/jobs/{job.pk}/").status_code == 200
    assert job.title in text(page(farida).get("/jobs/"))


def test_stale_query_cache_still_hides_blocked_users(carla, farida, page, job, monkeypatch):
    """The query cache of another process is not cleared and still holds the job: the page must leave it out."""
    monkeypatch.setattr(query_cache, "TIMES", 10**6)
    User.objects.filter(pk=farida.pk).update(has_blocks=True)
    browser = page(farida)
    assert job.title in text(browser.get("/jobs/"))
    monkeypatch.setattr(receivers.query_cache.results, "clear_now_and_on_commit", lambda: None)
    block_person(by=carla, person_id=farida.pk)
    assert job.title not in text(browser.get("/jobs/"))
    query_cache.results.clear()


@pytest.mark.parametrize("path", ["/jobs/", "/talent/", "/services/"])
def test_blocks_add_at_most_one_query_to_a_list(path, carla, farida, job, service, page, django_assert_max_num_queries):
    browser = page(farida)

    def queries():
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        # The weights of the ranking are read anew every few seconds.
        return [each["sql"] for each in captured.captured_queries if "rankingversion" not in each["sql"]]

    queries_before = queries()
    assert path == "/jobs/" or not any("safety_block" in sql for sql in queries_before if "messaging_" not in sql)
    block_person(by=farida, person_id=make_client().pk)
    assert len(queries()) <= len(queries_before) + 1


def make_client():
    other = make.make_person("Karim")
    make.make_job(other)
    return other
