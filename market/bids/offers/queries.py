"""Direct and custom offers by tab."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.bids.models import Bid

if TYPE_CHECKING:
    from market.accounts.models import User


def offers_in_tab(user: "User", tab: str) -> "QuerySet[Bid]":
    """Offers, newest first: those made to the user ("received"), else those that they made."""
    direct, custom = Q(origin=Bid.Origin.OFFER), Q(origin=Bid.Origin.CUSTOM)
    as_freelancer, as_client = Q(freelancer=user), Q(job__client=user)
    received = (direct & as_freelancer) | (custom & as_client)
    side = received if tab == "received" else (direct & as_client) | (custom & as_freelancer)
    return Bid.objects.with_parts().visible_to(user).filter(side).order_by("-pk")


def has_received_offers(user: "User") -> bool:
    """Whether somebody ever made the user a direct or custom offer."""
    return offers_in_tab(user, "received").exists()
