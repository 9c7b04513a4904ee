"""Deadlines of jobs: two warnings, then expiry; running them late or twice gives the same result."""

from datetime import timedelta

import pytest

from market.bids.bids.ending_actions import expire_job, warn_of_expiry
from market.bids.models import Bid
from market.bids.tasks import expire_jobs, warn_expiry
from market.core.base import clock
from market.jobs.models import Job
from market.jobs.postings.actions import prolong_job
from tests import make

pytestmark = pytest.mark.django_db


def notification_types(user):
    return [each.kind for each in user.notifications.order_by("id") if each.kind.startswith("job.")]


def test_job_expiry_is_warned_twice_and_lapses_bids(carla, farida, travel):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    travel(timedelta(days=24))
    assert notification_types(carla) == []
    travel(timedelta(days=2))
    assert notification_types(carla) == ["job.expiring"]
    travel(timedelta(days=3, hours=1))
    assert notification_types(carla) == ["job.expiring"] * 2
    travel(timedelta(days=2))
    job.refresh_from_db()
    bid.refresh_from_db()
    assert (job.state, job.ended_at) == ("expired", job.expires_at)
    assert (bid.state, bid.returned_at) == ("lapsed", job.expires_at)
    assert notification_types(carla) == ["job.expiring", "job.expiring", "job.expired"]


def test_a_prolonged_job_is_warned_again(carla, travel):
    job = make.make_job(carla)
    travel(timedelta(days=26))
    prolong_job(by=carla, job_id=job.pk)
    travel(timedelta(days=26))
    assert notification_types(carla) == ["job.expiring", "job.expiring"]
    job.refresh_from_db()
    assert job.is_open


def test_expiry_deadlines_are_idempotent(carla):
    job = make.make_job(carla)
    soon = clock.now() + timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(expires_at=soon, remind_at=clock.now())
    for _ in range(2):
        warn_expiry()
        expire_jobs()
    assert notification_types(carla) == ["job.expiring"]
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now(), remind_at=clock.now())
    for _ in range(2):
        warn_expiry()
        expire_jobs()
    assert notification_types(carla) == ["job.expiring", "job.expired"], "what is over is reminded of no more"


def test_jobs_that_are_not_due_do_not_expire(carla, farida):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    assert expire_job(job_id=job.pk) is None
    assert warn_of_expiry(job_id=job.pk) is None
    assert Bid.objects.get(pk=bid.pk).is_open
    Job.objects.filter(pk=job.pk).update(state="closed", ended_at=clock.now())
    assert expire_job(job_id=job.pk) is None
