"""Unread messages of a talk: told once by bell and push, mailed once, and not at all to who has read."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import mark_read, post_message
from market.notifications.models import Notification

MINUTE = timedelta(minutes=1)


@pytest.fixture
def talk(carla, farida):
    return start_conversation(by=carla, profile_id=farida.profile.pk)


def told(person) -> list[Notification]:
    return list(Notification.objects.filter(user=person, kind="message.waiting").order_by("pk"))


def test_one_mail_for_a_talk_however_many_messages(carla, farida, talk, travel, mailbox):
    for text in ("one", "two", "three"):
        post_message(by=carla, conversation_id=talk.pk, text=text)
    travel(MINUTE * 2)
    assert len(told(farida)) == 1
    assert told(carla) == []
    assert mailbox == []
    post_message(by=carla, conversation_id=talk.pk, text="four")
    travel(MINUTE * 15)
    post_message(by=carla, conversation_id=talk.pk, text="five")
    travel(MINUTE * 30)
    assert [mail.to for mail in mailbox] == [[farida.email]]
    assert mailbox[0].subject.startswith("Carla wrote to you")


def test_who_reads_on_the_site_gets_no_mail(carla, farida, talk, travel, mailbox):
    message = post_message(by=carla, conversation_id=talk.pk, text="one")
    travel(MINUTE * 5)
    mark_read(by=farida, conversation_id=talk.pk, seq=message.seq)
    assert [each.read_at is not None for each in told(farida)] == [True]
    travel(MINUTE * 30)
    assert mailbox == []


def test_who_reads_within_the_minute_is_not_told(carla, farida, talk, travel):
    message = post_message(by=carla, conversation_id=talk.pk, text="one")
    mark_read(by=farida, conversation_id=talk.pk, seq=message.seq)
    travel(MINUTE * 30)
    assert told(farida) == []


def test_after_reading_she_is_told_of_the_next(carla, farida, talk, travel, mailbox):
    message = post_message(by=carla, conversation_id=talk.pk, text="one")
    travel(MINUTE * 30)
    mark_read(by=farida, conversation_id=talk.pk, seq=message.seq)
    post_message(by=carla, conversation_id=talk.pk, text="two")
    travel(MINUTE * 30)
    assert len(told(farida)) == 2
    assert len(mailbox) == 2


def test_the_clock_rests_when_all_was_looked_at(carla, farida, talk, travel):
    post_message(by=carla, conversation_id=talk.pk, text="one")
    travel(MINUTE * 30)
    ours = next(each for each in clock.deadlines() if each.name == "tell_of_unread_messages")
    assert ours.next_due() is None
    ours.run()
    assert len(told(farida)) == 1


def test_opening_the_talk_reads_its_news(page, carla, farida, talk, travel):
    post_message(by=carla, conversation_id=talk.pk, text="one")
    travel(MINUTE * 2)
    page(farida).get(talk.get_absolute_url())
    assert told(farida)[0].read_at is not None
