"""What bids and offers put into conversations: cards of their terms, and ways to send terms or an offer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from market.bids.bids.queries import last_bid_in
from market.bids.bids.state_words import closed_among, state_for
from market.bids.custom_offers.queries import threads_open_for_offers
from market.bids.models import Bid, Terms
from market.bids.offers.actions import offer_recipient, open_offer_to
from market.core.base.errors import DomainError
from market.core.base.prepared import prepared
from market.core.text.formats import format_money, format_number
from market.core.text.locale import language
from market.core.web.returning import with_return
from market.jobs.models import Thread
from market.messaging.models import Conversation, Message
from market.messaging.parts import Card, PossibleAction, cards_of, possible_actions
from market.profiles.models import Profile

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User


@cards_of("bids.bid", "bid.submitted", "bid.terms_proposed", "offer.made", "custom_offer.made")
def terms_cards(reader: "User", messages: Mapping[int, Sequence[Message]]) -> dict[int, Card]:
    """The terms that each message tells of: how they stand, and a way to accept them if it is the reader's turn."""
    rows = Bid.objects.visible_to(reader).filter(pk__in=messages).select_related("job", "freelancer", "job__client")
    bids = list(rows.prefetch_related("terms"))
    closed = closed_among(reader, bids)
    return {
        message.pk: _card(reader, bid, message, is_closed=bid.pk in closed)
        for bid in bids
        for message in messages[bid.pk]
    }


def _card(reader: "User", bid: Bid, message: Message, *, is_closed: bool) -> Card:
    before = [each for each in bid.terms.all() if each.proposed_at <= message.created_at]
    terms = max(before or bid.terms.all(), key=lambda each: each.number)
    state, label, tone = state_for(reader, bid, is_closed=is_closed)
    if terms.pk != bid.latest.pk:
        state, label, tone = "replaced", _("Newer terms were proposed"), ""
    action = None
    if state == "your_turn":
        action = PossibleAction("accept", gettext_lazy("See and accept"), bid.get_absolute_url(), "check")
    kind = "offer" if message.code in ("offer.made", "custom_offer.made") else "terms"
    return Card(kind, bid.job.title, _amount_and_days(terms), state, label, tone, action)


def _amount_and_days(terms: Terms) -> str:
    days = ngettext("%(num)s day", "%(num)s days", terms.days) % {"num": format_number(terms.days, language())}
    return f"{format_money(terms.amount, language())} · {days}"


@possible_actions(order=20)
def actions_on_terms(user: "User", conversation: Conversation) -> Iterator[PossibleAction]:
    """Other terms on the open bid or offer of the two, or else an offer of the one to the other."""
    if user.is_suspended:
        return
    bid, back = last_bid_in(conversation, user), conversation.get_absolute_url()
    if bid is not None and bid.is_open and bid.job.is_open:
        url = with_return(reverse("propose_terms", args=[bid.pk]), back)
        yield PossibleAction("propose_terms", gettext_lazy("Send terms"), url, "edit", bid.job.title)
        return
    profile = _freelancer_of(conversation, user)
    if profile is not None and _takes_offers(user, profile):
        url = with_return(reverse("new_offer", args=[profile.pk]), back)
        yield PossibleAction("offer_job", gettext_lazy("Offer a job"), url, "work")
    elif profile is None and _may_send_offer(user, conversation):
        url = with_return(reverse("new_custom_offer", args=[conversation.pk]), back)
        yield PossibleAction("send_offer", gettext_lazy("Send an offer"), url, "hand")


def _may_send_offer(user: "User", conversation: Conversation) -> bool:
    """Whether `send_custom_offer` would take an offer here; a closed conversation has no actions anyway."""
    thread = None if user.is_limited else next(iter(_threads_to_offer_in(user, conversation)), None)
    return thread is not None and thread.client.is_in_sight


@prepared
def _threads_to_offer_in(user: "User", conversation: Conversation) -> "QuerySet[Thread]":
    return threads_open_for_offers(user).filter(conversation=conversation)


def _freelancer_of(conversation: Conversation, client: "User") -> Profile | None:
    """The profile of the freelancer whom this client talks to here."""
    freelancers = Thread.objects.filter(conversation=conversation, client=client).values("freelancer")
    return Profile.objects.select_related("user").filter(user__in=freelancers).first()


def _takes_offers(client: "User", profile: Profile) -> bool:
    if client.is_limited or open_offer_to(client, profile.user):
        return False
    try:
        offer_recipient(client, profile.pk, locked=False)
    except DomainError:
        return False
    return True
