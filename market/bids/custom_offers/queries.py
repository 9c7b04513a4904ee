"""In which conversations a freelancer may send an offer."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from market.accounts.models import in_sight
from market.bids.models import Bid
from market.jobs.models import Thread
from market.messaging.models import Message
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User


def is_answered() -> Q:
    """Threads in which the client has written, or money was held."""
    by_client = Message.objects.filter(conversation=OuterRef("conversation"), sender=OuterRef("client"))
    return Q(conversation__contact_open_at__isnull=False) | Q(Exists(by_client))


def open_custom_offers(freelancer: Any) -> "QuerySet[Bid]":
    """The freelancer's custom offers that nobody has answered."""
    return Bid.objects.open().filter(origin=Bid.Origin.CUSTOM, freelancer=freelancer)


def threads_open_for_offers(freelancer: "User") -> "QuerySet[Thread]":
    """The freelancer's threads in which `send_custom_offer` would take an offer, but for blocks and daily limits."""
    threads = Thread.objects.select_related("client", "conversation").filter(in_sight("client"), is_answered())
    to_client = open_custom_offers(freelancer).filter(job__client=OuterRef("client"))
    can_bid = Exists(Profile.objects.public().filter(user=freelancer))
    return threads.filter(Q(can_bid), ~Q(Exists(to_client)), freelancer=freelancer)
