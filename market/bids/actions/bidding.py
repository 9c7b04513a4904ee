"""Placing a bid, and negotiating its terms.

Every action on a bid locks the job first and then the bid: so deciding, closing and hiring exclude one another.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.bids.actions.refusals import (
    AlreadyBid,
    BidNotOpen,
    NotFreelancer,
    NothingChanged,
    NotInvited,
    OwnJob,
    ProfileNotPublished,
    QuotaUsed,
)
from market.bids.models import Bid, Terms
from market.bids.offers import Offer
from market.bids.queries import quota_of
from market.core import clock, limits
from market.core.audit import audit
from market.core.bangla import graphemes, nfc
from market.core.db import atomic, fetch, lock
from market.core.errors import Invalid
from market.core.signals import job_changed
from market.jobs.actions import JobNotOpen, keep_open
from market.jobs.models import Invitation, Job
from market.jobs.threads import thread_for
from market.messaging.actions import post_system_line
from market.notifications.actions import notify
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

LETTER_LENGTH = 4000
TERMS_PER_DAY = 20


@atomic
def submit_bid(*, by: "User", job_id: int, terms: Offer, cover_letter: str) -> Bid:
    """Offer to do an open job. The client is told; it takes a place of the month's quota.

    Raises NotFound, NotFreelancer, ProfileNotPublished, OwnJob, NotInvited, JobNotOpen, AlreadyBid, Invalid at the
    fields, QuotaUsed, TooMany past the hour's limit.
    """
    job = _job_to_bid_on(by, job_id)
    _own_profile(by)  # locked: her bids queue here, so that the quota and "one open bid" hold under parallel requests
    if Bid.objects.open().filter(job=job, freelancer=by).exists():
        raise AlreadyBid
    offer = terms.settled(currency=job.currency, title=job.title)
    letter = _letter(cover_letter)
    quota = quota_of(by)
    if not quota.left:
        raise QuotaUsed(quota)
    limits.spend("bid", by.pk, times=settings.LIFECYCLE.bids_per_hour, per=timedelta(hours=1))
    at = clock.now()
    if not Job.objects.open().filter(pk=job.pk, expires_at__gt=at).update(bid_count=F("bid_count") + 1):
        raise JobNotOpen(state=Job.State.CLOSED.label)
    talk = thread_for(job, job.client, by).conversation
    bid = Bid.objects.create(job=job, freelancer=by, conversation=talk, cover_letter=letter, submitted_at=at)
    _keep_terms(bid, by, offer)
    audit("bid.submitted", by=by, on=bid, amount=offer.amount)
    facts = {"freelancer": by.display_name, "amount": offer.amount, "days": offer.days}
    post_system_line(talk, "bid.submitted", **facts)
    notify(job.client, "bid.submitted", on=bid, job=job.title, **facts)
    job_changed.send(Job, job_id=job.pk)
    return bid


def _job_to_bid_on(by: "User", job_id: int) -> Job:
    job = fetch(Job.objects.visible_to(by).select_related("client"), job_id)
    if job.client_id == by.pk:
        raise OwnJob
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if job.visibility == Job.Visibility.INVITED and not Invitation.objects.filter(job=job, freelancer=by).exists():
        raise NotInvited
    return job


def _own_profile(by: "User") -> Profile:
    profile = Profile.objects.select_for_update(of=("self",)).select_related("certificate").filter(user=by).first()
    if profile is None or not profile.certificate.is_valid:
        raise NotFreelancer
    if profile.state != Profile.State.PUBLISHED:
        raise ProfileNotPublished
    return profile


def _letter(text: str) -> str:
    letter = nfc(text).strip()
    if not letter:
        raise Invalid(errors={"cover_letter": [_("Write to the client why you are the right one.")]})
    if graphemes(letter) > LETTER_LENGTH:
        raise Invalid(errors={"cover_letter": [_("Use %(most)s characters at most.") % {"most": LETTER_LENGTH}]})
    return letter


def _keep_terms(bid: Bid, by: "User", offer: Offer) -> Terms:
    return Terms.objects.create(
        bid=bid,
        number=bid.terms.count() + 1,
        by=by,
        amount_value=offer.amount.amount,
        currency=str(offer.amount.currency),
        days=offer.days,
        milestones=offer.stored(),
        proposed_at=clock.now(),
    )


def lock_bid(by: "User", bid_id: int) -> Bid:
    """The bid, locked after its job, with both and the people loaded. Raises NotFound to all but its two sides."""
    visible = Bid.objects.visible_to(by)
    job = Job.objects.select_for_update(of=("self",)).filter(bids__in=visible.filter(pk=bid_id)).first()
    bid = lock(visible.select_related("job__client", "freelancer", "conversation"), bid_id)
    if job is not None:
        job.client = bid.job.client
        bid.job = job
    return bid


@atomic
def propose_terms(*, by: "User", bid_id: int, terms: Offer) -> Terms:
    """Put changed terms on the table, by either side; the other may accept them, or answer with its own.

    Raises NotFound to strangers, BidNotOpen, JobNotOpen, Invalid at the fields, NothingChanged, TooMany.
    """
    bid = lock_bid(by, bid_id)
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if not bid.job.is_open:
        raise JobNotOpen(state=bid.job.state_label)
    offer = terms.settled(currency=bid.job.currency, title=bid.job.title)
    if offer == Offer.of(bid.latest):
        raise NothingChanged
    limits.spend("terms", bid.pk, times=TERMS_PER_DAY, per=timedelta(days=1))
    proposed = _keep_terms(bid, by, offer)
    other = bid.freelancer if by.pk == bid.job.client_id else bid.job.client
    if by.pk == bid.job.client_id:
        keep_open(bid.job)
    audit("bid.terms_proposed", by=by, on=bid, number=proposed.number, amount=offer.amount)
    facts = {"person": by.display_name, "amount": offer.amount, "days": offer.days}
    post_system_line(bid.conversation, "bid.terms_proposed", **facts)
    notify(other, "bid.terms_proposed", on=bid, job=bid.job.title, **facts)
    return proposed
