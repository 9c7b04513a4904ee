"""Withdrawing, shortlisting and declining bids, direct offers and custom offers."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import lock_bid
from market.bids.bids.decline_reasons import BidGround, CustomOfferGround, OfferGround
from market.bids.bids.events import BidDeclined, BidDeclinedBecause, BidShortlisted, BidWithdrawn
from market.bids.bids.refusals import BidNotNew, BidNotOpen, BidNotShortlisted, NoShortlist, NotYourBid, OwnOffer
from market.bids.custom_offers.events import CustomOfferDeclined, CustomOfferDeclinedBecause, CustomOfferWithdrawn
from market.bids.models import Bid
from market.bids.offers.events import OfferDeclined, OfferDeclinedBecause, OfferWithdrawn
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import Invalid, require_length
from market.core.base.events import Event, emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.core.text.contact import text_for
from market.core.text.locale import activate_for
from market.jobs.models import Job
from market.jobs.postings.actions import extend_on_activity
from market.jobs.postings.refusals import NotYourJob
from market.safety.models import is_blocked_between

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 300


@atomic
def withdraw_bid(*, by: "User", bid_id: int, reason: str = "") -> Bid:
    """Withdraw one's open bid, or offer. The other side is notified; the bid's place in the quota stays used.

    Raises NotFound to strangers, NotYourBid to the other side, BidNotOpen once it is decided, Invalid for a long
    reason.
    """
    bid = lock_bid(by, bid_id)
    if bid.author_id != by.pk:
        raise NotYourBid
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    _decide(bid, Bid.State.WITHDRAWN, reason)
    event: Event
    withdrawn = BidWithdrawn(freelancer=bid.freelancer, job=bid.job.title, reason=reason)
    if bid.is_offer:
        emit(withdrawn, on=bid, by=by)  # for the audit log and for programs an offer is a bid
        _close_offer(bid)
        title = bid.job.title
        is_direct = bid.is_by_client
        event = (
            OfferWithdrawn(client=by, title=title) if is_direct else CustomOfferWithdrawn(freelancer=by, title=title)
        )
    else:
        Job.objects.filter(pk=bid.job_id, bid_count__gt=0).update(bid_count=F("bid_count") - 1)
        signals.figures_changed.send(Job, pk=bid.job_id)
        event = withdrawn
    to = [] if is_blocked_between(by, bid.answerer) else [bid.answerer]
    emit(event, on=bid, by=by, to=to, about=by, conversation=bid.conversation)
    return bid


def _open_bid_for_client(by: "User", bid_id: int) -> Bid:
    """The open bid, locked, for the job's client. Refuses offers."""
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


def _close_offer(offer: Bid) -> None:
    """Close the job of an offer that failed: it never opens to others."""
    job = offer.job
    job.state, job.ended_at = Job.State.CLOSED, clock.now()
    job.save(update_fields=["state", "ended_at"])


@atomic
def shortlist_bid(*, by: "User", bid_id: int) -> Bid:
    """Put a new bid on the shortlist; the freelancer is notified. It keeps the job open longer.

    Raises NotFound to strangers, NotYourJob to the freelancer, NoShortlist for a direct offer, BidNotOpen, BidNotNew
    when it is on the list.
    """
    bid = _open_bid_for_client(by, bid_id)
    if bid.state != Bid.State.SUBMITTED:
        raise BidNotNew
    bid.state = Bid.State.SHORTLISTED
    bid.save(update_fields=["state"])
    extend_on_activity(bid.job)
    shortlisted = BidShortlisted(client=by, job=bid.job.title)
    emit(shortlisted, on=bid, by=by, to=[bid.freelancer], about=by, conversation=bid.conversation)
    return bid


@atomic
def unlist_bid(*, by: "User", bid_id: int) -> Bid:
    """Take a bid off the shortlist. The freelancer is not notified, since nothing is decided.

    Raises NotFound to strangers, NotYourJob to the freelancer, NoShortlist for a direct offer, BidNotOpen,
    BidNotShortlisted.
    """
    bid = _open_bid_for_client(by, bid_id)
    if bid.state != Bid.State.SHORTLISTED:
        raise BidNotShortlisted
    bid.state = Bid.State.SUBMITTED
    bid.save(update_fields=["state"])
    audit("bid.unlisted", by=by, on=bid)
    return bid


@atomic
def decline_bid(*, by: "User", bid_id: int, reason: str = "", ground: str = "") -> Bid:
    """Decline an open bid or custom offer (its client) or a direct offer (its freelancer); the other side is notified.

    `ground` is a standard reason (`grounds_for`), `reason` own words; neither must be given. Raises NotFound to
    strangers, NotYourJob to the bid's freelancer, OwnOffer to the offer's author, BidNotOpen, Invalid at the fields.
    """
    bid = lock_bid(by, bid_id)
    if bid.author_id == by.pk:
        raise OwnOffer if bid.is_offer else NotYourJob
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if ground and ground not in grounds_for(bid).values:
        raise Invalid(errors={"ground": [_("Choose one of the reasons, or leave it out.")]})
    _decide(bid, Bid.State.DECLINED, reason, ground)
    declined = BidDeclined(client=bid.job.client, job=bid.job.title, ground=ground, reason=reason)
    if bid.is_offer:
        emit(declined, on=bid, by=by)  # for the audit log and for programs an offer is a bid
        _close_offer(bid)
        _emit_declined(*_offer_declined(bid, by), bid, by)
    else:
        extend_on_activity(bid.job)
        _emit_declined(declined, partial(BidDeclinedBecause, client=by, job=bid.job.title), bid, by)
    return bid


def grounds_for(bid: Bid) -> type[TextChoices]:
    """The standard reasons for which it may be declined."""
    if bid.is_offer:
        return OfferGround if bid.is_by_client else CustomOfferGround
    return BidGround


def _offer_declined(offer: Bid, by: "User") -> tuple[Event, Callable[..., Event]]:
    """The event of a declined offer, and that with a reason, which is missing in the second."""
    title = offer.job.title
    if offer.is_by_client:
        because = partial(OfferDeclinedBecause, freelancer=by, title=title)
        return OfferDeclined(freelancer=by, title=title), because
    return CustomOfferDeclined(client=by, title=title), partial(CustomOfferDeclinedBecause, client=by, title=title)


def _emit_declined(declined: Event, because: Callable[..., Event], bid: Bid, by: "User") -> None:
    """Emit that the other side declined; with a reason, the author is notified by `because` instead."""
    to = bid.author
    reason = _reason_for(to, bid, writer=by)
    emit(declined, on=bid, by=by, to=[] if reason else [to], about=by, conversation=bid.conversation)
    if reason:
        emit(because(reason=reason), on=bid, by=by, to=[to], about=by)


def _reason_for(reader: "User", bid: Bid, *, writer: "User") -> Written | None:
    """Why it was declined: the standard sentence in the reader's language, then own words. None without either."""
    with activate_for(reader):
        own_words = text_for(reader.pk, bid.decided_reason, writer=writer.pk)
        reason = " ".join(filter(None, [bid.ground, own_words]))
    return Written(writer, reason) if reason else None
