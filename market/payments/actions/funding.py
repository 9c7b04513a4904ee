"""Funding a milestone: an intent in a transaction, the call to the provider outside of any, then the record."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.contracts import moves
from market.contracts.actions.milestones import NotTheClient, locked_milestone, require, visible_milestone
from market.contracts.actions.telling import tell
from market.contracts.models import Contract, Milestone
from market.core import clock
from market.core.db import atomic, lock
from market.core.errors import DomainError
from market.core.money import rounded
from market.notifications.actions import notify
from market.payments import ledger, stripe
from market.payments.actions.queue import defer_job
from market.payments.actions.refund import refund_late_payment
from market.payments.models import Funding

if TYPE_CHECKING:
    from market.accounts.models import User

FIRST_CHECK = timedelta(seconds=30)
GIVEN_UP = timedelta(minutes=10)  # past this a Checkout whose address nobody got is not waited for
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23)  # of a Checkout at the provider: 30 minutes to 24 hours


class NotItsTurn(DomainError):
    code = "milestone_not_its_turn"
    sentence = _("This milestone is funded when the one before it has ended.")


class FundingTooLate(DomainError):
    code = "funding_too_late"
    sentence = _("The time to fund this milestone is over.")


class NoRail(DomainError):
    code = "currency_cannot_be_paid"
    sentence = _("Payments in %(currency)s are not set up on this site yet.")


class FundingRefused(DomainError):
    code = "funding_refused"
    sentence = _("The payment service refused: %(reason)s Nothing was charged.")


class AmountsDiffer(Exception):
    """The provider took another amount than we asked for: a person must look."""


def fund_milestone(*, by: "User", milestone_id: int, site: str) -> Funding:
    """Open a Checkout for a milestone's amount and fee, or give the one that is open: `checkout_url` is the next page.

    `site` is the address that the client came by ("https://host"), to which the provider sends her back.
    Raises NotFound, NotTheClient, MilestoneNotReady, NotItsTurn, FundingTooLate, NoRail, FundingRefused,
    ProviderUnavailable.
    """
    funding = _intend(by=by, milestone_id=milestone_id, site=site)
    if funding.state == Funding.State.OPEN and _is_over(funding):
        settle_funding(funding_id=funding.pk)  # paid in the last moment, or over: then a new one is made
        funding = _intend(by=by, milestone_id=milestone_id, site=site)
    if funding.state == Funding.State.OPEN:
        return funding
    try:
        page = stripe.create_checkout(_order(funding))
    except stripe.ProviderRefused as refused:
        _give_up(funding.pk)
        raise FundingRefused(reason=str(refused)) from refused
    return record_checkout(funding_id=funding.pk, page=page)


@atomic
def _intend(*, by: "User", milestone_id: int, site: str) -> Funding:
    milestone = visible_milestone(by, milestone_id)
    contract = milestone.contract
    if contract.client_id != by.pk:
        raise NotTheClient
    _refuse_funding(contract, milestone)
    live = milestone.fundings.select_for_update().filter(state__in=Funding.LIVE).first()
    if live and not _is_forgotten(live):
        return live
    if live:
        _end(live, Funding.State.FAILED)
    return Funding.objects.create(
        milestone=milestone,
        amount_value=milestone.amount_value,
        fee_value=rounded(milestone.amount_value * contract.fee_rate),
        currency=milestone.currency,
        site=site,
        created_at=clock.now(),
        expires_at=_closes_at(milestone.funding_due_at),
        check_at=clock.now() + FIRST_CHECK,
    )


def _refuse_funding(contract: Contract, milestone: Milestone) -> None:
    require(milestone, Milestone.State.AWAITING_FUNDING)
    if contract.milestones.filter(position__lt=milestone.position).exclude(state__in=Milestone.ENDS).exists():
        raise NotItsTurn
    if contract.state != Contract.State.ACTIVE or (
        milestone.funding_due_at is not None and milestone.funding_due_at <= clock.now()
    ):
        raise FundingTooLate
    if milestone.currency not in settings.STRIPE_CURRENCIES:
        raise NoRail(currency=milestone.currency)


def _is_forgotten(live: Funding) -> bool:
    return live.state == Funding.State.PENDING and live.created_at < clock.now() - GIVEN_UP


def _closes_at(due: datetime | None) -> datetime:
    """Not later than the milestone lapses, within what the provider allows."""
    instant = clock.now()
    return min(max(due or instant + LONGEST, instant + SHORTEST), instant + LONGEST).replace(microsecond=0)


def _order(funding: Funding) -> stripe.Order:
    milestone = Milestone.objects.select_related("contract__client").get(pk=funding.milestone_id)
    contract = milestone.contract
    return stripe.Order(
        key=f"funding:{funding.pk}",
        charge=funding.charge,
        title=f"{contract.title}: {milestone.title}",
        reference=str(funding.pk),
        group=f"contract:{contract.pk}",
        email=contract.client.email,
        success_url=funding.site + reverse("funded", args=[milestone.pk]),
        cancel_url=funding.site + milestone.get_absolute_url(),
        expires_at=funding.expires_at or clock.now() + LONGEST,
        metadata={"funding": str(funding.pk), "milestone": str(milestone.pk), "contract": str(contract.pk)},
    )


@atomic
def record_checkout(*, funding_id: int, page: stripe.Checkout) -> Funding:
    """Keep the address of the Checkout that was made. A double click records the same one twice."""
    funding = lock(Funding.objects.all(), funding_id)
    if funding.state == Funding.State.PENDING:
        funding.session_id, funding.checkout_url, funding.state = page.id, page.url, Funding.State.OPEN
        funding.save(update_fields=["session_id", "checkout_url", "state"])
    return funding


@atomic
def _give_up(funding_id: int) -> None:
    funding = lock(Funding.objects.all(), funding_id)
    if funding.state == Funding.State.PENDING:
        _end(funding, Funding.State.FAILED)


def _end(funding: Funding, state: str) -> None:
    funding.state, funding.ended_at, funding.check_at = state, clock.now(), None
    funding.save(update_fields=["state", "ended_at", "check_at"])


def settle_funding(*, funding_id: int) -> Funding:
    """Bring a funding to what the provider says of its Checkout now: paid, expired, or still open.

    The webhook, the return page and the checks all call this, in any order and as often as they like.
    A page that is open while its milestone waits for no money any more is closed; money that came too late goes back.
    """
    funding = Funding.objects.select_related("milestone").get(pk=funding_id)
    if funding.state not in Funding.LIVE:
        return funding
    if funding.session_id is None:
        if _is_forgotten(funding):
            _give_up(funding.pk)
        return funding
    page = stripe.retrieve_checkout(funding.session_id)
    if page.status == "open" and _is_over(funding):
        page = _closed(page)
    payment = stripe.retrieve_payment(page.payment_id) if page.is_paid else None
    return _settle(funding.pk, page, payment)


def _is_over(funding: Funding) -> bool:
    """Whether its page should not be paid any more."""
    late = funding.expires_at is not None and funding.expires_at <= clock.now()
    return late or funding.milestone.state != Milestone.State.AWAITING_FUNDING


def _closed(page: stripe.Checkout) -> stripe.Checkout:
    try:
        return stripe.expire_checkout(page.id)
    except stripe.ProviderRefused:  # somebody paid, or it expired, in this moment
        return stripe.retrieve_checkout(page.id)


@atomic
def _settle(funding_id: int, page: stripe.Checkout, payment: stripe.Payment | None) -> Funding:
    milestone = locked_milestone(Funding.objects.values_list("milestone", flat=True).get(pk=funding_id))
    funding = lock(Funding.objects.all(), funding_id)
    if funding.state not in Funding.LIVE:
        return funding
    if payment is not None:
        _take_payment(milestone, funding, payment)
    elif page.status == "expired":
        _end(funding, Funding.State.EXPIRED)
    return funding


def _take_payment(milestone: Milestone, funding: Funding, payment: stripe.Payment) -> None:
    if payment.received != funding.charge:
        raise AmountsDiffer(f"funding {funding.pk}: asked {funding.charge}, received {payment.received}")
    funding.payment_intent_id, funding.charge_id = payment.id, payment.charge_id
    funding.provider_fee_value = payment.fee
    funding.save(update_fields=["payment_intent_id", "charge_id", "provider_fee_value"])
    _end(funding, Funding.State.PAID)
    client = milestone.contract.client
    if milestone.state != Milestone.State.AWAITING_FUNDING:
        ledger.post_late_payment(funding)
        refund_late_payment(milestone, funding)
        return
    ledger.post_funding(funding)
    milestone.held_value += funding.amount_value
    milestone.save(update_fields=["held_value"])
    moves.mark_funded(milestone, at=clock.now())
    tell(milestone, "milestone.funded", by=client, amount=funding.amount)
    notify(
        client,
        "funding.receipt",
        on=milestone,
        title=milestone.title,
        amount=funding.amount,
        fee=funding.fee,
        charge=funding.charge,
    )


@atomic
def lapse_milestone(*, milestone_id: int) -> None:
    """A milestone that nobody funded in time lapses. Does nothing before its time, or once it is funded."""
    milestone = locked_milestone(milestone_id)
    due = milestone.funding_due_at
    if milestone.state != Milestone.State.AWAITING_FUNDING or due is None or due > clock.now():
        return
    moves.mark_lapsed(milestone, at=clock.now())
    for live in live_fundings(milestone):
        defer_job("settle_funding_job", funding_id=live.pk)
    tell(milestone, "milestone.lapsed", by=None)


def live_fundings(milestone: Milestone) -> "QuerySet[Funding]":
    """Those of its fundings that may still be paid."""
    return milestone.fundings.filter(state__in=Funding.LIVE)
