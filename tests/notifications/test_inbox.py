"""Notifications: created once, in the user's language, pushed live, and mailed once."""

from datetime import UTC, datetime

import pytest

from market.bids.bids.decision_actions import withdraw_bid
from market.core.base.events import JOBS, Event, NotificationType
from market.core.base.money import Money
from market.notifications import tasks
from market.notifications.channels import mails
from market.notifications.inbox import actions as inbox_actions
from market.notifications.inbox import reading_actions
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import read_notifications
from market.notifications.inbox.serializers import subject_of
from market.notifications.inbox.types import notification_types
from market.notifications.models import Notification
from tests import make


@pytest.fixture
def frames(monkeypatch):
    """Frames that were pushed, each with the ids of its users."""
    pushed = []
    for module in (reading_actions, inbox_actions):
        monkeypatch.setattr(module, "push_on_commit", lambda people, frame: pushed.append((list(people), frame)))
    return pushed


@pytest.fixture
def notification(carla, farida) -> Notification:
    """Carla's notification of Farida's bid."""
    make.make_bid(make.make_job(carla), farida)
    return Notification.objects.get(user=carla, kind="bid.submitted")


def test_a_notification_is_created_once_and_mailed_once(notification, run_jobs, mailbox, carla):
    run_jobs()
    tasks.mail_notification(notification_id=notification.pk)
    mails = [mail for mail in mailbox if mail.to == [carla.email]]
    assert len(mails) == 1
    assert "Farida" in mails[0].subject
    notification.refresh_from_db()
    assert notification.mailed_at is not None
    assert notification.read_at is None


def test_a_mail_has_text_and_html_with_the_link(notification, settings):
    mail = mails.message(notification)
    html = mail.alternatives[0][0]
    address = settings.SITE_URL + notification.url
    assert address in mail.body
    assert f'href="{address}"' in html
    assert "Dear Carla," in mail.body
    assert "Dear Carla," in html
    assert "\n" not in mail.subject


def test_html_mail_escapes_user_input(notification):
    notification.facts["job"] = "<script>alert(1)</script>"
    html = mails.message(notification).alternatives[0][0]
    assert "<script>" not in html
    assert "<script>" in mails.message(notification).body


def test_a_mail_is_in_the_users_language(rahim, farida, run_jobs, mailbox):
    make.make_bid(make.make_job(rahim), farida)
    run_jobs()
    mail = next(mail for mail in mailbox if mail.to == [rahim.email])
    assert "প্রস্তাব" in mail.subject
    assert "প্রিয় Rahim," in mail.body
    assert 'lang="bn"' in mail.alternatives[0][0]


def test_an_event_payload_keeps_money_dates_and_names(carla):
    class Facts(Event, code="test.facts"):
        notification = NotificationType("%(sum)s on %(day)s by %(name)s", body="", label="", group=JOBS)

    day = datetime(2026, 11, 25, 9, tzinfo=UTC)
    created = notify(carla, "test.facts", on=Target, sum=Money("5.00", "USD"), day=day, name="Farida")
    assert subject_of(Notification.objects.get(pk=created.pk)).startswith("$5.00 on 25 November 2026")


class Target:
    @staticmethod
    def get_absolute_url() -> str:
        return "/my-work/"


def test_an_unknown_notification_type_raises_key_error(carla):
    with pytest.raises(KeyError):
        notify(carla, "no.such.kind", on=Target)


def test_a_notification_is_pushed_to_open_pages(frames, carla, farida):
    make.make_bid(make.make_job(carla), farida)
    people, frame = next(entry for entry in frames if entry[1]["type"] == "notification")
    assert people == [carla.pk]
    assert frame["notification"]["kind"] == "bid.submitted"
    assert "Farida" in frame["notification"]["text"]


def test_marking_read_up_to_one_leaves_later_ones_unread(frames, carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    first, second = Notification.objects.filter(user=carla).order_by("pk")
    assert read_notifications(by=carla, up_to=first.pk) == 1
    assert frames[-1] == ([carla.pk], {"type": "unread", "notifications": 1})
    assert read_notifications(by=carla, up_to=first.pk) == 0
    assert list(Notification.objects.visible_to(carla).unread()) == [second]


def test_another_users_notifications_are_not_marked_read(notification, rina):
    assert read_notifications(by=rina, up_to=notification.pk) == 0
    notification.refresh_from_db()
    assert notification.read_at is None


def test_a_closed_account_gets_no_mail(notification, carla, run_jobs, mailbox):
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    run_jobs()
    assert not [mail for mail in mailbox if mail.to == [carla.email]]


def test_every_notification_type_has_subject_body_and_action():
    for kind in notification_types():
        if not kind.code.startswith("test."):
            assert kind.subject
            assert kind.body
            assert kind.action
