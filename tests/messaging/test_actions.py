"""Every write to a conversation."""

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from market.core.base import clock
from market.core.base.errors import NotFound, TooMany
from market.core.base.money import Money
from market.core.text.locale import override
from market.messaging.actions import mark_read, open_contact, open_conversation, post_message, post_system_message
from market.messaging.appending import (
    APPEND,
    MAX_TEXT_LENGTH,
    AppendResult,
    MessageDraft,
    TextMissing,
    TextTooLong,
    append_parameters,
)
from market.messaging.models import Message
from market.messaging.queries import count_unread
from market.messaging.serializers import message_payload


def append(*drafts):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(drafts))
        return [AppendResult(*row) for row in cursor.fetchall()]


class TestOpening:
    def test_a_repeated_user_is_a_member_once(self, carla, rahim):
        conversation = open_conversation(title="Logo", address="", people=[carla, rahim, carla])
        assert sorted(conversation.members.values_list("user", flat=True)) == sorted([carla.pk, rahim.pk])

    def test_opening_contact_is_idempotent(self, conversation):
        open_contact([conversation.pk])
        conversation.refresh_from_db()
        opened = conversation.contact_open_at
        open_contact([conversation.pk])
        conversation.refresh_from_db()
        assert opened is not None
        assert conversation.contact_open_at == opened


def post_more(by, conversation):
    """Exceeds two messages a minute, also when a new minute begins while this runs."""
    for text in "23456":
        with transaction.atomic():
            post_message(by=by, conversation_id=conversation.pk, text=text)


class TestPosting:
    def test_messages_are_numbered_from_one(self, conversation, carla, rahim):
        messages = [
            post_message(by=by, conversation_id=conversation.pk, text=f"{n}")
            for n, by in enumerate([carla, rahim, carla])
        ]
        conversation.refresh_from_db()
        assert [each.seq for each in messages] == [1, 2, 3]
        assert (conversation.last_seq, conversation.last_message_at) == (3, messages[-1].created_at)

    def test_a_repeated_client_id_returns_the_first_message(self, conversation, carla):
        client_id = uuid.uuid4()
        first = post_message(by=carla, conversation_id=conversation.pk, text="First", client_id=client_id)
        again = post_message(by=carla, conversation_id=conversation.pk, text="Second", client_id=client_id)
        assert again == first
        assert [message.text for message in Message.objects.all()] == ["First"]

    def test_a_client_id_is_unique_per_sender_and_conversation(self, conversation, carla, rahim):
        client_id, other = uuid.uuid4(), open_conversation(title="Other", address="", people=[carla])
        for by, where in ((carla, conversation), (rahim, conversation), (carla, other)):
            post_message(by=by, conversation_id=where.pk, text="Hi", client_id=client_id)
        assert Message.objects.count() == 3

    def test_other_users_get_not_found_as_for_a_missing_conversation(self, conversation, omar):
        for where in (conversation.pk, 987654):
            with pytest.raises(NotFound):
                post_message(by=omar, conversation_id=where, text="Hello?")
        assert not Message.objects.exists()

    @pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x00"])
    def test_an_empty_message_is_refused(self, conversation, carla, text):
        with pytest.raises(TextMissing):
            post_message(by=carla, conversation_id=conversation.pk, text=text)

    def test_the_length_limit_counts_grapheme_clusters(self, conversation, carla):
        longest = "ক্ষ" * MAX_TEXT_LENGTH
        assert post_message(by=carla, conversation_id=conversation.pk, text=longest).text == longest
        with pytest.raises(TextTooLong) as error:
            post_message(by=carla, conversation_id=conversation.pk, text=longest + "ক")
        assert "5,001" in str(error.value)

    def test_text_is_normalized(self, conversation, carla):
        message = post_message(by=carla, conversation_id=conversation.pk, text=" ড\u09bc\u202e\r\nb ")
        assert message.text == "ড\u09bc\nb"

    def test_the_rate_limit_does_not_apply_to_a_repeated_client_id(self, conversation, carla, rahim, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=2)
        first = uuid.uuid4()
        post_message(by=carla, conversation_id=conversation.pk, text="1", client_id=first)
        with pytest.raises(TooMany) as error:
            post_more(carla, conversation)
        assert 0 < error.value.retry_after <= 60
        assert post_message(by=carla, conversation_id=conversation.pk, text="1", client_id=first).seq == 1
        assert post_message(by=rahim, conversation_id=conversation.pk, text="Hi")

    def test_members_are_pushed_a_frame_only_after_commit(
        self, conversation, carla, rahim, monkeypatch, django_capture_on_commit_callbacks
    ):
        pushed = []
        monkeypatch.setattr("market.realtime.push.hub.push", lambda people, frame: pushed.append((people, frame)))
        with django_capture_on_commit_callbacks(execute=True):
            post_message(by=carla, conversation_id=conversation.pk, text="Hi")
            assert pushed == []
        assert pushed == [
            (sorted([carla.pk, rahim.pk]), {"type": "conversation", "conversation": conversation.pk, "seq": 1})
        ]


class TestBatches:
    def test_a_batch_is_numbered_in_order_per_conversation(self, conversation, carla, rahim, omar):
        other = open_conversation(title="Other", address="", people=[carla, omar])
        stored = uuid.uuid4()
        post_message(by=rahim, conversation_id=conversation.pk, text="before", client_id=stored)
        repeated = uuid.uuid4()
        results = append(
            MessageDraft(conversation.pk, carla.pk, repeated, "a"),
            MessageDraft(other.pk, carla.pk, uuid.uuid4(), "b"),
            MessageDraft(conversation.pk, omar.pk, uuid.uuid4(), "stranger"),
            MessageDraft(conversation.pk, carla.pk, repeated, "a"),
            MessageDraft(conversation.pk, rahim.pk, stored, "before"),
            MessageDraft(conversation.pk, rahim.pk, uuid.uuid4(), "c"),
            MessageDraft(other.pk, omar.pk, uuid.uuid4(), "d"),
        )
        assert [row.place for row in results] == list(range(1, 8))
        assert [(row.outcome, row.seq) for row in results] == [
            ("created", 2),
            ("created", 1),
            ("stranger", None),
            ("known", 2),
            ("known", 1),
            ("created", 3),
            ("created", 2),
        ]
        assert results[0].id == results[3].id
        assert results[2].members is None
        assert results[0].members == sorted([carla.pk, rahim.pk])
        conversation.refresh_from_db()
        other.refresh_from_db()
        assert (conversation.last_seq, other.last_seq) == (3, 2)

    def test_the_rate_limit_of_a_batch_leaves_no_gap_in_numbers(self, conversation, carla, rahim, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=3)
        drafts = [MessageDraft(conversation.pk, carla.pk, uuid.uuid4(), str(n)) for n in range(5)]
        results = append(*drafts, MessageDraft(conversation.pk, rahim.pk, uuid.uuid4(), "r"))
        assert [row.outcome for row in results] == ["created"] * 3 + ["too_many"] * 2 + ["created"]
        assert [row.seq for row in results] == [1, 2, 3, None, None, 4]

    def test_a_repeated_message_over_the_rate_limit_is_refused_both_times(self, conversation, carla, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=1)
        repeated = uuid.uuid4()
        drafts = [MessageDraft(conversation.pk, carla.pk, key, "Hi") for key in (uuid.uuid4(), repeated, repeated)]
        assert [row.outcome for row in append(*drafts)] == ["created", "too_many", "too_many"]

    def test_a_system_message_of_no_conversation_is_refused_alone(self, conversation, carla):
        results = append(
            MessageDraft(conversation.pk + 1000, None, None, "", code="bid.submitted"),
            MessageDraft(conversation.pk, carla.pk, uuid.uuid4(), "Hi"),
        )
        assert [row.outcome for row in results] == ["too_many", "created"]

    def test_messages_of_a_conversation_have_ids_in_their_order(self, conversation, carla, rahim):
        other = open_conversation(title="Other", address="", people=[carla])
        pairs = [(conversation, carla), (other, carla), (conversation, rahim), (other, carla), (conversation, carla)]
        results = append(*(MessageDraft(talk.pk, by.pk, uuid.uuid4(), "Hi") for talk, by in pairs))
        for places in ((0, 2, 4), (1, 3)):
            ids = [results[place].id for place in places]
            assert ids == sorted(ids)
        assert Message.objects.get(pk=results[2].id).sender_id == rahim.pk

    def test_signs_that_arrays_are_written_with_stay_in_texts(self, conversation, carla):
        texts = ["{}", '"', "\\", "NULL", "a,b", '{"it\'s": \\"so\\"}', "two\nlines\\n", "%s", "চিহ্ন “”"]
        append(*(MessageDraft(conversation.pk, carla.pk, uuid.uuid4(), text) for text in texts))
        assert list(conversation.messages.values_list("text", flat=True)) == texts

    def test_an_empty_batch_returns_nothing(self, db):
        assert append() == []

    def test_a_constraint_refuses_a_duplicate_number(self, conversation, carla):
        post_message(by=carla, conversation_id=conversation.pk, text="Hi")
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(conversation=conversation, seq=1, sender=carla, text="Hi", created_at=clock.now())


class TestSystemMessages:
    def test_a_system_message_is_in_the_readers_language_and_digits(self, conversation):
        instant = clock.local(clock.now()).replace(year=2026, month=11, day=25, hour=15, minute=5)
        message = post_system_message(
            conversation, "test.held", amount=Money("1234.50", "USD"), at=instant, count=3, who="রিনা"
        )
        message.refresh_from_db()
        assert (message.sender, message.seq) == (None, 1)
        assert (
            message_payload(message, reader=0, is_open=True)["text"]
            == "$1,234.50 is held since 25 November 2026, 3:05 pm Dhaka time, 3 parts, said রিনা"
        )
        with translation.override("bn"):
            assert "$১,২৩৪.৫০" in message_payload(message, reader=0, is_open=True)["text"]
        with override("bn", "latin"):
            assert "$1,234.50" in message_payload(message, reader=0, is_open=True)["text"]

    def test_posting_an_unknown_code_raises_key_error(self, conversation):
        with pytest.raises(KeyError):
            post_system_message(conversation, "test.nobody_registered_this")

    def test_a_stored_code_that_was_removed_has_an_empty_text(self, conversation):
        message = Message(conversation=conversation, seq=1, code="gone", facts={}, created_at=clock.now())
        assert message_payload(message, reader=0, is_open=True)["text"] == ""


class TestReading:
    def test_the_read_position_never_decreases_or_exceeds_the_last(self, conversation, carla, rahim):
        for text in "abc":
            post_message(by=carla, conversation_id=conversation.pk, text=text)
        assert [mark_read(by=rahim, conversation_id=conversation.pk, seq=seq).read_seq for seq in (2, 1, 99, 0)] == [
            2,
            2,
            3,
            3,
        ]

    def test_other_users_cannot_mark_as_read(self, conversation, omar):
        with pytest.raises(NotFound):
            mark_read(by=omar, conversation_id=conversation.pk, seq=1)

    def test_unread_counts_messages_of_others_since_the_read_position(self, conversation, carla, rahim):
        other = open_conversation(title="Other", address="", people=[carla, rahim])
        post_message(by=carla, conversation_id=conversation.pk, text="1")
        post_message(by=rahim, conversation_id=conversation.pk, text="2")
        post_message(by=carla, conversation_id=other.pk, text="3")
        post_system_message(other, "test.held", amount=1, at=1, count=1, who="")
        assert (count_unread(rahim), count_unread(carla)) == (2, 1)
        mark_read(by=rahim, conversation_id=conversation.pk, seq=1)
        assert count_unread(rahim) == 1

    def test_reading_pushes_one_frame_to_each_side(
        self, conversation, carla, rahim, monkeypatch, django_capture_on_commit_callbacks
    ):
        pushed = []
        monkeypatch.setattr(
            "market.realtime.push.hub.push", lambda people, frame: pushed.append((people, frame["type"]))
        )
        post_message(by=carla, conversation_id=conversation.pk, text="1")
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                mark_read(by=rahim, conversation_id=conversation.pk, seq=1)
        assert [(sorted(people), kind) for people, kind in pushed] == [
            (sorted([carla.pk, rahim.pk]), "read"),
            ([rahim.pk], "unread"),
        ]
