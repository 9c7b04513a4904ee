"""How a bid or an offer stands for one of its two sides: one word for one state, wherever it is shown."""

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from market.bids.models import Bid
from market.safety.models import blocked_ids

if TYPE_CHECKING:
    from market.accounts.models import User

TONES = {Bid.State.ACCEPTED: "good", Bid.State.DECLINED: "bad"}


def closed_among(reader: "User", bids: Iterable[Bid]) -> set[int]:
    """The keys of those open ones that nobody can answer any more, since the other side closed their account or a block
    keeps the two apart: which of these, the reader does not learn."""
    apart = blocked_ids(reader)
    return {bid.pk for bid in bids if is_closed_for(reader, bid, apart)}


def is_closed_for(reader: "User", bid: Bid, apart: Container[int]) -> bool:
    """The same of one bid; `apart` are the people from whom a block keeps the reader."""
    other = _other(reader, bid)
    return bid.is_open and (other.pk in apart or not other.is_active)


def state_for(reader: "User", bid: Bid, *, is_closed: bool) -> tuple[str, str, str]:
    """A code, its words in the active language, and the tone of a badge; `is_closed` where it is in `closed_among`."""
    if is_closed:
        return "closed", pgettext("bid", "Closed"), ""
    if not bid.is_open:
        return str(bid.state), bid.get_state_display(), TONES.get(Bid.State(bid.state), "")
    if bid.latest.by_id != reader.pk:
        return ("your_turn", _("Waits for your answer"), "wait") if bid.job.is_open else ("waiting", _("Open"), "")
    return "waiting", _("Waits for the answer of %(name)s") % {"name": _other(reader, bid).shown_name}, ""


def _other(reader: "User", bid: Bid) -> "User":
    return bid.freelancer if reader.pk == bid.job.client_id else bid.job.client
