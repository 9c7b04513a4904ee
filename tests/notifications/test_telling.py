"""News: told once, in her language, live, and by one mail."""

from datetime import UTC, datetime

import pytest

from market.bids.bids.decision_actions import withdraw_bid
from market.core.base.events import JOBS, Event, NotificationType
from market.core.base.money import Money
from market.notifications import tasks
from market.notifications.channels import mails
from market.notifications.inbox import actions as telling_actions
from market.notifications.inbox import reading_actions
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import read_notifications
from market.notifications.inbox.serializers import subject_of
from market.notifications.inbox.types import notification_types
from market.notifications.models import Notification
from tests import make


@pytest.fixture
def frames(monkeypatch):
    """What was pushed, to whom."""
    sent = []
    for module in (reading_actions, telling_actions):
        monkeypatch.setattr(module, "push_on_commit", lambda people, frame: sent.append((list(people), frame)))
    return sent


@pytest.fixture
def told(carla, farida) -> Notification:
    """Carla's news of Farida's bid."""
    make.make_bid(make.make_job(carla), farida)
    return Notification.objects.get(user=carla, kind="bid.submitted")


def test_news_are_told_once_and_mailed_once(told, run_jobs, mailbox, carla):
    run_jobs()
    tasks.mail_notification(notification_id=told.pk)
    mails = [mail for mail in mailbox if mail.to == [carla.email]]
    assert len(mails) == 1
    assert "Farida" in mails[0].subject
    told.refresh_from_db()
    assert told.mailed_at is not None
    assert told.read_at is None


def test_a_mail_is_text_and_html_with_the_way_to_act(told, settings):
    mail = mails.message(told)
    html = mail.alternatives[0][0]
    address = settings.SITE_URL + told.url
    assert address in mail.body
    assert f'href="{address}"' in html
    assert "Dear Carla," in mail.body
    assert "Dear Carla," in html
    assert "\n" not in mail.subject


def test_a_mail_escapes_what_people_wrote(told):
    told.facts["job"] = "<script>alert(1)</script>"
    html = mails.message(told).alternatives[0][0]
    assert "<script>" not in html
    assert "<script>" in mails.message(told).body


def test_news_speak_her_language(rahim, farida, run_jobs, mailbox):
    make.make_bid(make.make_job(rahim), farida)
    run_jobs()
    mail = next(mail for mail in mailbox if mail.to == [rahim.email])
    assert "প্রস্তাব" in mail.subject
    assert "প্রিয় Rahim," in mail.body
    assert 'lang="bn"' in mail.alternatives[0][0]


def test_facts_come_back_as_they_went_in(carla):
    class Facts(Event, code="test.facts"):
        notification = NotificationType("%(sum)s on %(day)s by %(name)s", body="", label="", group=JOBS)

    day = datetime(2026, 11, 25, 9, tzinfo=UTC)
    news = notify(carla, "test.facts", on=carla_page, sum=Money("5.00", "USD"), day=day, name="Farida")
    assert subject_of(Notification.objects.get(pk=news.pk)).startswith("$5.00 on 25 November 2026")


class carla_page:  # noqa: N801  # a thing with a page
    @staticmethod
    def get_absolute_url() -> str:
        return "/my-work/"


def test_an_unknown_kind_is_a_slip_of_ours(carla):
    with pytest.raises(KeyError):
        notify(carla, "no.such.kind", on=carla_page)


def test_open_pages_hear_of_it(frames, carla, farida):
    make.make_bid(make.make_job(carla), farida)
    people, frame = next(entry for entry in frames if entry[1]["type"] == "notification")
    assert people == [carla.pk]
    assert frame["notification"]["kind"] == "bid.submitted"
    assert "Farida" in frame["notification"]["text"]


def test_reading_up_to_one_leaves_the_later_ones(frames, carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    withdraw_bid(by=farida, bid_id=bid.pk)
    first, second = Notification.objects.filter(user=carla).order_by("pk")
    assert read_notifications(by=carla, up_to=first.pk) == 1
    assert frames[-1] == ([carla.pk], {"type": "unread", "notifications": 1})
    assert read_notifications(by=carla, up_to=first.pk) == 0
    assert list(Notification.objects.visible_to(carla).unread()) == [second]


def test_nobody_reads_for_another(told, rina):
    assert read_notifications(by=rina, up_to=told.pk) == 0
    told.refresh_from_db()
    assert told.read_at is None


def test_a_closed_account_gets_no_mail(told, carla, run_jobs, mailbox):
    type(carla).objects.filter(pk=carla.pk).update(is_active=False)
    run_jobs()
    assert not [mail for mail in mailbox if mail.to == [carla.email]]


def test_every_kind_has_its_sentences():
    for kind in notification_types():
        if not kind.code.startswith("test."):
            assert kind.subject
            assert kind.body
            assert kind.action
