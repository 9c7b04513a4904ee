"""Direct offers by tab."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.bids.models import Bid

if TYPE_CHECKING:
    from market.accounts.models import User


def offers_in_tab(user: "User", tab: str) -> "QuerySet[Bid]":
    """Direct offers, newest first: those made to the user ("received"), else those that they made."""
    side = {"freelancer": user} if tab == "received" else {"job__client": user}
    return Bid.objects.with_parts().visible_to(user).filter(origin=Bid.Origin.OFFER, **side).order_by("-pk")
