"""Offers to settle: each side may make one at a time, and the other answers it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.amounts import require_currency
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.money import Money
from market.disputes.claims import events
from market.disputes.claims.common import locked_dispute, party_dispute, require_dispute_state
from market.disputes.claims.refund_words import back_by_language
from market.disputes.closing_actions import close_dispute
from market.disputes.events import emit_in_dispute
from market.disputes.models import Dispute, Offer

if TYPE_CHECKING:
    from market.accounts.models import User

State = Offer.State
ANY = (*Dispute.TALKING, *Dispute.RULED)


class OwnOffer(NotAllowed):
    help = "disputes#offers"
    code = "own_offer"
    sentence = _("This is your own offer: the other side answers it.")


class OfferNotOpen(DomainError):
    help = "disputes#offers"
    code = "offer_not_open"
    sentence = _("This offer does not stand any more: it is “%(state)s”.")


class MoreThanFrozen(Invalid):
    help = "disputes#offers"
    code = "more_than_frozen"
    sentence = _("Share out nothing to all of what is held: %(frozen)s at most.")


def require_share(dispute: Dispute, share: Money) -> None:
    """Raises WrongCurrency, and MoreThanFrozen unless the amount is a share of what is frozen."""
    require_currency(share, dispute.currency, field="to_freelancer")
    if not 0 <= share.amount <= dispute.frozen_value:
        raise MoreThanFrozen.at("to_freelancer", frozen=dispute.frozen)


@atomic
def offer_split(*, by: "User", dispute_id: int, to_freelancer: Money) -> Offer:
    """Offer to settle: so much to the freelancer, the rest back. It replaces that side's offer of before.

    Raises NotFound, NotAParty, DisputeNotReady, TimeIsUp, MoreThanFrozen.
    """
    dispute = party_dispute(by, dispute_id, *ANY)
    require_share(dispute, to_freelancer)
    instant = clock.now()
    dispute.offers.filter(by=by, state=State.OPEN).update(state=State.REPLACED, ended_at=instant)
    expires = instant + timedelta(days=settings.LIFECYCLE.settlement_offer_days)
    last = dispute.milestone.last_day_at
    offer = Offer.objects.create(
        dispute=dispute,
        by=by,
        to_freelancer_value=to_freelancer.amount,
        made_at=instant,
        expires_at=min(expires, last) if last else expires,
    )
    if dispute.state == Dispute.State.ANSWERED:
        dispute.state = Dispute.State.NEGOTIATION
        dispute.save(update_fields=["state"])
    offered = events.DisputeOffered(
        to_freelancer=offer.to_freelancer,
        to_client=offer.to_client,
        back=back_by_language(dispute, offer.to_freelancer_value),
        due=offer.expires_at,
    )
    emit_in_dispute(offered, dispute, by=by)
    return offer


@atomic
def accept_offer(*, by: "User", offer_id: int) -> Dispute:
    """Accept what the other side offered: the dispute is settled, and the money moves at once.

    Raises NotFound, OwnOffer, OfferNotOpen, DisputeNotReady, TimeIsUp.
    """
    offer, dispute = _lock_to_answer(by, offer_id)
    require_dispute_state(dispute, *ANY)
    _end_offer(offer, State.ACCEPTED)
    close_dispute(dispute, offer.to_freelancer_value, Dispute.Ending.SETTLED, by=by)
    return dispute


@atomic
def decline_offer(*, by: "User", offer_id: int) -> Dispute:
    """Decline an offer; its side may make another one. Raises NotFound, OwnOffer, OfferNotOpen."""
    offer, dispute = _lock_to_answer(by, offer_id)
    _end_offer(offer, State.DECLINED)
    emit_in_dispute(events.DisputeOfferDeclined(to_freelancer=offer.to_freelancer), dispute, by=by)
    return dispute


@atomic
def expire_offer(*, offer_id: int) -> None:
    """Nobody answered an offer in time. Does nothing before its time, or twice."""
    dispute = locked_dispute(fetch(Offer.objects.all(), offer_id).dispute_id)
    offer = lock(Offer.objects.select_related("by"), offer_id)
    if offer.state == State.OPEN and offer.expires_at <= clock.now() and not dispute.milestone.is_frozen:
        offer.dispute = dispute
        _end_offer(offer, State.EXPIRED)
        emit_in_dispute(events.DisputeOfferExpired(to_freelancer=offer.to_freelancer), dispute, by=None)


def _lock_to_answer(by: "User", offer_id: int) -> tuple[Offer, Dispute]:
    dispute = locked_dispute(fetch(Offer.objects.visible_to(by), offer_id).dispute_id)
    offer = lock(Offer.objects.all(), offer_id)
    offer.dispute = dispute
    if offer.by_id == by.pk:
        raise OwnOffer
    if offer.state != State.OPEN:
        raise OfferNotOpen(state=offer.get_state_display())
    if offer.expires_at <= clock.now() and not dispute.milestone.is_frozen:
        raise OfferNotOpen(state=State.EXPIRED.label)
    return offer, dispute


def _end_offer(offer: Offer, state: str) -> None:
    offer.state, offer.ended_at = state, clock.now()
    offer.save(update_fields=["state", "ended_at"])
