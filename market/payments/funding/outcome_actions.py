"""What a Checkout brought, in our books: money that is held, that came too late, twice or under suspicion."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.contracts.models import Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import locked_milestone
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, rounded, total
from market.payments.funding import events
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import Funding, Release
from market.payments.provider.rails import RAILS
from market.payments.provider.types import Checkout, Payment
from market.payments.refunds.actions import refund_late_payment
from market.payments.releases.actions import release_held
from market.profiles.models import ClientProfile

if TYPE_CHECKING:
    from market.accounts.models import User

LATE = timedelta(days=3)  # how long after its end a page that nobody could close is looked at


class AmountsDiffer(Exception):
    """The provider charged another amount than we asked for; an operator must look into it."""


def group_of(lead_id: int) -> "QuerySet[Funding]":
    """The fundings of one Checkout, the leading one first."""
    return Funding.objects.filter(Q(pk=lead_id) | Q(together_with=lead_id)).order_by("pk")


def charge_of(group: Sequence[Funding]) -> Money:
    """What one Checkout charges in all."""
    return Money(total([each.charge.amount for each in group]), group[0].currency)


def end_funding(funding: Funding, state: str) -> None:
    """End a funding in this state. It is checked on only where its page can still be paid."""
    is_over = RAILS[funding.rail].closes_pages or funding.checkout_id is None
    funding.state, funding.ended_at, funding.check_at = state, clock.now(), None if is_over else clock.now()
    funding.save(update_fields=["state", "ended_at", "check_at"])


def waits_for(milestone: Milestone, funding: Funding) -> bool:
    """Whether the milestone awaits exactly this amount: it may have been changed since."""
    return milestone.state == Milestone.State.AWAITING_FUNDING and milestone.amount_value == funding.amount_value


@atomic
def record_outcome(lead_id: int, page: Checkout, payments: Sequence[Payment]) -> Funding:
    """Record what a Checkout brought: its first sound payment counts, and every other one goes back.

    Locks the contract, then its milestones, then the fundings. Raises AmountsDiffer where the provider closes its pages
    and charged another amount.
    """
    ids = list(group_of(lead_id).values_list("milestone", flat=True))
    milestones = [locked_milestone(pk) for pk in ids]
    for milestone in milestones:
        milestone.contract = milestones[0].contract
    group = list(group_of(lead_id).select_for_update(no_key=True))
    lead = group[0]
    if lead.state != Funding.State.PAID:
        _record_first(milestones, group, page, payments)
    for more in payments:
        if more.id != lead.payment_id and not more.is_suspect:
            _return_surplus(milestones[0], lead, more)
    return lead


def _record_first(
    milestones: list[Milestone], group: list[Funding], page: Checkout, payments: Sequence[Payment]
) -> None:
    lead = group[0]
    counts = [each for each in payments if not each.is_suspect or _is_decided(milestones, lead)]
    exact = next((each for each in counts if each.received == charge_of(group)), None)
    if exact is not None:
        _record_payment(milestones, group, exact)
    elif counts and RAILS[lead.rail].closes_pages:
        raise AmountsDiffer(f"funding {lead.pk}: asked {charge_of(group)}, received {counts[0].received}")
    elif payments and not counts:
        _note_suspicion(milestones[0], lead)
    elif lead.state in Funding.LIVE and (page.status == "expired" or counts):
        for funding in group:
            end_funding(funding, Funding.State.EXPIRED)


def _is_decided(milestones: list[Milestone], lead: Funding) -> bool:
    """Whether a payment under suspicion counts: an operator decided, or nothing waits for it, so that it goes back."""
    is_waiting = milestones[0].state == Milestone.State.AWAITING_FUNDING
    return lead.suspicion in (Funding.Suspicion.ACCEPTED, Funding.Suspicion.REFUSED) or not is_waiting


@atomic
def decide_suspicion(*, by: "User", funding_id: int, suspicion: Funding.Suspicion, reason: str) -> None:
    """An operator counts a payment that its provider looks at, or sends it back. Does nothing where nothing is to be
    decided any more."""
    lead = lock(Funding.objects.all(), funding_id)
    if lead.state in Funding.LIVE and lead.suspicion == Funding.Suspicion.WAITING:
        lead.suspicion = suspicion
        lead.save(update_fields=["suspicion"])
        audit("funding.suspicion_decided", by=by, on=lead, decision=str(suspicion), reason=reason)
        defer_job("settle_funding_job", funding_id=lead.pk)


def stop_looking(ended: Funding) -> bool:
    """Whether an ended page that nobody could close is too old to be looked at; if so it is not checked any more."""
    if ended.ended_at is None or ended.ended_at > clock.now() - LATE:
        return False
    Funding.objects.filter(pk=ended.pk).update(check_at=None)
    return True


def _record_payment(milestones: list[Milestone], group: list[Funding], payment: Payment) -> None:
    if payment.card:
        payer = milestones[0].contract.client
        signals.trace_seen.send(sender=Funding, user=payer, kind="payment", mark=payment.card)
    held: list[tuple[Milestone, Funding]] = []
    for milestone, funding, provider_fee in zip(milestones, group, _provider_fee_shares(payment, group), strict=True):
        funding.payment_id, funding.charge_id = payment.id, payment.charge_id
        funding.provider_fee_value = provider_fee
        funding.save(update_fields=["payment_id", "charge_id", "provider_fee_value"])
        end_funding(funding, Funding.State.PAID)
        if waits_for(milestone, funding) and group[0].suspicion != Funding.Suspicion.REFUSED:
            _hold_money(milestone, funding)
            held.append((milestone, funding))
        else:
            postings.post_late_payment(funding)
            refund_late_payment(milestone, funding)
    if len(held) == 1:
        _notify_of_one(*held[0])
    elif held:
        _notify_of_several(held)


def _note_suspicion(milestone: Milestone, lead: Funding) -> None:
    """The provider looks at the payer first: nothing is held yet, and the client is notified, once."""
    if lead.suspicion:
        return
    lead.suspicion = Funding.Suspicion.WAITING
    lead.save(update_fields=["suspicion"])
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
        currency=str(payment.received.currency),
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
    clients = ClientProfile.objects.filter(user=milestone.contract.client_id, payment_proven=False)
    if clients.update(payment_proven=True):
        signals.figures_changed.send(ClientProfile, pk=milestone.contract.client_id)
    if milestone.is_bonus:
        _pass_on_bonus(milestone)
        return
    milestone.save(update_fields=["held_value"])
    transitions.mark_funded(milestone, at=clock.now(), work_from=_work_begins(milestone))


def _pass_on_bonus(bonus: Milestone) -> None:
    """Nothing is to be done for it, so it is released at once."""
    bonus.funded_at = clock.now()
    bonus.save(update_fields=["funded_at"])
    release_held(bonus, Release.Reason.BONUS, by=bonus.contract.client)


def _work_begins(milestone: Milestone) -> datetime:
    """When its work period begins: now, or once the milestones before it that are in work are due."""
    earlier = milestone.contract.milestones.filter(position__lt=milestone.position).exclude(state__in=Milestone.ENDS)
    return max([clock.now(), *(each.work_due_at for each in earlier if each.work_due_at)])


def _notify_of_one(milestone: Milestone, funding: Funding) -> None:
    client = milestone.contract.client
    receipt = events.BonusReceipt if milestone.is_bonus else events.FundingReceipt
    if not milestone.is_bonus:  # of a bonus its release tells the freelancer
        emit_in_contract(events.MilestoneFunded(amount=funding.amount), on=milestone, by=client)
    paid = receipt(title=milestone.full_title, amount=funding.amount, fee=funding.fee, charge=funding.charge)
    emit(paid, on=milestone, by=client, to=[client])


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
