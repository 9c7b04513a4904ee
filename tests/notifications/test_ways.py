"""Her choices by kind and way: mail at once, in the digest or never; push or not; quiet hours."""

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
from tests.notifications.conftest import DAY, HOUR, Somewhere

MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def choose(person, code: str = "test.plain", **choice) -> NewsSettings:
    return change_news_settings(by=person, choices={code: choice})


@pytest.mark.parametrize("mail", ["now", "digest", "never"])
@pytest.mark.parametrize("push", [True, False])
def test_each_choice_by_each_way(carla, device, tell, run_jobs, travel, mailbox, mail, push):
    device.belongs_to(carla)
    choose(carla, mail=mail, push=push)
    told = tell(carla)
    run_jobs()
    assert len(mailbox) == (mail == "now")
    assert len(device.received) == push
    travel(DAY)
    assert len(mailbox) == (mail != "never")
    assert len(device.received) == push
    assert Notification.objects.visible_to(carla).filter(pk=told.pk, read_at=None).exists()


@pytest.mark.parametrize("mail", ["digest", "never"])
def test_money_is_always_mailed(carla, tell, run_jobs, mailbox, mail):
    with pytest.raises(ChoiceNotPossible) as refused:
        choose(carla, "test.money", mail=mail)
    assert list(refused.value.errors) == ["kinds.test.money"]
    tell(carla, "test.money")
    run_jobs()
    assert len(mailbox) == 1
    assert "List-Unsubscribe" not in mailbox[0].extra_headers
    assert "always mailed" in mailbox[0].body


def test_a_quiet_kind_stands_in_the_bell_until_she_asks_for_more(carla, device, tell, run_jobs, mailbox):
    device.belongs_to(carla)
    tell(carla, "test.quiet")
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    choose(carla, "test.quiet", mail="now", push=True)
    tell(carla, "test.quiet")
    run_jobs()
    assert (len(mailbox), len(device.received)) == (1, 1)


def test_one_choice_leaves_the_other(carla):
    choose(carla, push=False)
    hers = choose(carla, mail="never")
    assert hers.choices["test.plain"] == {"mail": "never", "push": False}


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
def test_what_cannot_be_chosen_changes_nothing(carla, changes, choices, wrong):
    with pytest.raises(ChoiceNotPossible) as refused:
        change_news_settings(by=carla, choices=choices, **changes)
    assert list(refused.value.errors) == [wrong]
    assert not NewsSettings.objects.filter(user=carla).exists()


def test_the_database_takes_no_half_of_quiet_hours(carla):
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
def test_quiet_hours_over_midnight(now, due):
    assert after_quiet(now, (time(22), time(7)), "Asia/Dhaka") == due


def test_quiet_hours_by_day_and_none_at_all():
    assert after_quiet(at(24, 7), (time(12, 30), time(14)), "Asia/Dhaka") == at(24, 8)
    assert after_quiet(at(24, 7), (time(12), time(12)), "Asia/Dhaka") == at(24, 7)
    assert after_quiet(at(24, 7), (None, None), "Asia/Dhaka") == at(24, 7)


def test_quiet_hours_where_the_clock_is_set_back():
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
def test_the_next_digest(now, weekly, due):
    assert next_digest(now, 18, "Asia/Dhaka", is_weekly=weekly) == due


def asleep(person) -> None:
    """Quiet from two hours before until two hours after now, where she is."""
    here = clock.local(clock.now())
    begin, end = (here - 2 * HOUR).time().replace(second=0), (here + 2 * HOUR).time().replace(second=0)
    change_news_settings(by=person, choices={}, quiet_from=begin, quiet_until=end)


def test_by_night_mail_and_push_wait_and_the_bell_does_not(carla, device, tell, run_jobs, travel, mailbox):
    device.belongs_to(carla)
    asleep(carla)
    told = tell(carla)
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    assert Notification.objects.visible_to(carla).unread().get() == told
    travel(1.5 * HOUR)
    assert (mailbox, device.received) == ([], [])
    travel(HOUR)
    assert (len(mailbox), len(device.received)) == (1, 1)
    travel(DAY)
    assert (len(mailbox), len(device.received)) == (1, 1)


def test_what_she_read_by_night_is_neither_mailed_nor_pushed(carla, device, tell, travel, mailbox):
    device.belongs_to(carla)
    asleep(carla)
    read_notification(by=carla, notification_id=tell(carla).pk)
    travel(DAY)
    assert (mailbox, device.received) == ([], [])


def test_who_uses_her_account_she_learns_by_night_too(carla, run_jobs, mailbox):
    asleep(carla)
    notify(carla, "account.token_made", on=Somewhere, name="x")
    run_jobs()
    assert len(mailbox) == 1


def test_a_mail_waits_for_being_read(carla, tell, settings, run_jobs, travel, mailbox):
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


def test_seeing_the_page_is_reading(carla, page, tell, settings, travel, mailbox):
    settings.MAIL_DELAY = 2 * MINUTE
    told = tell(carla)
    page(carla).get("/my-work/", headers={"Live-Refresh": "1"})
    told.refresh_from_db()
    assert told.read_at is None, "a page that comes anew by itself is not looked at"
    html = page(carla).get("/my-work/").content.decode()
    told.refresh_from_db()
    assert told.read_at is not None
    assert 'data-live="notifications"></span>' in html
    travel(DAY)
    assert mailbox == []


def test_a_part_of_a_page_is_the_page(carla, tell):
    Notification.objects.filter(pk=tell(carla).pk).update(url="/contracts/5/#milestone-7")
    assert read_about(by=carla, address="/contracts/50/") == 0
    assert read_about(by=carla, address="/contracts/5/") == 1


def test_who_unsubscribed_while_it_waited_gets_no_mail(carla, tell, settings, travel, mailbox):
    settings.MAIL_DELAY = 2 * MINUTE
    tell(carla)
    choose(carla, mail="never")
    travel(DAY)
    assert mailbox == []


def test_a_digest_holds_what_is_unread_once(carla, tell, travel, mailbox):
    choose(carla, mail="digest")
    first, second = tell(carla), tell(carla)
    read_notification(by=carla, notification_id=first.pk)
    travel(DAY)
    assert [mail.subject for mail in mailbox] == ["1 piece of news for you"]
    assert mailbox[0].body.count("Farida did it") == 1
    assert "Jobs and bids" in mailbox[0].body
    assert 'href="http://localhost' in mailbox[0].alternatives[0][0]
    travel(7 * DAY)
    assert len(mailbox) == 1
    second.refresh_from_db()
    assert second.mailed_at is not None
    assert NewsSettings.objects.get(user=carla).digest_due_at is None


def test_a_digest_of_nothing_unread_is_not_sent(carla, tell, travel, mailbox):
    choose(carla, mail="digest")
    read_notification(by=carla, notification_id=tell(carla).pk)
    travel(DAY)
    assert mailbox == []


def test_a_weekly_digest_comes_once_a_week_in_her_language(rahim, tell, travel, mailbox):
    change_news_settings(by=rahim, choices={"test.plain": {"mail": "digest"}}, digest="weekly", digest_hour=9)
    for _day in range(8):
        tell(rahim)
        travel(DAY)
    sent = [
        clock.local(Notification.objects.filter(user=rahim).exclude(mailed_at=None).earliest("mailed_at").mailed_at)
    ]
    assert (sent[0].weekday(), sent[0].hour) == (6, 9)
    assert len(mailbox) in (1, 2)
    assert "নোটিফিকেশন" in mailbox[0].subject


def test_another_hour_moves_the_digest_that_waits(carla, tell):
    choose(carla, mail="digest")
    tell(carla)
    before = NewsSettings.objects.get(user=carla).digest_due_at
    hour = (clock.local(before).hour + 3) % 24
    change_news_settings(by=carla, choices={}, digest_hour=hour)
    assert clock.local(NewsSettings.objects.get(user=carla).digest_due_at).hour == hour


def test_every_kind_has_a_short_name():
    nameless = [each.code for each in notification_types() if not each.label]
    assert nameless == []


def test_telling_costs_few_statements(carla, device, django_assert_num_queries, tell):
    device.belongs_to(carla)
    with django_assert_num_queries(5):  # a savepoint twice, the row, two jobs: her settings are known since the device
        tell(carla)
