"""Taking a bid or an offer back, keeping it in mind, saying no."""

from typing import TYPE_CHECKING

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import lock_bid
from market.bids.bids.decline_reasons import BidGround, OfferGround
from market.bids.bids.refusals import BidNotNew, BidNotOpen, BidNotShortlisted, NoShortlist, NotYourBid, OwnOffer
from market.bids.models import Bid
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid, require_length
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.contact import text_for
from market.core.text.locale import read_by
from market.jobs.models import Job
from market.jobs.postings.actions import extend_on_activity
from market.jobs.postings.refusals import NotYourJob
from market.messaging.actions import post_system_line
from market.notifications.telling.actions import notify
from market.safety.models import are_apart

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 300


@atomic
def withdraw_bid(*, by: "User", bid_id: int, reason: str = "") -> Bid:
    """Take one's open bid, or direct offer, back. The other side is told; a bid's place in the month stays used.

    Raises NotFound to strangers, NotYourBid to the other side, BidNotOpen once it is decided, Invalid for a long
    reason.
    """
    bid = lock_bid(by, bid_id)
    if bid.author_id != by.pk:
        raise NotYourBid
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    _decide(bid, Bid.State.WITHDRAWN, reason)
    audit("bid.withdrawn", by=by, on=bid, reason=reason)
    if bid.is_offer:
        _close(bid)
        post_system_line(bid.conversation, "offer.withdrawn", client=by)
        if not are_apart(by, bid.freelancer):
            notify(bid.freelancer, "offer.withdrawn", by, on=bid, client=by, title=bid.job.title)
        return bid
    Job.objects.filter(pk=bid.job_id, bid_count__gt=0).update(bid_count=F("bid_count") - 1)
    post_system_line(bid.conversation, "bid.withdrawn", freelancer=by)
    if not are_apart(by, bid.job.client):
        notify(bid.job.client, "bid.withdrawn", by, on=bid, freelancer=by, job=bid.job.title)
    return bid


def _as_client(by: "User", bid_id: int) -> Bid:
    """The open bid, locked, for the job's client. A direct offer is no bid to choose."""
    bid = lock_bid(by, bid_id)
    if bid.job.client_id != by.pk:
        raise NotYourJob
    if bid.is_offer:
        raise NoShortlist
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    return bid


def _decide(bid: Bid, state: Bid.State, reason: str, ground: str = "") -> None:
    text = nfc(reason).strip()
    require_length("reason", text, REASON_LENGTH)
    bid.state, bid.decided_at = state, clock.now()
    bid.decided_ground, bid.decided_reason = ground, text
    bid.save(update_fields=["state", "decided_at", "decided_ground", "decided_reason"])


def _close(offer: Bid) -> None:
    """End the job of a direct offer that came to nothing: it is never open to others."""
    job = offer.job
    job.state, job.ended_at = Job.State.CLOSED, clock.now()
    job.save(update_fields=["state", "ended_at"])


@atomic
def shortlist_bid(*, by: "User", bid_id: int) -> Bid:
    """Mark a new bid as one of the best; the freelancer is told. It keeps the job open a while longer.

    Raises NotFound to strangers, NotYourJob to the freelancer, NoShortlist for a direct offer, BidNotOpen, BidNotNew
    when it is on the list.
    """
    bid = _as_client(by, bid_id)
    if bid.state != Bid.State.SUBMITTED:
        raise BidNotNew
    bid.state = Bid.State.SHORTLISTED
    bid.save(update_fields=["state"])
    extend_on_activity(bid.job)
    audit("bid.shortlisted", by=by, on=bid)
    post_system_line(bid.conversation, "bid.shortlisted", client=by)
    notify(bid.freelancer, "bid.shortlisted", by, on=bid, client=by, job=bid.job.title)
    return bid


@atomic
def unlist_bid(*, by: "User", bid_id: int) -> Bid:
    """Take a bid off the shortlist. The freelancer is not told: it may be set on it again, and nothing is decided.

    Raises NotFound to strangers, NotYourJob to the freelancer, NoShortlist for a direct offer, BidNotOpen,
    BidNotShortlisted.
    """
    bid = _as_client(by, bid_id)
    if bid.state != Bid.State.SHORTLISTED:
        raise BidNotShortlisted
    bid.state = Bid.State.SUBMITTED
    bid.save(update_fields=["state"])
    audit("bid.unlisted", by=by, on=bid)
    return bid


@atomic
def decline_bid(*, by: "User", bid_id: int, reason: str = "", ground: str = "") -> Bid:
    """Say no to an open bid (its client) or direct offer (its freelancer); the other side is told.

    `ground` is a standard reason (BidGround, OfferGround), `reason` own words; neither must be given. Raises NotFound
    to strangers, NotYourJob to the bid's freelancer, OwnOffer to the offer's client, BidNotOpen, Invalid at the
    fields.
    """
    bid = lock_bid(by, bid_id)
    if bid.author_id == by.pk:
        raise OwnOffer if bid.is_offer else NotYourJob
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if ground and ground not in grounds_for(bid).values:
        raise Invalid(errors={"ground": [_("Choose one of the reasons, or leave it out.")]})
    _decide(bid, Bid.State.DECLINED, reason, ground)
    audit("bid.declined", by=by, on=bid, ground=ground, reason=reason)
    if bid.is_offer:
        _close(bid)
        post_system_line(bid.conversation, "offer.declined", freelancer=by)
        _tell(bid.job.client, "offer.declined", bid, about=by, freelancer=by, title=bid.job.title)
    else:
        extend_on_activity(bid.job)
        post_system_line(bid.conversation, "bid.declined", client=by)
        _tell(bid.freelancer, "bid.declined", bid, about=by, client=by, job=bid.job.title)
    return bid


def grounds_for(bid: Bid) -> type[TextChoices]:
    """The standard reasons for which it may be declined."""
    return OfferGround if bid.is_offer else BidGround


def _tell(who: "User", code: str, bid: Bid, *, about: "User", **facts: object) -> None:
    """The kind without a reason, or the one with it: the standard sentence in the reader's language, then own words."""
    with read_by(who):
        said = text_for(who.pk, bid.decided_reason, writer=about.pk)
        why = " ".join(filter(None, [bid.ground, said]))
    if why:
        notify(who, f"{code}_because", about, on=bid, reason=Written(about, why), **facts)
    else:
        notify(who, code, about, on=bid, **facts)
