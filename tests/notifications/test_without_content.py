"""Pushes and mails that say nothing of who and what, for who wants it so; and messages in quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest

from market.core.base import clock
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.notifications.channels.mails import message
from market.notifications.models import Notification
from market.notifications.preferences.actions import change_news_settings

HOUR = timedelta(hours=1)


@pytest.fixture
def conversation(carla, farida):
    return start_conversation(by=carla, profile_id=farida.profile.pk)


def text_of(mail):
    return mail.body + "".join(str(each.content) for each in mail.alternatives)


def test_a_mail_says_only_that_there_is_a_message(carla, farida, conversation, travel, mailbox):
    change_news_settings(by=farida, choices={}, has_previews=False)
    post_message(by=carla, conversation_id=conversation.pk, text="The price is 900")
    travel(HOUR)
    (mail,) = mailbox
    assert mail.subject == "You have a new message."
    assert "Carla" not in text_of(mail)
    assert "900" not in text_of(mail)
    assert f"/messages/{conversation.pk}/" not in text_of(mail)
    assert "/notifications/" in text_of(mail)
    assert "List-Unsubscribe" in mail.extra_headers


def test_it_is_said_in_bangla(carla, farida, conversation, travel, mailbox):
    type(farida).objects.filter(pk=farida.pk).update(language="bn")
    change_news_settings(by=farida, choices={}, has_previews=False)
    post_message(by=carla, conversation_id=conversation.pk, text="Hello")
    travel(HOUR)
    assert mailbox[0].subject == "আপনার একটি নতুন বার্তা আছে।"


def test_a_digest_says_only_how_many(carla, farida, conversation, travel, mailbox):
    change_news_settings(by=farida, choices={"message.waiting": {"mail": "digest"}}, has_previews=False)
    post_message(by=carla, conversation_id=conversation.pk, text="Hello")
    travel(timedelta(days=2))
    (mail,) = mailbox
    assert mail.subject == "1 notification for you"
    assert "Carla" not in text_of(mail)


def test_mails_about_the_account_stay_whole(carla):
    change_news_settings(by=carla, choices={}, has_previews=False)
    facts = {"address": "carla@example.com"}
    notification = Notification(user=carla, kind="account.google_connected", facts=facts, url="/settings/")
    mail = message(notification)
    assert "Google" in mail.subject


def test_messages_obey_quiet_hours(carla, farida, conversation, travel, mailbox):
    type(farida).objects.filter(pk=farida.pk).update(time_zone="Asia/Dhaka")
    change_news_settings(by=farida, choices={}, quiet_from=time(22), quiet_until=time(7))
    late = datetime.combine(clock.now().date() + timedelta(days=1), time(17), tzinfo=UTC)  # 23:00 in Dhaka
    travel(late - clock.now())
    post_message(by=carla, conversation_id=conversation.pk, text="Are you awake?")
    travel(HOUR)
    notification = Notification.objects.get(user=farida, kind="message.waiting")
    assert notification.mail_due_at == late + 8 * HOUR  # 7:00 in Dhaka
    assert mailbox == []
    travel(8 * HOUR)
    assert [each.to for each in mailbox] == [[farida.email]]
