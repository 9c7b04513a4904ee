"""Notifications about a blocked user: waiting ones are dropped, those of running contracts are sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.models import User
from market.jobs.invitations.actions import invite_freelancer
from market.notifications import tasks
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import read_notification
from market.notifications.models import Notification
from market.notifications.preferences.actions import change_news_settings
from market.safety.actions import block_person, unblock_person
from tests import make
from tests.notifications.conftest import DAY, Target
from tests.payments import story


def notify_about(person: User, other: User, code: str = "test.plain") -> Notification:
    return notify(person, code, other, on=Target, actor="Farida")


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.mark.parametrize("by_her", [True, False])
def test_a_block_stops_a_waiting_mail(carla, farida, job, run_jobs, travel, mailbox, by_her):
    run_jobs()
    mailbox.clear()
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    blocker, blocked = (farida, carla) if by_her else (carla, farida)
    block_person(by=blocker, person_id=blocked.pk)
    travel(DAY)
    assert mailbox == []
    assert not Notification.objects.visible_to(farida).unread().filter(kind="job.invited").exists()


def test_without_a_block_the_mail_is_sent(carla, farida, job, run_jobs, travel, mailbox):
    run_jobs()
    mailbox.clear()
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    travel(DAY)
    assert [each.to for each in mailbox] == [[farida.email]]


def test_a_blocked_user_is_left_out_of_the_digest(carla, farida, rina, job, run_jobs, travel, mailbox):
    run_jobs()
    mailbox.clear()
    change_news_settings(by=carla, choices={"bid.submitted": {"mail": "digest"}})
    make.make_bid(job, farida)
    make.make_bid(job, rina)
    block_person(by=carla, person_id=farida.pk)
    travel(DAY)
    digests = [each.body for each in mailbox if each.to == [carla.email]]
    assert len(digests) == 1
    assert "Rina" in digests[0]
    assert "Farida" not in digests[0]


def test_a_notification_racing_with_a_block_is_not_sent(carla, farida, device, run_jobs, mailbox):
    """As from an action that checked for a block before it was made, and commits after it."""
    device.belongs_to(carla)
    block_person(by=carla, person_id=farida.pk)
    run_jobs()
    mailbox.clear()
    notification = notify_about(User.objects.get(pk=carla.pk), farida)
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    assert Notification.objects.get(pk=notification.pk).mailed_at is None
    change_news_settings(by=carla, choices={"test.plain": {"mail": "digest"}})
    notify_about(User.objects.get(pk=carla.pk), farida)
    tasks.mail_digest(user_id=carla.pk)
    assert mailbox == []


def test_a_push_is_not_retried_after_a_block(carla, farida, device, run_jobs):
    key = device.belongs_to(carla)
    notification = notify_about(carla, farida)
    run_jobs()
    assert len(device.received) == 1
    block_person(by=carla, person_id=farida.pk)
    tasks.push_to_device(notification_id=notification.pk, subscription_id=key)
    assert len(device.received) == 1


def test_a_block_does_not_stop_notifications_of_running_contracts(provider, carla, farida, run_jobs, travel, mailbox):
    milestone = story.funded(provider)
    block_person(by=carla, person_id=farida.pk)
    travel(DAY)
    mailbox.clear()
    story.submit(milestone)
    travel(DAY)
    assert [each.to for each in mailbox] == [[carla.email]]


def test_a_block_leaves_read_and_unrelated_notifications_unchanged(carla, farida, rina, tell):
    read, other, plain = notify_about(carla, farida), notify_about(carla, rina), tell(carla)
    read_notification(by=carla, notification_id=read.pk)
    at = Notification.objects.get(pk=read.pk).read_at
    block_person(by=carla, person_id=farida.pk)
    unblock_person(by=carla, person_id=farida.pk)
    assert Notification.objects.get(pk=read.pk).read_at == at
    assert set(Notification.objects.visible_to(carla).unread().values_list("pk", flat=True)) >= {other.pk, plain.pk}


def test_without_a_block_mailing_makes_no_block_query(carla, farida):
    notification = notify_about(carla, farida)
    with CaptureQueriesContext(connection) as queries:
        tasks.mail_notification(notification_id=notification.pk)
    assert not [each for each in queries.captured_queries if "safety_block" in each["sql"]]
