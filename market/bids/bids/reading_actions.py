"""Reading a bid: the time of the first reading, and the client's private note."""

from typing import TYPE_CHECKING

from market.bids.bids.events import BidRead
from market.bids.models import Bid, BidNote
from market.bids.offers.events import OfferRead
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.jobs.postings.refusals import NotYourJob

if TYPE_CHECKING:
    from market.accounts.models import User

NOTE_LENGTH = 2000


def mark_read(*, by: "User", bid: Bid) -> bool:
    """Mark a bid or offer as read when the other side first opens it; its author is notified in the bell only.

    `bid` is one that `by` may see, with its job and people. Returns whether this was the first time.
    """
    return by.pk != bid.author_id and bid.read_at is None and _first_read(by, bid)


@atomic
def _first_read(by: "User", bid: Bid) -> bool:
    at = clock.now()
    if not Bid.objects.filter(pk=bid.pk, read_at=None).update(read_at=at):
        return False
    bid.read_at = at
    if bid.is_open:
        event = OfferRead if bid.is_offer else BidRead
        emit(event(person=by, job=bid.job.title), on=bid, by=by, to=[bid.author], about=by)
    return True


@atomic
def note_bid(*, by: "User", bid_id: int, text: str) -> Bid:
    """Save the client's private note about a bid, in any state; an empty one is deleted.

    Raises NotFound to strangers, NotYourJob to the freelancer, Invalid for a long text.
    """
    bid = fetch(Bid.objects.visible_to(by).select_related("job"), bid_id)
    if bid.job.client_id != by.pk:
        raise NotYourJob
    note = nfc(text).strip()
    require_length("text", note, NOTE_LENGTH)
    if note:
        BidNote.objects.update_or_create(bid=bid, defaults={"text": note, "changed_at": clock.now()})
    else:
        BidNote.objects.filter(bid=bid).delete()
    audit("bid.noted", by=by, on=bid)
    return bid
