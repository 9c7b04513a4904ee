"""The outcome of a Checkout: paid, expired, or still open. Fundings that share one are settled together.

Some providers cannot close a page (`Rail.closes_pages`): what was paid on one that ended here, or paid twice, is held
if the milestone still waits for it, else it goes back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock, signals
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.base.money import Money, rounded, total
from market.payments.funding import events
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import Funding
from market.payments.provider.port import PayIn, ProviderRefused
from market.payments.provider.rails import RAILS
from market.payments.provider.types import Checkout, Payment
from market.payments.refunds.actions import refund_late_payment
from market.profiles.models import ClientProfile

OPENING_LIMIT = timedelta(minutes=10)  # a Checkout that was not opened by then has failed
LATE = timedelta(days=3)  # how long after its end a page that nobody could close is looked at


class AmountsDiffer(Exception):
    """The provider charged another amount than we asked for; an operator must look into it."""


def group_of(lead_id: int) -> "QuerySet[Funding]":
    """The fundings of one Checkout, the leading one first."""
    return Funding.objects.filter(Q(pk=lead_id) | Q(together_with=lead_id)).order_by("pk")


def charge_of(group: Sequence[Funding]) -> Money:
    """What one Checkout charges in all."""
    return Money(total([each.charge.amount for each in group]), group[0].currency)


@atomic
def record_checkout(*, funding_id: int, page: Checkout) -> Funding:
    """Save the id and address of the created Checkout. A double click saves the same ones twice."""
    group = list(group_of(funding_id).select_for_update(no_key=True))
    for funding in group:
        if funding.state == Funding.State.PENDING:
            funding.checkout_url, funding.state = page.url, Funding.State.OPEN
            funding.checkout_id = page.id if funding.pk == funding_id else None
            funding.save(update_fields=["checkout_id", "checkout_url", "state"])
    return group[0]


@atomic
def fail_unopened_checkout(funding_id: int) -> None:
    """The Checkout was not created: its fundings fail."""
    for funding in group_of(funding_id).select_for_update(no_key=True):
        if funding.state == Funding.State.PENDING:
            end_funding(funding, Funding.State.FAILED)


def end_funding(funding: Funding, state: str) -> None:
    """End a funding in this state. It is checked on only where its page can still be paid."""
    is_over = RAILS[funding.rail].closes_pages or funding.checkout_id is None
    funding.state, funding.ended_at, funding.check_at = state, clock.now(), None if is_over else clock.now()
    funding.save(update_fields=["state", "ended_at", "check_at"])


def settle_funding(*, funding_id: int, closing: bool = False) -> Funding:
    """Bring a funding, and those that share its Checkout, to its state at the provider: paid, expired or still open.

    The webhook, the return page and the polling all call this, in any order and any number of times.
    An open Checkout is expired when one of its milestones no longer awaits funding; a payment that came too late is
    refunded. `closing`: expire it even if it could still be paid. Returns the leading funding.
    """
    lead_id = Funding.objects.values_list("together_with", flat=True).get(pk=funding_id) or funding_id
    group = list(group_of(lead_id).select_related("milestone"))
    lead, pay_in = group[0], RAILS[group[0].rail].pay_in
    if lead.state not in Funding.LIVE and RAILS[lead.rail].closes_pages:
        return lead
    if lead.checkout_id is None:
        if is_abandoned(lead):
            fail_unopened_checkout(lead.pk)
        return lead
    page = _current_page(lead, closing=closing or is_outdated(group))
    if page.status == "complete" and not page.is_paid and page.charged != charge_of(group):
        raise AmountsDiffer(f"funding {lead.pk}: asked {charge_of(group)}, received {page.charged}")
    payment = pay_in.retrieve_payment(page.payment_id) if page.is_paid else None
    surplus = [] if RAILS[lead.rail].closes_pages else pay_in.surplus_payments(page.id)
    return _record_outcome(lead.pk, page, payment, surplus)


def _current_page(lead: Funding, *, closing: bool) -> Checkout:
    """The Checkout now, after its money was taken, or after it was closed, as far as the provider can do that."""
    pay_in, key = RAILS[lead.rail].pay_in, str(lead.checkout_id)
    page = pay_in.retrieve_checkout(key)
    if page.status not in ("open", "authorized") or lead.state not in Funding.LIVE:
        return page
    if not closing:
        return _captured(page, pay_in) if page.status == "authorized" else page
    try:
        return pay_in.expire_checkout(key)
    except ProviderRefused:  # somebody paid, or it expired, in this moment
        return pay_in.retrieve_checkout(key)


def _captured(page: Checkout, pay_in: PayIn) -> Checkout:
    """The Checkout with its money taken; expired where that is refused: the client lacks the money, or was late."""
    try:
        return pay_in.capture_checkout(page.id)
    except ProviderRefused:
        return replace(page, status="expired")


def is_abandoned(live: Funding) -> bool:
    """Whether its Checkout was never opened within OPENING_LIMIT."""
    return live.state == Funding.State.PENDING and live.created_at < clock.now() - OPENING_LIMIT


def is_outdated(group: Sequence[Funding]) -> bool:
    """Whether the Checkout of these fundings should no longer be paid."""
    lead = group[0]
    late = lead.expires_at is not None and lead.expires_at <= clock.now()
    return late or not all(_waits_for(each.milestone, each) for each in group)


def _waits_for(milestone: Milestone, funding: Funding) -> bool:
    """Whether the milestone awaits exactly this amount: it may have been changed since."""
    return milestone.state == Milestone.State.AWAITING_FUNDING and milestone.amount_value == funding.amount_value


@atomic
def _record_outcome(lead_id: int, page: Checkout, payment: Payment | None, surplus: Sequence[Payment]) -> Funding:
    """Record the outcome. Locks the contract, then its milestones, then the fundings."""
    ids = list(group_of(lead_id).values_list("milestone", flat=True))
    milestones = [locked_milestone(pk) for pk in ids]
    for milestone in milestones:
        milestone.contract = milestones[0].contract
    group = list(group_of(lead_id).select_for_update(no_key=True))
    lead = group[0]
    if payment is not None and lead.state != Funding.State.PAID:
        _record_payment(milestones, group, payment)
    elif lead.state in Funding.LIVE and page.status == "expired":
        for funding in group:
            end_funding(funding, Funding.State.EXPIRED)
    for more in surplus:
        _return_surplus(milestones[0], lead, more)
    if lead.check_at and lead.ended_at and lead.ended_at < clock.now() - LATE:
        lead.check_at = None
        lead.save(update_fields=["check_at"])
    return lead


def _note_suspicion(milestone: Milestone, lead: Funding) -> None:
    """The provider looks at the payer first: nothing is held yet, and the client is notified, once."""
    if lead.is_suspect:
        return
    lead.is_suspect = True
    lead.save(update_fields=["is_suspect"])
    client = milestone.contract.client
    suspect = events.FundingSuspect(title=milestone.full_title, charge=charge_of(list(group_of(lead.pk))))
    emit(suspect, on=lead, by=None, to=[client], page=milestone)


def _return_surplus(milestone: Milestone, lead: Funding, payment: Payment) -> None:
    """What came a second time for the same goes back, once: it has a funding of its own, which holds nothing."""
    if Funding.objects.filter(rail=lead.rail, payment_id=payment.id).exists():
        return
    second = Funding.objects.create(
        milestone=milestone,
        rail=lead.rail,
        amount_value=payment.received.amount,
        fee_value=0,
        currency=lead.currency,
        state=Funding.State.PAID,
        site=lead.site,
        payment_id=payment.id,
        charge_id=payment.charge_id,
        provider_fee_value=payment.fee,
        created_at=clock.now(),
        ended_at=clock.now(),
    )
    postings.post_late_payment(second)
    refund_late_payment(milestone, second)


def _record_payment(milestones: list[Milestone], group: list[Funding], payment: Payment) -> None:
    if payment.is_suspect:
        _note_suspicion(milestones[0], group[0])
        return
    if payment.card:
        payer = milestones[0].contract.client
        signals.trace_seen.send(sender=Funding, user=payer, kind="payment", mark=payment.card)
    charge = charge_of(group)
    if payment.received != charge:
        raise AmountsDiffer(f"funding {group[0].pk}: asked {charge}, received {payment.received}")
    held: list[tuple[Milestone, Funding]] = []
    for milestone, funding, provider_fee in zip(milestones, group, _provider_fee_shares(payment, group), strict=True):
        funding.payment_id, funding.charge_id = payment.id, payment.charge_id
        funding.provider_fee_value = provider_fee
        funding.save(update_fields=["payment_id", "charge_id", "provider_fee_value"])
        end_funding(funding, Funding.State.PAID)
        if _waits_for(milestone, funding):
            _hold_money(milestone, funding)
            held.append((milestone, funding))
        else:
            postings.post_late_payment(funding)
            refund_late_payment(milestone, funding)
    if len(held) == 1:
        _notify_of_one(*held[0])
    elif held:
        _notify_of_several(held)


def _provider_fee_shares(payment: Payment, group: list[Funding]) -> list[Decimal]:
    """The provider's fee, split by each funding's share of the charge; the cents sum exactly."""
    whole, charged, shared, shares = charge_of(group).amount, total([]), total([]), []
    for funding in group:
        charged += funding.charge.amount
        share = rounded(payment.fee * charged / whole) - shared
        shared += share
        shares.append(share)
    return shares


def _hold_money(milestone: Milestone, funding: Funding) -> None:
    postings.post_funding(funding)
    milestone.held_value += funding.amount_value
    milestone.save(update_fields=["held_value"])
    clients = ClientProfile.objects.filter(user=milestone.contract.client_id, payment_proven=False)
    if clients.update(payment_proven=True):
        signals.figures_changed.send(ClientProfile, pk=milestone.contract.client_id)
    transitions.mark_funded(milestone, at=clock.now(), work_from=_work_begins(milestone))


def _work_begins(milestone: Milestone) -> datetime:
    """When its work period begins: now, or once the milestones before it that are in work are due."""
    earlier = milestone.contract.milestones.filter(position__lt=milestone.position).exclude(state__in=Milestone.ENDS)
    return max([clock.now(), *(each.work_due_at for each in earlier if each.work_due_at)])


def _notify_of_one(milestone: Milestone, funding: Funding) -> None:
    client = milestone.contract.client
    emit_in_contract(events.MilestoneFunded(amount=funding.amount), on=milestone, by=client)
    receipt = events.FundingReceipt(
        title=milestone.full_title, amount=funding.amount, fee=funding.fee, charge=funding.charge
    )
    emit(receipt, on=milestone, by=client, to=[client])


def _notify_of_several(held: list[tuple[Milestone, Funding]]) -> None:
    """One notification for all of them; the audit log has each."""
    contract = held[0][0].contract
    fundings = [funding for _milestone, funding in held]
    for milestone, funding in held:
        emit(events.MilestoneFunded(amount=funding.amount), on=milestone, by=contract.client)
    amount = Money(total([each.amount_value for each in fundings]), contract.currency)
    charge = charge_of(fundings)
    emit_in_contract(events.ContractFunded(amount=amount, count=len(held)), on=contract, by=contract.client)
    receipts = events.FundingReceipts(
        title=contract.title, amount=amount, fee=charge - amount, charge=charge, count=len(held)
    )
    emit(receipts, on=contract, by=contract.client, to=[contract.client])


@atomic
def lapse_milestone(*, milestone_id: int) -> None:
    """A milestone that nobody funded in time lapses. Does nothing before its time, or once it is funded."""
    milestone = locked_milestone(milestone_id)
    due = milestone.funding_due_at
    if milestone.state != Milestone.State.AWAITING_FUNDING or due is None or due > clock.now():
        return
    transitions.mark_lapsed(milestone, at=clock.now())
    close_checkouts(milestone)
    emit_in_contract(events.MilestoneLapsed(), on=milestone, by=None)


def close_checkouts(milestone: Milestone) -> None:
    """Defer a job for each of its live fundings, which expires the Checkout; part of the running transaction."""
    for pk in milestone.fundings.filter(state__in=Funding.LIVE).values_list("pk", flat=True):
        defer_job("settle_funding_job", funding_id=pk)
