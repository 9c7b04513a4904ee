"""Taking a bid back, keeping it in mind, saying no."""

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.bids.actions.bidding import lock_bid
from market.bids.actions.refusals import BidNotNew, BidNotOpen, NotYourBid
from market.bids.models import Bid
from market.core import clock
from market.core.audit import audit
from market.core.bangla import graphemes, nfc
from market.core.db import atomic
from market.core.errors import Invalid
from market.core.signals import job_changed
from market.jobs.actions import NotYourJob, keep_open
from market.jobs.models import Job
from market.messaging.actions import post_system_line
from market.notifications.actions import notify

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 300


@atomic
def withdraw_bid(*, by: "User", bid_id: int, reason: str = "") -> Bid:
    """Take an open bid back. The client is told; the place in the month's quota stays used.

    Raises NotFound to strangers, NotYourBid to the client, BidNotOpen once it is decided, Invalid for a long reason.
    """
    bid = lock_bid(by, bid_id)
    if bid.freelancer_id != by.pk:
        raise NotYourBid
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    _decide(bid, Bid.State.WITHDRAWN, reason)
    Job.objects.filter(pk=bid.job_id, bid_count__gt=0).update(bid_count=F("bid_count") - 1)
    audit("bid.withdrawn", by=by, on=bid, reason=reason)
    post_system_line(bid.conversation, "bid.withdrawn", freelancer=by.display_name)
    notify(bid.job.client, "bid.withdrawn", on=bid, freelancer=by.display_name, job=bid.job.title)
    job_changed.send(Job, job_id=bid.job_id)
    return bid


def _as_client(by: "User", bid_id: int) -> Bid:
    bid = lock_bid(by, bid_id)
    if bid.job.client_id != by.pk:
        raise NotYourJob
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    return bid


def _decide(bid: Bid, state: Bid.State, reason: str) -> None:
    text = nfc(reason).strip()
    if graphemes(text) > REASON_LENGTH:
        raise Invalid(errors={"reason": [_("Use %(most)s characters at most.") % {"most": REASON_LENGTH}]})
    bid.state, bid.decided_at, bid.decided_reason = state, clock.now(), text
    bid.save(update_fields=["state", "decided_at", "decided_reason"])


@atomic
def shortlist_bid(*, by: "User", bid_id: int) -> Bid:
    """Mark a new bid as one of the best; the freelancer is told. It keeps the job open a while longer.

    Raises NotFound to strangers, NotYourJob to the freelancer, BidNotOpen, BidNotNew when it is on the list.
    """
    bid = _as_client(by, bid_id)
    if bid.state != Bid.State.SUBMITTED:
        raise BidNotNew
    bid.state = Bid.State.SHORTLISTED
    bid.save(update_fields=["state"])
    keep_open(bid.job)
    audit("bid.shortlisted", by=by, on=bid)
    post_system_line(bid.conversation, "bid.shortlisted", client=by.display_name)
    notify(bid.freelancer, "bid.shortlisted", on=bid, client=by.display_name, job=bid.job.title)
    return bid


@atomic
def decline_bid(*, by: "User", bid_id: int, reason: str = "") -> Bid:
    """Say no to an open bid, with a reason if the client likes; the freelancer is told.

    Raises NotFound to strangers, NotYourJob to the freelancer, BidNotOpen, Invalid for a long reason.
    """
    bid = _as_client(by, bid_id)
    _decide(bid, Bid.State.DECLINED, reason)
    keep_open(bid.job)
    audit("bid.declined", by=by, on=bid, reason=reason)
    post_system_line(bid.conversation, "bid.declined", client=by.display_name)
    told = {"client": by.display_name, "job": bid.job.title}
    if bid.decided_reason:
        notify(bid.freelancer, "bid.declined_because", on=bid, reason=bid.decided_reason, **told)
    else:
        notify(bid.freelancer, "bid.declined", on=bid, **told)
    return bid
