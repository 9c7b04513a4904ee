"""What the reader of a bid leaves behind: that it was read, and a note for her own eyes."""

from typing import TYPE_CHECKING

from market.bids.models import Bid, BidNote
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import require_length
from market.core.text.bangla import nfc
from market.jobs.postings.refusals import NotYourJob
from market.notifications.inbox.actions import notify

if TYPE_CHECKING:
    from market.accounts.models import User

NOTE_LENGTH = 2000


def mark_read(*, by: "User", bid: Bid) -> bool:
    """Note that the other side opened a bid or offer for the first time; its author hears of it in the bell alone.

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
        author, code = (bid.job.client, "offer.read") if bid.is_offer else (bid.freelancer, "bid.read")
        notify(author, code, by, on=bid, person=by, job=bid.job.title)
    return True


@atomic
def note_bid(*, by: "User", bid_id: int, text: str) -> Bid:
    """Keep the client's own note about a bid, in any state; an empty one is deleted. Nobody else is told or shown it.

    Raises NotFound to strangers, NotYourJob to the freelancer, Invalid for a long text.
    """
    bid = fetch(Bid.objects.visible_to(by).select_related("job"), bid_id)
    if bid.job.client_id != by.pk:
        raise NotYourJob
    kept = nfc(text).strip()
    require_length("text", kept, NOTE_LENGTH)
    if kept:
        BidNote.objects.update_or_create(bid=bid, defaults={"text": kept, "changed_at": clock.now()})
    else:
        BidNote.objects.filter(bid=bid).delete()
    audit("bid.noted", by=by, on=bid)
    return bid
