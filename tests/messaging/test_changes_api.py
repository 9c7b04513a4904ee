"""Replies, edits, reactions, pins and messages deleted for oneself, by their actions and over the API."""

import uuid
from datetime import timedelta

import pytest

from market.core.base.errors import NotFound
from market.messaging.actions import open_contact, post_message, post_system_message
from market.messaging.appending import BlockedByYou, ReplyUnknown, TextMissing
from market.messaging.changes.actions import (
    MAX_PINNED,
    EditTooLate,
    NotYours,
    TooManyPinned,
    delete_for_oneself,
    edit_message,
    pin,
    react,
)
from market.messaging.models import Message, MessageEdit
from market.realtime import push
from market.safety.actions import NotReachable, block_person


def say(by, conversation, text="Hello", **more):
    return post_message(by=by, conversation_id=conversation.pk, text=text, **more)


def url(conversation):
    return f"/api/v1/conversations/{conversation.pk}/messages/"


def message_url(conversation, seq):
    return f"/api/v1/conversations/{conversation.pk}/messages/{seq}/"


def reaction_url(conversation, seq):
    return f"/api/v1/conversations/{conversation.pk}/messages/{seq}/reaction/"


def pin_url(conversation, seq):
    return f"/api/v1/conversations/{conversation.pk}/messages/{seq}/pin/"


def last(api, person, conversation):
    return api(person).get(url(conversation)).json()["results"][-1]


@pytest.fixture
def pushed(monkeypatch):
    """What was pushed: (keys of users, frame)."""
    frames = []
    monkeypatch.setattr(push, "push_on_commit", lambda users, frame: frames.append((sorted(users), frame)))
    monkeypatch.setattr(
        "market.messaging.changes.actions.push_on_commit", lambda users, frame: frames.append((sorted(users), frame))
    )
    return frames


class TestReplies:
    def test_a_reply_shows_what_it_answers(self, api, conversation, carla, rahim):
        say(rahim, conversation, "Call me: 01711 123456")
        fields = {"client_id": str(uuid.uuid4()), "text": "I cannot see it", "reply_to": 1}
        sent = api(carla).post(url(conversation), fields)
        assert sent.status_code == 201
        assert sent.json()["reply_to"] == {"seq": 1, "sender": rahim.pk, "text": "Call me: •••", "file_count": 0}
        assert last(api, rahim, conversation)["reply_to"]["text"] == "Call me: •••"  # as the others read it
        open_contact([conversation.pk])
        assert last(api, carla, conversation)["reply_to"]["text"] == "Call me: 01711 123456"

    def test_a_long_original_is_clipped(self, api, conversation, carla, rahim):
        say(rahim, conversation, "ক" * 500)
        say(carla, conversation, "Yes", reply_to=1)
        assert len(last(api, carla, conversation)["reply_to"]["text"]) <= 161

    @pytest.mark.parametrize("seq", [2, 99, 2**62])
    def test_a_number_that_is_not_there_is_refused_and_nothing_is_written(self, api, conversation, carla, seq):
        say(carla, conversation)
        with pytest.raises(ReplyUnknown):
            say(carla, conversation, "Yes", reply_to=seq)
        fields = {"client_id": str(uuid.uuid4()), "text": "Yes", "reply_to": seq}
        refused = api(carla).post(url(conversation), fields)
        assert (refused.status_code, refused.json()["code"]) == (400, "reply_unknown")
        assert Message.objects.count() == 1

    def test_an_original_that_the_reader_deleted_is_not_quoted(self, api, conversation, carla, rahim):
        say(rahim, conversation, "Secret")
        say(carla, conversation, "Yes", reply_to=1)
        delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=1)
        assert last(api, carla, conversation)["reply_to"]["text"] == ""
        assert last(api, rahim, conversation)["reply_to"]["text"] == "Secret"


class TestEdits:
    def test_an_edit_is_marked_and_its_history_kept(self, api, conversation, carla, rahim, pushed):
        say(carla, conversation, "Helo")
        edited = api(carla).patch(message_url(conversation, 1), {"text": " Hello\n"})
        assert edited.json()["text"] == "Hello"
        seen = last(api, rahim, conversation)
        assert (seen["text"], bool(seen["edited_at"])) == ("Hello", True)
        assert [each.text for each in MessageEdit.objects.all()] == ["Helo"]
        change = {"type": "message.changed", "conversation": conversation.pk, "seq": 1}
        assert pushed == [(sorted([carla.pk, rahim.pk]), change)]

    def test_the_same_text_is_no_edit(self, conversation, carla, pushed):
        say(carla, conversation, "Hello")
        assert edit_message(by=carla, conversation_id=conversation.pk, seq=1, text="Hello ").edited_at is None
        assert not MessageEdit.objects.exists()
        assert not pushed

    def test_an_edit_after_five_minutes_is_refused(self, api, conversation, carla, travel):
        say(carla, conversation, "Helo")
        travel(timedelta(minutes=5))
        refused = api(carla).patch(message_url(conversation, 1), {"text": "Hello"})
        assert (refused.status_code, refused.json()["code"]) == (409, "edit_too_late")
        with pytest.raises(EditTooLate):
            edit_message(by=carla, conversation_id=conversation.pk, seq=1, text="Hello")
        assert Message.objects.get().text == "Helo"

    def test_messages_of_others_and_empty_texts_are_refused(self, conversation, carla, rahim, omar):
        say(carla, conversation)
        with pytest.raises(NotYours):
            edit_message(by=rahim, conversation_id=conversation.pk, seq=1, text="I owe you money")
        with pytest.raises(NotFound):
            edit_message(by=omar, conversation_id=conversation.pk, seq=1, text="I owe you money")
        with pytest.raises(TextMissing):
            edit_message(by=carla, conversation_id=conversation.pk, seq=1, text=" ")

    def test_system_messages_cannot_be_edited_or_marked(self, conversation, carla):
        post_system_message(conversation, "test.held")
        for act in (
            lambda: edit_message(by=carla, conversation_id=conversation.pk, seq=1, text="x"),
            lambda: react(by=carla, conversation_id=conversation.pk, seq=1, kind="like"),
            lambda: pin(by=carla, conversation_id=conversation.pk, seq=1, is_pinned=True),
            lambda: delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=1),
        ):
            with pytest.raises(NotFound):
                act()

    def test_contact_data_edited_in_is_masked(self, api, conversation, carla, rahim):
        say(carla, conversation, "Hello")
        own = api(carla).patch(message_url(conversation, 1), {"text": "Call 01711 123456"}).json()
        assert own["masked"]["parts"] == ["01711 123456"]
        assert last(api, rahim, conversation)["text"] == "Call •••"


class TestReactions:
    def test_a_person_has_one_reaction(self, api, conversation, carla, rahim, pushed):
        say(carla, conversation)
        for kind in ("like", "thanks", "thanks"):
            assert api(rahim).put(reaction_url(conversation, 1), {"kind": kind}).status_code == 200
        api(carla).put(reaction_url(conversation, 1), {"kind": "like"})
        assert last(api, carla, conversation)["reactions"] == [
            {"kind": "like", "users": [carla.pk]},
            {"kind": "thanks", "users": [rahim.pk]},
        ]
        assert len(pushed) == 3
        assert api(rahim).delete(reaction_url(conversation, 1)).status_code == 204
        assert last(api, carla, conversation)["reactions"] == [{"kind": "like", "users": [carla.pk]}]

    def test_an_unknown_kind_is_refused(self, api, conversation, carla):
        say(carla, conversation)
        refused = api(carla).put(reaction_url(conversation, 1), {"kind": "<script>"})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["kind"])

    def test_a_message_that_the_reader_deleted_gets_none(self, conversation, carla):
        say(carla, conversation)
        delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=1)
        with pytest.raises(NotFound):
            react(by=carla, conversation_id=conversation.pk, seq=1, kind="like")


class TestPins:
    def test_pinned_messages_stand_with_the_conversation(self, api, conversation, carla, rahim):
        for text in ("First", "Second"):
            say(carla, conversation, text)
        for seq in (2, 1, 2):
            assert api(rahim).put(pin_url(conversation, seq)).status_code == 204
        detail = f"/api/v1/conversations/{conversation.pk}/"
        assert [each["text"] for each in api(carla).get(detail).json()["pinned"]] == ["First", "Second"]
        api(carla).delete(pin_url(conversation, 1))
        delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=2)
        assert api(carla).get(detail).json()["pinned"] == []
        assert [each["seq"] for each in api(rahim).get(detail).json()["pinned"]] == [2]

    def test_there_is_a_most(self, conversation, carla):
        for _each in range(MAX_PINNED + 1):
            say(carla, conversation)
        for seq in range(1, MAX_PINNED + 1):
            pin(by=carla, conversation_id=conversation.pk, seq=seq, is_pinned=True)
        with pytest.raises(TooManyPinned):
            pin(by=carla, conversation_id=conversation.pk, seq=MAX_PINNED + 1, is_pinned=True)


class TestDeletionForOneself:
    def test_its_number_stays_and_others_keep_it(self, api, conversation, carla, rahim, pushed):
        say(rahim, conversation, "Secret")
        assert api(carla).delete(message_url(conversation, 1)).status_code == 204
        gone = last(api, carla, conversation)
        assert (gone["seq"], gone["text"], gone["is_deleted"]) == (1, "", True)
        assert api(carla).get("/api/v1/conversations/").json()["results"][0]["last_message"]["text"] == ""
        assert last(api, rahim, conversation)["text"] == "Secret"
        assert pushed == [([carla.pk], {"type": "message.changed", "conversation": conversation.pk, "seq": 1})]
        assert api(carla).delete(message_url(conversation, 1)).status_code == 204  # once more changes nothing


def test_nothing_changes_where_a_block_closed_the_conversation(conversation, carla, rahim):
    say(carla, conversation)
    block_person(by=rahim, person_id=carla.pk)
    for by, refusal in ((rahim, BlockedByYou), (carla, NotReachable)):
        for act in (
            lambda by: react(by=by, conversation_id=conversation.pk, seq=1, kind="like"),
            lambda by: pin(by=by, conversation_id=conversation.pk, seq=1, is_pinned=True),
            lambda by: edit_message(by=by, conversation_id=conversation.pk, seq=1, text="x"),
        ):
            with pytest.raises(refusal):
                act(by)
    delete_for_oneself(by=rahim, conversation_id=conversation.pk, seq=1)
