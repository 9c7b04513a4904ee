"""Unread messages of a conversation: notified once, mailed once, and not at all once read."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import mark_read, post_message
from market.notifications.models import Notification

MINUTE = timedelta(minutes=1)


@pytest.fixture
def conversation(carla, farida):
    return start_conversation(by=carla, profile_id=farida.profile.pk)


def notifications_of(person) -> list[Notification]:
    return list(Notification.objects.filter(user=person, kind="message.waiting").order_by("pk"))


def test_unread_messages_of_a_conversation_are_mailed_once(carla, farida, conversation, travel, mailbox):
    for text in ("one", "two", "three"):
        post_message(by=carla, conversation_id=conversation.pk, text=text)
    travel(MINUTE * 2)
    assert len(notifications_of(farida)) == 1
    assert notifications_of(carla) == []
    assert mailbox == []
    post_message(by=carla, conversation_id=conversation.pk, text="four")
    travel(MINUTE * 15)
    post_message(by=carla, conversation_id=conversation.pk, text="five")
    travel(MINUTE * 30)
    assert [mail.to for mail in mailbox] == [[farida.email]]
    assert mailbox[0].subject.startswith("Carla wrote to you")


def test_messages_read_on_the_site_are_not_mailed(carla, farida, conversation, travel, mailbox):
    message = post_message(by=carla, conversation_id=conversation.pk, text="one")
    travel(MINUTE * 5)
    mark_read(by=farida, conversation_id=conversation.pk, seq=message.seq)
    assert [each.read_at is not None for each in notifications_of(farida)] == [True]
    travel(MINUTE * 30)
    assert mailbox == []


def test_messages_read_within_a_minute_create_no_notification(carla, farida, conversation, travel):
    message = post_message(by=carla, conversation_id=conversation.pk, text="one")
    mark_read(by=farida, conversation_id=conversation.pk, seq=message.seq)
    travel(MINUTE * 30)
    assert notifications_of(farida) == []


def test_a_new_message_after_reading_is_notified_again(carla, farida, conversation, travel, mailbox):
    message = post_message(by=carla, conversation_id=conversation.pk, text="one")
    travel(MINUTE * 30)
    mark_read(by=farida, conversation_id=conversation.pk, seq=message.seq)
    post_message(by=carla, conversation_id=conversation.pk, text="two")
    travel(MINUTE * 30)
    assert len(notifications_of(farida)) == 2
    assert len(mailbox) == 2


def test_no_deadline_is_due_when_all_messages_were_notified(carla, farida, conversation, travel):
    post_message(by=carla, conversation_id=conversation.pk, text="one")
    travel(MINUTE * 30)
    deadline = next(each for each in clock.deadlines() if each.name == "tell_of_unread_messages")
    assert deadline.next_due() is None
    deadline.run()
    assert len(notifications_of(farida)) == 1


def test_opening_a_conversation_marks_its_notifications_read(page, carla, farida, conversation, travel):
    post_message(by=carla, conversation_id=conversation.pk, text="one")
    travel(MINUTE * 2)
    page(farida).get(conversation.get_absolute_url())
    assert notifications_of(farida)[0].read_at is not None
