"""Preferences by notification type and channel: mail at once, in the digest or never; push; quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base import clock
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import read_about, read_notification
from market.notifications.inbox.types import notification_types
from market.notifications.models import NewsSettings, Notification
from market.notifications.preferences.actions import ChoiceNotPossible, change_news_settings
from market.notifications.preferences.hours import after_quiet, next_digest
from tests.notifications.conftest import DAY, HOUR, Target

MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def choose(person, code: str = "test.plain", **choice) -> NewsSettings:
    return change_news_settings(by=person, choices={code: choice})


@pytest.mark.parametrize("mail", ["now", "digest", "never"])
@pytest.mark.parametrize("push", [True, False])
def test_each_choice_of_mail_and_push(carla, device, tell, run_jobs, travel, mailbox, mail, push):
    device.belongs_to(carla)
    choose(carla, mail=mail, push=push)
    notification = tell(carla)
    run_jobs()
    assert len(mailbox) == (mail == "now")
    assert len(device.received) == push
    travel(DAY)
    assert len(mailbox) == (mail != "never")
    assert len(device.received) == push
    assert Notification.objects.visible_to(carla).filter(pk=notification.pk, read_at=None).exists()


@pytest.mark.parametrize("mail", ["digest", "never"])
def test_money_is_always_mailed(carla, tell, run_jobs, mailbox, mail):
    with pytest.raises(ChoiceNotPossible) as error:
        choose(carla, "test.money", mail=mail)
    assert list(error.value.errors) == ["kinds.test.money"]
    tell(carla, "test.money")
    run_jobs()
    assert len(mailbox) == 1
    assert "List-Unsubscribe" not in mailbox[0].extra_headers
    assert "always mailed" in mailbox[0].body


def test_a_quiet_type_is_mailed_and_pushed_only_when_chosen(carla, device, tell, run_jobs, mailbox):
    device.belongs_to(carla)
    tell(carla, "test.quiet")
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    choose(carla, "test.quiet", mail="now", push=True)
    tell(carla, "test.quiet")
    run_jobs()
    assert (len(mailbox), len(device.received)) == (1, 1)


def test_changing_mail_leaves_the_choice_of_push(carla):
    choose(carla, push=False)
    saved = choose(carla, mail="never")
    assert saved.choices["test.plain"] == {"mail": "never", "push": False}


@pytest.mark.parametrize(
    ("changes", "choices", "wrong"),
    [
        ({}, {"no.such": {"mail": "now"}}, "kinds.no.such"),
        ({}, {"test.plain": {"mail": "weekly"}}, "kinds.test.plain"),
        ({"quiet_from": time(22)}, {}, "quiet_until"),
        ({"quiet_until": time(22)}, {}, "quiet_from"),
        ({"time_zone": "Asia/Atlantis"}, {}, "time_zone"),
    ],
)
def test_invalid_choices_are_refused_and_not_saved(carla, changes, choices, wrong):
    with pytest.raises(ChoiceNotPossible) as error:
        change_news_settings(by=carla, choices=choices, **changes)
    assert list(error.value.errors) == [wrong]
    assert not NewsSettings.objects.filter(user=carla).exists()


def test_a_constraint_refuses_half_of_quiet_hours(carla):
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsSettings.objects.create(user=carla, quiet_from=time(22))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(24, 15, 59), at(24, 15, 59)),  # 21:59 in Dhaka
        (at(24, 16), at(25, 1)),  # 22:00 to 7:00
        (at(24, 18), at(25, 1)),  # midnight
        (at(25, 0, 59), at(25, 1)),
        (at(25, 1), at(25, 1)),
    ],
)
def test_quiet_hours_across_midnight(now, due):
    assert after_quiet(now, (time(22), time(7)), "Asia/Dhaka") == due


def test_quiet_hours_by_day_empty_and_unset():
    assert after_quiet(at(24, 7), (time(12, 30), time(14)), "Asia/Dhaka") == at(24, 8)
    assert after_quiet(at(24, 7), (time(12), time(12)), "Asia/Dhaka") == at(24, 7)
    assert after_quiet(at(24, 7), (None, None), "Asia/Dhaka") == at(24, 7)


def test_quiet_hours_at_the_end_of_daylight_saving_time():
    # 1 November 2026, New York: 1:30 comes twice, 7:00 is then UTC-5.
    assert after_quiet(at(1, 5, 30), (time(22), time(7)), "America/New_York") == at(1, 12)


@pytest.mark.parametrize(
    ("now", "weekly", "due"),
    [
        (at(24, 11, 59), False, at(24, 12)),  # 18:00 in Dhaka
        (at(24, 12), False, at(25, 12)),
        (at(24, 12), True, at(29, 12)),  # the Sunday after
        (at(29, 11), True, at(29, 12)),
        (at(29, 12), True, datetime(2026, 12, 6, 12, tzinfo=UTC)),
    ],
)
def test_next_digest_time(now, weekly, due):
    assert next_digest(now, 18, "Asia/Dhaka", is_weekly=weekly) == due


def set_quiet_hours_now(person) -> None:
    """Quiet hours from two hours before now until two hours after, in the user's time zone."""
    here = clock.local(clock.now())
    begin, end = (here - 2 * HOUR).time().replace(second=0), (here + 2 * HOUR).time().replace(second=0)
    change_news_settings(by=person, choices={}, quiet_from=begin, quiet_until=end)


def test_quiet_hours_delay_mail_and_push_but_not_the_inbox(carla, device, tell, run_jobs, travel, mailbox):
    device.belongs_to(carla)
    set_quiet_hours_now(carla)
    notification = tell(carla)
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    assert Notification.objects.visible_to(carla).unread().get() == notification
    travel(1.5 * HOUR)
    assert (mailbox, device.received) == ([], [])
    travel(HOUR)
    assert (len(mailbox), len(device.received)) == (1, 1)
    travel(DAY)
    assert (len(mailbox), len(device.received)) == (1, 1)


def test_a_notification_read_in_quiet_hours_is_neither_mailed_nor_pushed(carla, device, tell, travel, mailbox):
    device.belongs_to(carla)
    set_quiet_hours_now(carla)
    read_notification(by=carla, notification_id=tell(carla).pk)
    travel(DAY)
    assert (mailbox, device.received) == ([], [])


def test_account_notifications_are_mailed_in_quiet_hours(carla, run_jobs, mailbox):
    set_quiet_hours_now(carla)
    notify(carla, "account.token_made", on=Target, name="x")
    run_jobs()
    assert len(mailbox) == 1


def test_a_notification_read_within_the_delay_is_not_mailed(carla, tell, settings, run_jobs, travel, mailbox):
    settings.MAIL_DELAY = 2 * MINUTE
    first = tell(carla)
    run_jobs()
    assert mailbox == []
    read_notification(by=carla, notification_id=first.pk)
    second = tell(carla)
    travel(3 * MINUTE)
    assert len(mailbox) == 1
    second.refresh_from_db()
    assert second.mailed_at is not None
    first.refresh_from_db()
    assert first.mailed_at is None


def test_opening_the_page_marks_its_notifications_as_read(carla, page, tell, settings, travel, mailbox):
    settings.MAIL_DELAY = 2 * MINUTE
    notification = tell(carla)
    page(carla).get("/my-work/", headers={"Live-Refresh": "1"})
    notification.refresh_from_db()
    assert notification.read_at is None, "a live refresh is not reading"
    html = page(carla).get("/my-work/").content.decode()
    notification.refresh_from_db()
    assert notification.read_at is not None
    assert 'data-live="notifications"></span>' in html
    travel(DAY)
    assert mailbox == []


def test_a_url_fragment_counts_as_the_page(carla, tell):
    Notification.objects.filter(pk=tell(carla).pk).update(url="/contracts/5/#milestone-7")
    assert read_about(by=carla, address="/contracts/50/") == 0
    assert read_about(by=carla, address="/contracts/5/") == 1


def test_unsubscribing_stops_a_waiting_mail(carla, tell, settings, travel, mailbox):
    settings.MAIL_DELAY = 2 * MINUTE
    tell(carla)
    choose(carla, mail="never")
    travel(DAY)
    assert mailbox == []


def test_a_digest_contains_unread_notifications_once(carla, tell, travel, mailbox):
    choose(carla, mail="digest")
    first, second = tell(carla), tell(carla)
    read_notification(by=carla, notification_id=first.pk)
    travel(DAY)
    assert [mail.subject for mail in mailbox] == ["1 notification for you"]
    assert mailbox[0].body.count("Farida did it") == 1
    assert "Jobs and bids" in mailbox[0].body
    assert 'href="http://localhost' in mailbox[0].alternatives[0][0]
    travel(7 * DAY)
    assert len(mailbox) == 1
    second.refresh_from_db()
    assert second.mailed_at is not None
    assert NewsSettings.objects.get(user=carla).digest_due_at is None


def test_an_empty_digest_is_not_sent(carla, tell, travel, mailbox):
    choose(carla, mail="digest")
    read_notification(by=carla, notification_id=tell(carla).pk)
    travel(DAY)
    assert mailbox == []


def test_a_weekly_digest_is_sent_once_a_week_in_the_users_language(rahim, tell, travel, mailbox):
    change_news_settings(by=rahim, choices={"test.plain": {"mail": "digest"}}, digest="weekly", digest_hour=9)
    for _day in range(8):
        tell(rahim)
        travel(DAY)
    mailed_at = [
        clock.local(Notification.objects.filter(user=rahim).exclude(mailed_at=None).earliest("mailed_at").mailed_at)
    ]
    assert (mailed_at[0].weekday(), mailed_at[0].hour) == (6, 9)
    assert len(mailbox) in (1, 2)
    assert "নোটিফিকেশন" in mailbox[0].subject


def test_changing_the_hour_reschedules_the_waiting_digest(carla, tell):
    choose(carla, mail="digest")
    tell(carla)
    before = NewsSettings.objects.get(user=carla).digest_due_at
    hour = (clock.local(before).hour + 3) % 24
    change_news_settings(by=carla, choices={}, digest_hour=hour)
    assert clock.local(NewsSettings.objects.get(user=carla).digest_due_at).hour == hour


def test_every_notification_type_has_a_label():
    missing = [each.code for each in notification_types() if not each.label]
    assert missing == []


def test_creating_a_notification_has_a_fixed_query_count(carla, device, django_assert_num_queries, tell):
    device.belongs_to(carla)
    with django_assert_num_queries(5):  # two savepoints, the row, two jobs; the settings are cached
        tell(carla)
