"""News about a person whom a block keeps away: what waits when it is made goes nowhere; work that runs is told of."""

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
from tests.notifications.conftest import DAY, Somewhere
from tests.payments import story


def about(person: User, other: User, code: str = "test.plain") -> Notification:
    return notify(person, code, other, on=Somewhere, actor="Farida")


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.mark.parametrize("by_her", [True, False])
def test_a_mail_that_waits_is_not_sent(carla, farida, job, run_jobs, travel, mailbox, by_her):
    run_jobs()
    mailbox.clear()
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    blocker, blocked = (farida, carla) if by_her else (carla, farida)
    block_person(by=blocker, person_id=blocked.pk)
    travel(DAY)
    assert mailbox == []
    assert not Notification.objects.visible_to(farida).unread().filter(kind="job.invited").exists()


def test_without_a_block_it_is_sent(carla, farida, job, run_jobs, travel, mailbox):
    run_jobs()
    mailbox.clear()
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    travel(DAY)
    assert [each.to for each in mailbox] == [[farida.email]]


def test_a_bid_that_waits_in_the_digest_is_not_in_it(carla, farida, rina, job, run_jobs, travel, mailbox):
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


def test_what_slipped_past_the_block_is_stopped_when_it_is_sent(carla, farida, device, run_jobs, mailbox):
    """As an action tells that looked before the block and commits after it."""
    device.belongs_to(carla)
    block_person(by=carla, person_id=farida.pk)
    run_jobs()
    mailbox.clear()
    told = about(User.objects.get(pk=carla.pk), farida)
    run_jobs()
    assert (mailbox, device.received) == ([], [])
    assert Notification.objects.get(pk=told.pk).mailed_at is None
    change_news_settings(by=carla, choices={"test.plain": {"mail": "digest"}})
    about(User.objects.get(pk=carla.pk), farida)
    tasks.mail_digest(user_id=carla.pk)
    assert mailbox == []


def test_a_push_that_is_tried_again_stops_at_a_block(carla, farida, device, run_jobs):
    key = device.belongs_to(carla)
    told = about(carla, farida)
    run_jobs()
    assert len(device.received) == 1
    block_person(by=carla, person_id=farida.pk)
    tasks.push_to_device(notification_id=told.pk, subscription_id=key)
    assert len(device.received) == 1


def test_work_that_runs_is_told_of(provider, carla, farida, run_jobs, travel, mailbox):
    milestone = story.funded(provider)
    block_person(by=carla, person_id=farida.pk)
    travel(DAY)
    mailbox.clear()
    story.submit(milestone)
    travel(DAY)
    assert [each.to for each in mailbox] == [[carla.email]]


def test_others_and_what_was_read_stay_as_they_are(carla, farida, rina, tell):
    read, other, plain = about(carla, farida), about(carla, rina), tell(carla)
    read_notification(by=carla, notification_id=read.pk)
    at = Notification.objects.get(pk=read.pk).read_at
    block_person(by=carla, person_id=farida.pk)
    unblock_person(by=carla, person_id=farida.pk)
    assert Notification.objects.get(pk=read.pk).read_at == at
    assert set(Notification.objects.visible_to(carla).unread().values_list("pk", flat=True)) >= {other.pk, plain.pk}


def test_nobody_without_a_block_pays_for_it(carla, farida):
    told = about(carla, farida)
    with CaptureQueriesContext(connection) as asked:
        tasks.mail_notification(notification_id=told.pk)
    assert not [each for each in asked.captured_queries if "safety_block" in each["sql"]]
