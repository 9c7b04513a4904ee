"""A freelancer sends an offer of their own to the client of a conversation.

It is stored as a direct offer is, on a job by invitation for the two alone, with a bid that the freelancer wrote: the
client accepts, proposes other terms, or declines. The contract goes on in the same conversation.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.actions import own_profile_to_bid
from market.bids.bids.refusals import ClientHasNotWritten, CustomOfferStands, NotTheFreelancer, TooManyOffers
from market.bids.custom_offers.events import CustomOfferMade
from market.bids.custom_offers.queries import is_answered, open_custom_offers
from market.bids.models import Bid
from market.bids.offers.actions import WorkDescription, create_private_job, payable_terms, save_offer
from market.bids.offers.terms import ProposedTerms
from market.core.base import limits
from market.core.base.db import atomic, fetch, one_at_a_time
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.files.access import attachable
from market.jobs.models import Thread
from market.messaging.models import Conversation
from market.safety.actions import NotReachable, require_reachable

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_OPEN_DAYS = 30


@atomic
def send_custom_offer(
    *,
    by: "User",
    conversation_id: int,
    work: WorkDescription,
    terms: ProposedTerms,
    file_ids: Sequence[object] = (),
    open_days: int | None = None,
) -> Bid:
    """Offer work to the client of a conversation, who is notified, and may accept, propose other terms, or decline.

    It can be answered for `open_days`, 1 to 30 (None: as long as direct offers). It takes no place of the month's bids.
    Raises NotFound to others than members, Limited, NotFreelancer, ProfileNotPublished, what `thread_for_offer` raises,
    CustomOfferStands, TooManyOffers, TooMany past the daily limit, and Invalid at the fields.
    """
    thread = thread_for_offer(by, conversation_id)
    require_unlimited(by)
    profile = own_profile_to_bid(by)
    profile.user = by
    work = work.normalized()
    _require_days(open_days)
    proposed = payable_terms(terms, title=work.title)
    files = attachable(by, file_ids)
    _require_few_open(by, thread.client)
    limits.spend("custom_offer", by.pk, times=settings.LIFECYCLE.offers_per_day, per=timedelta(days=1))
    job = create_private_job(thread.client, profile, work, proposed, is_custom=True, open_days=open_days)
    offer = save_offer(job, by, proposed, thread.conversation, files)
    event = CustomOfferMade(
        freelancer=by,
        client=thread.client_id,
        amount=proposed.amount,
        days=proposed.days,
        title=work.title,
        until=job.expires_at,
    )
    emit(event, on=offer, by=by, to=[thread.client], about=by, conversation=thread.conversation)
    return offer


def _require_days(open_days: int | None) -> None:
    if open_days is not None and not 1 <= open_days <= MOST_OPEN_DAYS:
        raise Invalid(errors={"open_days": [_("Give 1 to %(most)s days.") % {"most": MOST_OPEN_DAYS}]})


def thread_for_offer(by: "User", conversation_id: int) -> Thread:
    """The thread of a conversation in which the freelancer may send the client an offer, with client and conversation.

    Raises NotFound to others than members, NotTheFreelancer to the client, NotReachable where a block keeps the two
    apart or the client is not active, ClientHasNotWritten.
    """
    conversation = fetch(Conversation.objects.visible_to(by), conversation_id)
    thread = Thread.objects.select_related("client", "conversation").filter(conversation=conversation).first()
    if thread is None or thread.freelancer_id != by.pk:
        raise NotTheFreelancer
    require_reachable(by, thread.client)
    if not thread.client.is_in_sight:
        raise NotReachable
    if not Thread.objects.filter(is_answered(), pk=thread.pk).exists():
        raise ClientHasNotWritten
    return thread


def open_custom_offer(by: "User", client: "User") -> Bid | None:
    """The freelancer's open custom offer to the client."""
    return open_custom_offers(by).filter(job__client=client).select_related("job").order_by("pk").first()


def _require_few_open(by: "User", client: "User") -> None:
    one_at_a_time(by)
    if offer := open_custom_offer(by, client):
        raise CustomOfferStands(title=offer.job.title)
    if open_custom_offers(by).count() >= settings.LIFECYCLE.offers_open:
        raise TooManyOffers(most=settings.LIFECYCLE.offers_open)
