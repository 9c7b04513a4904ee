"""The list's filters, and archiving and muting a conversation for oneself."""

import uuid
from datetime import timedelta

import pytest

from market.messaging.actions import mark_read, notify_of_unread, open_conversation, post_message
from market.messaging.models import Member
from market.messaging.queries import recent_conversations
from market.messaging.sorting.actions import sort_conversation
from market.messaging.sorting.queries import count_by_filter, filtered_conversations
from market.notifications.models import Notification
from tests.messaging.test_views import text_of

LIST = "/api/v1/conversations/"


def write(by, conversation, text="Hello"):
    return post_message(by=by, conversation_id=conversation.pk, text=text)


def titles(user, code=""):
    return [each.title for each in filtered_conversations(user, code)]


@pytest.fixture
def other(carla, farida):
    return open_conversation(title="A poster", address="", people=[carla, farida])


def archive(user, conversation, *, is_archived=True):
    sort_conversation(by=user, conversation_id=conversation.pk, is_archived=is_archived)


class TestArchive:
    def test_an_archived_conversation_leaves_the_list_until_the_next_message(self, conversation, other, carla, rahim):
        write(rahim, conversation)
        archive(carla, conversation)
        assert titles(carla) == ["A poster"]
        assert titles(carla, "archived") == ["Logo for a shop"]
        assert [each.title for each in recent_conversations(carla)] == ["A poster"]
        assert titles(rahim) == ["Logo for a shop"]
        write(rahim, conversation)
        assert titles(carla) == ["Logo for a shop", "A poster"]
        assert titles(carla, "archived") == []

    def test_one_without_messages_can_be_archived(self, conversation, carla):
        archive(carla, conversation)
        assert titles(carla) == []
        archive(carla, conversation, is_archived=False)
        assert titles(carla) == ["Logo for a shop"]

    def test_the_list_works_without_script(self, page, conversation, other, carla, rahim):
        write(rahim, conversation)
        browser, here = page(carla), f"/messages/{conversation.pk}/"
        answer = browser.post(f"{here}sort/", {"do": "archive", "next": "/messages/?filter=unread"})
        assert answer.headers["Location"] == "/messages/?filter=unread"
        words = text_of(browser.get("/messages/"), "<main")
        assert "The conversation is archived" in words
        assert "Logo for a shop" not in words
        assert 'value="unarchive"' in browser.get("/messages/?filter=archived").content.decode()
        assert "Logo for a shop" in text_of(browser.get("/messages/?filter=unread"))
        assert browser.post(f"{here}sort/", {"do": "archive", "next": here}).headers["Location"] == "/messages/"
        assert browser.post(f"{here}sort/", {"do": "mute", "next": here}).headers["Location"] == here
        assert browser.post(f"{here}sort/", {"do": "burn"}).status_code == 400

    def test_others_cannot(self, page, conversation, omar):
        assert page(omar).post(f"/messages/{conversation.pk}/sort/", {"do": "archive"}).status_code == 404


class TestFilters:
    def test_unread_are_those_with_messages_of_others(self, conversation, other, carla, rahim):
        write(carla, other)
        message = write(rahim, conversation)
        archive(carla, conversation)
        assert titles(carla, "unread") == ["Logo for a shop"]  # where the number in the bar comes from
        mark_read(by=carla, conversation_id=conversation.pk, seq=message.seq)
        assert titles(carla, "unread") == []

    def test_counts_are_one_query(self, conversation, other, carla, rahim, django_assert_num_queries):
        write(rahim, conversation)
        archive(carla, other)
        with django_assert_num_queries(1):
            assert count_by_filter(carla) == {"": 1, "unread": 1, "contract": 0, "archived": 1}

    def test_the_filter_says_the_number_of_the_bar(self, page, conversation, other, carla, rahim, farida):
        for _time in range(2):
            write(rahim, conversation)
        write(farida, other)
        html = page(carla).get("/messages/").content.decode()
        number = '<span class="count" data-live="messages">3</span>'
        assert f'href="/messages/?filter=unread">Unread{number}</a>' in html
        assert html.count(number) >= 2

    @pytest.mark.parametrize(
        ("code", "title"),
        [("unread", "Nothing unread"), ("contract", "No conversation has a contract"), ("archived", "Nothing arch")],
    )
    def test_an_empty_filter_says_so_and_leads_back(self, page, conversation, carla, code, title):
        words = text_of(page(carla).get(f"/messages/?filter={code}"))
        assert title in words
        assert "All conversations" in words

    def test_a_list_of_archived_ones_alone_leads_to_them(self, page, conversation, carla):
        archive(carla, conversation)
        assert "See archived conversations" in text_of(page(carla).get("/messages/"))

    def test_an_unknown_filter_of_the_page_is_none(self, page, conversation, carla):
        assert "Logo for a shop" in text_of(page(carla).get("/messages/?filter=rubbish"))


class TestMute:
    def test_a_muted_conversation_notifies_of_no_message(self, conversation, other, carla, rahim, farida, travel):
        sort_conversation(by=carla, conversation_id=conversation.pk, is_muted=True)
        write(rahim, conversation)
        write(farida, other)
        travel(timedelta(minutes=5))
        notify_of_unread()
        assert [each.url for each in Notification.objects.filter(user=carla)] == [other.get_absolute_url()]

    def test_it_counts_as_unread_and_says_that_it_is_muted(self, page, conversation, carla, rahim):
        sort_conversation(by=carla, conversation_id=conversation.pk, is_muted=True)
        write(rahim, conversation)
        html = page(carla).get("/messages/").content.decode()
        assert 'aria-label="Muted"' in html
        assert titles(carla, "unread") == ["Logo for a shop"]
        assert 'aria-label="Muted"' in page(carla).get(conversation.get_absolute_url()).content.decode()
        assert 'aria-label="Muted"' not in page(rahim).get("/messages/").content.decode()


class TestApi:
    def test_a_conversation_is_archived_and_muted(self, api, conversation, carla, rahim):
        write(rahim, conversation)
        client, address = api(carla), f"{LIST}{conversation.pk}/"
        answer = client.patch(address, {"is_muted": True, "is_archived": True}).json()
        assert (answer["is_muted"], answer["is_archived"], answer["actions"]) == (True, True, [])
        assert client.get(LIST).json()["results"] == []
        assert client.get(f"{LIST}?filter=archived").json()["results"][0]["is_archived"] is True
        assert client.patch(address, {"is_archived": False}).json()["is_muted"] is True
        assert client.get(f"{LIST}?filter=unread").json()["count"] == 1
        assert client.get(f"{LIST}?filter=contract").json()["count"] == 0
        assert Member.objects.get(user=carla).archived_seq is None

    def test_bad_input(self, api, conversation, carla, omar):
        refused = api(carla).get(f"{LIST}?filter=rubbish")
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["filter"])
        address = f"{LIST}{conversation.pk}/"
        assert api(carla).patch(address, {"is_muted": "perhaps"}).status_code == 400
        assert api(omar).patch(address, {"is_muted": True}).status_code == 404
        assert api(carla).patch(f"{LIST}{10**18}/", {"is_muted": True}).status_code == 404

    def test_sending_again_changes_nothing_of_it(self, api, conversation, carla):
        sort_conversation(by=carla, conversation_id=conversation.pk, is_archived=True)
        body = {"client_id": str(uuid.uuid4()), "text": "Hello"}
        api(carla).post(f"{LIST}{conversation.pk}/messages/", body)
        assert titles(carla) == ["Logo for a shop"]  # the user's own message brings it back too


class TestDraft:
    def test_it_waits_on_every_device_until_a_message_is_sent(self, page, api, conversation, carla, rahim):
        address = f"{LIST}{conversation.pk}/"
        answer = api(carla).patch(address, {"draft": "আমি ভাবছি"}).json()
        assert (answer["draft"], answer["draft_at"][-1]) == ("আমি ভাবছি", "Z")
        browser = page(carla)
        here = conversation.get_absolute_url()
        html = browser.get(here).content.decode()
        assert ">আমি ভাবছি</textarea>" in html
        assert "data-draft-at=" in html
        assert "Draft: আমি ভাবছি" in text_of(browser.get("/messages/"))
        write(rahim, conversation)
        assert Member.objects.get(user=carla).draft  # of the other side's message it knows nothing
        browser.post(here, {"text": "Sent", "client_id": uuid.uuid4()})
        assert (Member.objects.get(user=carla).draft, Member.objects.get(user=carla).draft_at) == ("", None)
        assert "আমি ভাবছি" not in browser.get(here).content.decode()

    def test_another_message_leaves_it(self, conversation, carla):
        sort_conversation(by=carla, conversation_id=conversation.pk, draft="And then \n")
        write(carla, conversation)
        assert Member.objects.get(user=carla).draft
        post_message(by=carla, conversation_id=conversation.pk, text="And then the colours")
        assert not Member.objects.get(user=carla).draft

    def test_nobody_else_reads_it(self, page, api, conversation, carla, rahim):
        sort_conversation(by=carla, conversation_id=conversation.pk, draft="My secret thought")
        assert api(rahim).get(f"{LIST}{conversation.pk}/").json()["draft"] == ""
        for address in ("/messages/", conversation.get_absolute_url()):
            assert "secret" not in page(rahim).get(address).content.decode()

    def test_what_a_link_begins_comes_first(self, page, conversation, carla):
        sort_conversation(by=carla, conversation_id=conversation.pk, draft="Old draft")
        html = page(carla).get(f"{conversation.get_absolute_url()}?text=Begun").content.decode()
        assert ">Begun</textarea>" in html
        assert "data-begun" in html
        assert "data-draft-at" not in html

    def test_a_draft_is_as_long_as_a_message(self, api, conversation, carla):
        client, address = api(carla), f"{LIST}{conversation.pk}/"
        assert client.patch(address, {"draft": "x" * 5001}).status_code == 400
        assert client.patch(address, {"draft": "x" * 5000}).status_code == 200
        assert client.patch(address, {"draft": ""}).json()["draft_at"] is None
