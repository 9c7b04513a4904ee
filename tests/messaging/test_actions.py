"""Every write to a talk."""

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from market.core.base import clock
from market.core.base.errors import NotFound, TooMany
from market.core.base.money import Money
from market.core.text.locale import override
from market.messaging.actions import (
    APPEND,
    MAX_TEXT_LENGTH,
    AppendResult,
    MessageDraft,
    TextMissing,
    TextTooLong,
    append_parameters,
    mark_read,
    open_contact,
    open_conversation,
    post_message,
    post_system_message,
)
from market.messaging.models import Message
from market.messaging.queries import count_unread
from market.messaging.serializers import message_payload


def append(*drafts):
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters(drafts))
        return [AppendResult(*row) for row in cursor.fetchall()]


class TestOpening:
    def test_each_person_is_a_member_once(self, carla, rahim):
        talk = open_conversation(title="Logo", address="", people=[carla, rahim, carla])
        assert sorted(talk.members.values_list("user", flat=True)) == sorted([carla.pk, rahim.pk])

    def test_contact_opens_once_and_stays(self, talk):
        open_contact([talk.pk])
        talk.refresh_from_db()
        opened = talk.contact_open_at
        open_contact([talk.pk])
        talk.refresh_from_db()
        assert opened is not None
        assert talk.contact_open_at == opened


def say_on(by, talk):
    """More than two messages in a minute, also when the minute turns once while this runs."""
    for text in "23456":
        with transaction.atomic():
            post_message(by=by, conversation_id=talk.pk, text=text)


class TestSaying:
    def test_messages_are_numbered_from_one(self, talk, carla, rahim):
        said = [post_message(by=by, conversation_id=talk.pk, text=f"{n}") for n, by in enumerate([carla, rahim, carla])]
        talk.refresh_from_db()
        assert [message.seq for message in said] == [1, 2, 3]
        assert (talk.last_seq, talk.last_message_at) == (3, said[-1].created_at)

    def test_the_same_client_id_is_the_same_message_whatever_it_says(self, talk, carla):
        client_id = uuid.uuid4()
        first = post_message(by=carla, conversation_id=talk.pk, text="First", client_id=client_id)
        again = post_message(by=carla, conversation_id=talk.pk, text="Second", client_id=client_id)
        assert again == first
        assert [message.text for message in Message.objects.all()] == ["First"]

    def test_a_client_id_belongs_to_its_sender_and_talk(self, talk, carla, rahim):
        client_id, other = uuid.uuid4(), open_conversation(title="Other", address="", people=[carla])
        for by, where in ((carla, talk), (rahim, talk), (carla, other)):
            post_message(by=by, conversation_id=where.pk, text="Hi", client_id=client_id)
        assert Message.objects.count() == 3

    def test_a_stranger_cannot_speak_nor_learn_that_there_is_a_talk(self, talk, omar):
        for where in (talk.pk, 987654):
            with pytest.raises(NotFound):
                post_message(by=omar, conversation_id=where, text="Hello?")
        assert not Message.objects.exists()

    @pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x00"])
    def test_nothing_is_no_message(self, talk, carla, text):
        with pytest.raises(TextMissing):
            post_message(by=carla, conversation_id=talk.pk, text=text)

    def test_length_is_counted_as_a_reader_counts(self, talk, carla):
        longest = "ক্ষ" * MAX_TEXT_LENGTH
        assert post_message(by=carla, conversation_id=talk.pk, text=longest).text == longest
        with pytest.raises(TextTooLong) as refused:
            post_message(by=carla, conversation_id=talk.pk, text=longest + "ক")
        assert "5,001" in str(refused.value)

    def test_text_is_stored_in_one_form(self, talk, carla):
        said = post_message(by=carla, conversation_id=talk.pk, text=" ড\u09bc\u202e\r\nb ")
        assert said.text == "ড\u09bc\nb"

    def test_past_the_limit_she_waits_but_what_was_sent_before_is_still_known(self, talk, carla, rahim, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=2)
        first = uuid.uuid4()
        post_message(by=carla, conversation_id=talk.pk, text="1", client_id=first)
        with pytest.raises(TooMany) as refused:
            say_on(carla, talk)
        assert 0 < refused.value.retry_after <= 60
        assert post_message(by=carla, conversation_id=talk.pk, text="1", client_id=first).seq == 1
        assert post_message(by=rahim, conversation_id=talk.pk, text="Hi")

    def test_others_are_told_after_commit_only(
        self, talk, carla, rahim, monkeypatch, django_capture_on_commit_callbacks
    ):
        told = []
        monkeypatch.setattr("market.realtime.push.hub.push", lambda people, frame: told.append((people, frame)))
        with django_capture_on_commit_callbacks(execute=True):
            post_message(by=carla, conversation_id=talk.pk, text="Hi")
            assert told == []
        assert told == [(sorted([carla.pk, rahim.pk]), {"type": "conversation", "conversation": talk.pk, "seq": 1})]


class TestManyAtOnce:
    def test_a_batch_is_numbered_in_its_order_talk_by_talk(self, talk, carla, rahim, omar):
        other = open_conversation(title="Other", address="", people=[carla, omar])
        known = uuid.uuid4()
        post_message(by=rahim, conversation_id=talk.pk, text="before", client_id=known)
        twin = uuid.uuid4()
        found = append(
            MessageDraft(talk.pk, carla.pk, twin, "a"),
            MessageDraft(other.pk, carla.pk, uuid.uuid4(), "b"),
            MessageDraft(talk.pk, omar.pk, uuid.uuid4(), "stranger"),
            MessageDraft(talk.pk, carla.pk, twin, "a"),
            MessageDraft(talk.pk, rahim.pk, known, "before"),
            MessageDraft(talk.pk, rahim.pk, uuid.uuid4(), "c"),
            MessageDraft(other.pk, omar.pk, uuid.uuid4(), "d"),
        )
        assert [row.place for row in found] == list(range(1, 8))
        assert [(row.outcome, row.seq) for row in found] == [
            ("created", 2),
            ("created", 1),
            ("stranger", None),
            ("known", 2),
            ("known", 1),
            ("created", 3),
            ("created", 2),
        ]
        assert found[0].id == found[3].id
        assert found[2].members is None
        assert found[0].members == sorted([carla.pk, rahim.pk])
        talk.refresh_from_db()
        other.refresh_from_db()
        assert (talk.last_seq, other.last_seq) == (3, 2)

    def test_the_limit_takes_the_first_ones_and_leaves_no_gap(self, talk, carla, rahim, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, messages_per_minute=3)
        drafts = [MessageDraft(talk.pk, carla.pk, uuid.uuid4(), str(n)) for n in range(5)]
        found = append(*drafts, MessageDraft(talk.pk, rahim.pk, uuid.uuid4(), "r"))
        assert [row.outcome for row in found] == ["created"] * 3 + ["too_many"] * 2 + ["created"]
        assert [row.seq for row in found] == [1, 2, 3, None, None, 4]

    def test_an_empty_batch_gives_nothing(self, db):
        assert append() == []

    def test_the_database_itself_refuses_a_number_twice(self, talk, carla):
        post_message(by=carla, conversation_id=talk.pk, text="Hi")
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(conversation=talk, seq=1, sender=carla, text="Hi", created_at=clock.now())


class TestSystemLines:
    def test_a_line_speaks_the_readers_language_and_digits(self, talk):
        instant = clock.local(clock.now()).replace(year=2026, month=11, day=25, hour=15, minute=5)
        line = post_system_message(talk, "test.held", amount=Money("1234.50", "USD"), at=instant, count=3, who="রিনা")
        line.refresh_from_db()
        assert (line.sender, line.seq) == (None, 1)
        assert (
            message_payload(line, reader=0, is_open=True)["text"]
            == "$1,234.50 is held since 25 November 2026, 3:05 pm, 3 parts, said রিনা"
        )
        with translation.override("bn"):
            assert "$১,২৩৪.৫০" in message_payload(line, reader=0, is_open=True)["text"]
        with override("bn", "latin"):
            assert "$1,234.50" in message_payload(line, reader=0, is_open=True)["text"]

    def test_an_unknown_code_is_our_slip(self, talk):
        with pytest.raises(KeyError):
            post_system_message(talk, "test.nobody_registered_this")

    def test_a_code_that_is_no_longer_known_shows_nothing(self, talk):
        line = Message(conversation=talk, seq=1, code="gone", facts={}, created_at=clock.now())
        assert message_payload(line, reader=0, is_open=True)["text"] == ""


class TestReading:
    def test_it_never_goes_back_nor_past_the_last(self, talk, carla, rahim):
        for text in "abc":
            post_message(by=carla, conversation_id=talk.pk, text=text)
        assert [mark_read(by=rahim, conversation_id=talk.pk, seq=seq).read_seq for seq in (2, 1, 99, 0)] == [2, 2, 3, 3]

    def test_strangers_have_nothing_to_read(self, talk, omar):
        with pytest.raises(NotFound):
            mark_read(by=omar, conversation_id=talk.pk, seq=1)

    def test_unread_is_what_others_said_since(self, talk, carla, rahim):
        other = open_conversation(title="Other", address="", people=[carla, rahim])
        post_message(by=carla, conversation_id=talk.pk, text="1")
        post_message(by=rahim, conversation_id=talk.pk, text="2")
        post_message(by=carla, conversation_id=other.pk, text="3")
        post_system_message(other, "test.held", amount=1, at=1, count=1, who="")
        assert (count_unread(rahim), count_unread(carla)) == (2, 1)
        mark_read(by=rahim, conversation_id=talk.pk, seq=1)
        assert count_unread(rahim) == 1

    def test_both_sides_learn_it_once(self, talk, carla, rahim, monkeypatch, django_capture_on_commit_callbacks):
        told = []
        monkeypatch.setattr("market.realtime.push.hub.push", lambda people, frame: told.append((people, frame["type"])))
        post_message(by=carla, conversation_id=talk.pk, text="1")
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                mark_read(by=rahim, conversation_id=talk.pk, seq=1)
        assert [(sorted(people), kind) for people, kind in told] == [
            (sorted([carla.pk, rahim.pk]), "read"),
            ([rahim.pk], "unread"),
        ]
