"""Job actions: allowed states, notifications and signals."""

from datetime import timedelta

import pytest

from market.bids.bids.ending_actions import close_job
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.signals import job_changed
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job, Thread
from market.jobs.postings.actions import change_job, create_job, discard_draft, prolong_job, publish_job
from market.jobs.postings.details import JobDetails
from market.jobs.postings.refusals import JobNotOpen
from market.jobs.questions.actions import get_or_open_thread
from market.profiles.models import ClientProfile
from tests import make

pytestmark = pytest.mark.django_db

# The states in which each action is allowed.
ALLOWED = {
    "publish": {Job.State.DRAFT},
    "discard": {Job.State.DRAFT},
    "change": {Job.State.DRAFT, Job.State.OPEN},
    "prolong": {Job.State.OPEN},
    "invite": {Job.State.OPEN},
    "close": {Job.State.OPEN},
}


def set_state(job, state):
    at = clock.now()
    ended = None if state in (Job.State.DRAFT, Job.State.OPEN) else at
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=ended)
    job.refresh_from_db()


@pytest.mark.parametrize("state", Job.State.values)
@pytest.mark.parametrize("verb", ALLOWED)
def test_every_action_from_every_state(carla, farida, verb, state):
    job = make.make_job(carla)
    set_state(job, state)
    act = {
        "publish": lambda: publish_job(by=carla, job_id=job.pk),
        "discard": lambda: discard_draft(by=carla, job_id=job.pk),
        "change": lambda: change_job(by=carla, job_id=job.pk, changes={"title": "Another"}),
        "prolong": lambda: prolong_job(by=carla, job_id=job.pk),
        "invite": lambda: invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk),
        "close": lambda: close_job(by=carla, job_id=job.pk),
    }[verb]
    if state in ALLOWED[verb]:
        act()
        return
    with pytest.raises(DomainError) as refused:
        act()
    assert refused.value.status == 409
    job.refresh_from_db()
    assert job.state == state


def test_published_job_is_open_for_thirty_days_and_counted_once(carla):
    job = make.make_job(carla)
    assert job.expires_at - job.published_at == timedelta(days=30)
    make.make_job(carla)
    assert ClientProfile.objects.get(user=carla).jobs_posted == 2


def test_job_changed_signal_is_sent_for_each_change(carla):
    job_ids = []

    def receive(sender, job_id, **more):
        job_ids.append(job_id)

    job_changed.connect(receive)
    try:
        job = make.make_job(carla)
        change_job(by=carla, job_id=job.pk, changes={"title": "Another"})
        close_job(by=carla, job_id=job.pk)
    finally:
        job_changed.disconnect(receive)
    assert job_ids == [job.pk] * 3


def test_invitation_sends_a_mail_and_a_system_message(carla, farida, run_jobs, mailbox):
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    run_jobs()
    assert [(mail.to, mail.subject) for mail in mailbox][-1] == (
        [farida.email],
        "Carla invites you to bid: Logo for a tea shop",
    )
    thread = Thread.objects.get()
    assert [message.code for message in thread.conversation.messages.all()] == ["job.invited"]


def test_job_change_notifies_bidders_once(carla, farida):
    job = make.make_job(carla)
    make.make_bid(job, farida)
    before = farida.notifications.count()
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20})
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20})  # nothing new
    assert [each.kind for each in farida.notifications.all()[: farida.notifications.count() - before]] == [
        "job.changed"
    ]


def test_inviting_extends_the_expiry_of_a_job(carla, farida):
    job = make.make_job(carla)
    soon = clock.now() + timedelta(days=1)
    Job.objects.filter(pk=job.pk).update(expires_at=soon, remind_at=None)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    job.refresh_from_db()
    assert job.expires_at - soon == pytest.approx(timedelta(days=13), abs=timedelta(seconds=5))
    assert job.expires_at - job.remind_at == timedelta(days=5)


def test_prolonging_a_job_restarts_its_thirty_days(carla):
    job = make.make_job(carla)
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() + timedelta(days=1))
    prolonged = prolong_job(by=carla, job_id=job.pk)
    assert prolonged.expires_at - clock.now() == pytest.approx(timedelta(days=30), abs=timedelta(seconds=5))


def test_get_or_open_thread_gives_one_thread_per_pair_and_job(carla, farida):
    job = make.make_job(carla)
    assert get_or_open_thread(job, carla, farida) == get_or_open_thread(job, carla, farida)
    assert get_or_open_thread(None, carla, farida) == get_or_open_thread(None, carla, farida)
    assert Thread.objects.count() == 2


def test_job_texts_are_normalized(carla):
    details = JobDetails.of(make.make_job(carla, title="বড়\u200b দোকান"))
    assert details.title == "বড় দোকান"


def test_job_not_open_error_names_the_state(carla):
    job = create_job(by=carla, details=JobDetails.of(make.make_job(carla)))
    with pytest.raises(JobNotOpen, match="it is draft"):
        prolong_job(by=carla, job_id=job.pk)
