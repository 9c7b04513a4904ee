"""Ending a job without hiring: by its client, its deadline, or a ban. Bids lapse, their quota places come back."""

from datetime import datetime
from typing import TYPE_CHECKING

from market.bids.bids.events import BidJobRemoved, BidLapsed, JobClosed, JobEnded, JobExpired, JobExpiring, JobRemoved
from market.bids.models import Bid
from market.bids.offers.events import OfferLapsed, OfferLapsing
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.signals import job_changed
from market.jobs.models import Job
from market.jobs.postings.actions import own_job
from market.jobs.postings.refusals import JobNotOpen
from market.jobs.postings.reminders import job_reminder_at
from market.safety.models import blocked_ids

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def close_job(*, by: "User", job_id: int) -> Job:
    """End an open job without hiring. Open bids lapse, and every bidder gets their place in the quota back.

    Raises NotFound, NotYourJob, JobNotOpen.
    """
    job = own_job(by, job_id)
    if not job.is_running:
        raise JobNotOpen(state=job.state_label)
    _end_job(job, Job.State.CLOSED, clock.now())
    emit(JobClosed(), on=job, by=by)
    return job


@atomic
def expire_job(*, job_id: int) -> Job | None:
    """End an open job, or direct offer, whose days are over, and notify both sides. A job that is hidden is removed.

    None if it is not due (any more).
    """
    job = _open_job(job_id)
    if job is None or job.expires_at is None or job.expires_at > clock.now():
        return None
    if job.offered_to_id is not None:
        return _lapse_offer(job, Job.State.EXPIRED, job.expires_at)
    if job.is_hidden:
        _end_job(job, Job.State.REMOVED, job.expires_at)
        audit("job.removed", by=None, on=job)
        emit(JobRemoved(job=job.title), on=job, by=None, to=[job.client])
    else:
        _end_job(job, Job.State.EXPIRED, job.expires_at)
        emit(JobExpired(job=job.title), on=job, by=None, to=[job.client])
    return job


@atomic
def remove_jobs(*, by: "User", client_id: int) -> None:
    """Remove the open jobs and direct offers of a client whom moderators banned."""
    for job_id in Job.objects.open().filter(client=client_id).order_by("pk").values_list("pk", flat=True):
        job = _open_job(job_id)
        if job is None:
            continue
        if job.offered_to_id is not None:
            _lapse_offer(job, Job.State.REMOVED, clock.now())
        else:
            _end_job(job, Job.State.REMOVED, clock.now())
        audit("job.removed", by=by, on=job)


def _lapse_offer(job: Job, state: Job.State, at: datetime) -> Job:
    """End a direct offer that nobody answered in time, or that was removed."""
    job.state, job.ended_at = state, at
    job.save(update_fields=["state", "ended_at"])
    offer = job.bids.open().select_related("freelancer", "conversation").get()
    offer.job, offer.state, offer.decided_at = job, Bid.State.LAPSED, at
    offer.save(update_fields=["state", "decided_at"])
    audit("offer.lapsed", by=None, on=offer)
    apart = blocked_ids(offer.freelancer)
    if state == Job.State.REMOVED:
        _notify_removed(job, offer, apart)
        return job
    lapsed = OfferLapsed(title=job.title)
    emit(lapsed, on=offer, by=None, conversation=offer.conversation)
    for person in (job.client, offer.freelancer) if job.client_id not in apart else (job.client,):
        other = offer.freelancer if person.pk == job.client_id else job.client
        emit(lapsed, on=offer, by=None, to=[person], about=other)
    return job


@atomic
def remind_of_offer(*, job_id: int) -> Job | None:
    """Remind the side whose turn it is that a direct offer lapses soon, and again. None if nothing is due."""
    job = _open_job(job_id)
    if job is None or job.expires_at is None or not _set_next_reminder(job):
        return None
    offer = job.bids.open().select_related("freelancer").prefetch_related("terms").get()
    is_freelancers_turn = offer.latest.by_id == job.client_id
    person = offer.freelancer if is_freelancers_turn else job.client
    other = job.client if is_freelancers_turn else offer.freelancer
    if other.pk in blocked_ids(person):
        return job
    lapsing = OfferLapsing(person=other, title=job.title, at=job.expires_at)
    emit(lapsing, on=offer, by=None, to=[person], about=other)
    return job


@atomic
def warn_of_expiry(*, job_id: int) -> Job | None:
    """Warn the client of an open job that it ends soon, and again. None if nothing is due."""
    job = _open_job(job_id)
    if job is None or job.expires_at is None or not _set_next_reminder(job):
        return None
    emit(JobExpiring(job=job.title, at=job.expires_at), on=job, by=None, to=[job.client])
    return job


def _set_next_reminder(job: Job) -> bool:
    """Note when a locked one is reminded of next. False if no reminder is due, or its end is."""
    now = clock.now()
    if job.remind_at is None or job.remind_at > now or job.expires_at is None:
        return False
    job.remind_at = job_reminder_at(job, after=now)
    job.save(update_fields=["remind_at"])
    return job.expires_at > now


def _open_job(job_id: int) -> Job | None:
    return (
        Job.objects.open()
        .select_for_update(of=("self",), no_key=True)
        .select_related("client")
        .filter(pk=job_id)
        .first()
    )


def _end_job(job: Job, state: Job.State, at: datetime) -> None:
    """End a locked job without hiring. Places of bids that were declined before come back as well."""
    job.state, job.ended_at = state, at
    job.save(update_fields=["state", "ended_at"])
    # In the order in which conversations are locked (append_messages).
    lapsing = list(job.bids.open().select_related("freelancer", "conversation").order_by("conversation_id"))
    job.bids.open().update(state=Bid.State.LAPSED, decided_at=at)
    job.bids.filter(state__in=[Bid.State.LAPSED, Bid.State.DECLINED], returned_at=None).update(returned_at=at)
    apart = blocked_ids(job.client)
    for bid in lapsing:
        if state == Job.State.REMOVED:
            _notify_removed(job, bid, apart)
            continue
        emit(JobEnded(job=job.title), on=job, by=None, conversation=bid.conversation)
        if bid.freelancer_id not in apart:
            lapsed = BidLapsed(client=job.client, job=job.title)
            emit(lapsed, on=bid, by=None, to=[bid.freelancer], about=job.client)
    job_changed.send(Job, job_id=job.pk)


def _notify_removed(job: Job, bid: Bid, apart: set[int]) -> None:
    """What the other side reads where moderators took a job or an offer away."""
    emit(JobRemoved(job=job.title), on=job, by=None, conversation=bid.conversation)
    if not apart & {bid.freelancer_id, job.client_id}:
        emit(BidJobRemoved(job=job.title), on=bid, by=None, to=[bid.freelancer], about=job.client)
