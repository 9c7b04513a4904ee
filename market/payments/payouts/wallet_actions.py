"""Sending a payout to a mobile wallet: one call, and what became of it.

Who calls has taken the payout first (`asked_at`), in a transaction of its own. So it is called for once, whatever stops
in between; a call of which nothing is known is not made again, and operators find out (`wallet_decision_actions`).
"""

import logging
from datetime import timedelta

from django.urls import reverse

from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import ProviderUnavailable
from market.core.base.events import Address, emit
from market.core.base.money import Money
from market.payments.chargebacks.queries import operators
from market.payments.ledger import postings
from market.payments.models import Payout, PayoutMethod
from market.payments.payout_batches.queries import reference_of
from market.payments.payouts.events import PayoutSent, PayoutUnclear
from market.payments.payouts.failures import REASONS, stored_reason
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid
from market.payments.provider.bkash_http import MOVING
from market.payments.provider.port import TIMEOUT, LowBalance, OutcomeUnknown, ProviderRefused
from market.payments.provider.rails import WALLETS
from market.payments.provider.types import WalletRequest, WalletTransfer

log = logging.getLogger(__name__)
State, HoldUp = Payout.State, Payout.HoldUp
LONGEST_CALL = timedelta(seconds=2 * (MOVING + 4 * TIMEOUT))  # after that nobody is about to write what came of it
LOOK_AGAIN = timedelta(days=1)  # after a transfer has arrived: it may have been taken back


def send_wallet_payout(*, payout_id: int) -> None:
    """Send a payout that waits for it. Called again, or at the same time, it sends nothing."""
    payout = _take(payout_id)
    if payout is None:
        return
    request = WalletRequest(payout.account_number, payout.sent, reference_of(payout))
    try:
        transfer = WALLETS[payout.rail].pay_out(request)
    except ProviderRefused as refused:
        _record_refusal(payout.pk, stored_reason(refused.code, str(refused)))
    except LowBalance:
        _let_wait(payout.pk, HoldUp.LOW_BALANCE)
    except ProviderUnavailable:
        _let_wait(payout.pk, HoldUp.UNAVAILABLE)
    except OutcomeUnknown as unknown:
        log.error("payout %s to a wallet: nobody knows what became of it: %s", payout.pk, unknown)
        mark_unclear(payout_id=payout.pk)
    else:
        record_transfer(payout_id=payout.pk, transfer=transfer)


@atomic
def _take(payout_id: int) -> Payout | None:
    payout = lock(Payout.objects.select_related("method"), payout_id)
    if payout.rail not in WALLETS or payout.state != State.PENDING or payout.asked_at is not None:
        return None
    if payout.method is not None and payout.method.state == PayoutMethod.State.STOPPED:  # while a call was under way
        fail_payout(payout_id=payout_id, failure=REASONS["method_stopped"])
        return None
    payout.asked_at = clock.wall()
    payout.save(update_fields=["asked_at"])
    return payout


@atomic
def _record_refusal(payout_id: int, failure: str) -> None:
    if _is_open(lock(Payout.objects.all(), payout_id)):
        fail_payout(payout_id=payout_id, failure=failure)


@atomic
def _let_wait(payout_id: int, why: str) -> None:
    """Nothing was sent: it is tried again when it is looked at next."""
    payout = lock(Payout.objects.all(), payout_id)
    if payout.state == State.PENDING:
        payout.asked_at, payout.hold_up = None, why
        payout.save(update_fields=["asked_at", "hold_up"])


@atomic
def mark_unclear(*, payout_id: int) -> None:
    """Nobody knows whether the money moved: it counts as on its way until somebody has found out. Once."""
    payout = lock(Payout.objects.select_related("freelancer"), payout_id)
    if payout.state != State.PENDING:
        return
    payout.state, payout.hold_up, payout.check_at = State.IN_TRANSIT, HoldUp.UNCLEAR, None
    payout.save(update_fields=["state", "hold_up", "check_at"])
    emit(PayoutSent(amount=payout.amount), on=payout, by=None)
    others = operators().exclude(pk=payout.freelancer_id)
    emit(PayoutUnclear(amount=payout.amount), on=payout, by=None, to=others, page=desk_of(payout))


@atomic
def record_transfer(*, payout_id: int, transfer: WalletTransfer) -> None:
    """Bring an open payout to the state of its transfer at the provider. May run twice."""
    payout = lock(Payout.objects.all(), payout_id)
    if not _is_open(payout):
        return
    is_new = payout.state == State.PENDING
    payout.state, payout.transfer_id, payout.hold_up = State.IN_TRANSIT, transfer.id, ""
    payout.check_at = payout.check_at or clock.now()
    payout.save(update_fields=["state", "transfer_id", "hold_up", "check_at"])
    if is_new:
        emit(PayoutSent(amount=payout.amount), on=payout, by=None)
    if transfer.status == "failed":
        fail_payout(payout_id=payout_id, failure=REASONS["could_not_process"])
    elif transfer.status == "succeeded":
        mark_payout_paid(payout_id=payout_id)
        if transfer.fee:
            postings.post_payout_fee(payout, Money(transfer.fee, payout.currency))
        Payout.objects.filter(pk=payout_id).update(check_at=clock.now() + LOOK_AGAIN)


def desk_of(payout: Payout) -> Address:
    """The page of operators on which it is found out what became of a payout to a wallet."""
    return Address(reverse("wallet_payout", args=[payout.pk]))


def _is_open(payout: Payout) -> bool:
    return payout.state in (State.PENDING, State.IN_TRANSIT)


def settle_wallet_payout(*, payout_id: int) -> None:
    """Compare a payout to a wallet with the provider: send what waits, follow what is on its way, and look once more
    at what has arrived."""
    payout = Payout.objects.get(pk=payout_id)
    if payout.rail not in WALLETS:
        return
    if payout.state == State.PENDING:
        if payout.asked_at is None:
            send_wallet_payout(payout_id=payout_id)
        elif payout.asked_at < clock.wall() - LONGEST_CALL:  # who called has ended without a word
            mark_unclear(payout_id=payout_id)
    elif payout.transfer_id and payout.state in (State.IN_TRANSIT, State.PAID):
        transfer = WALLETS[payout.rail].retrieve_transfer(payout.transfer_id)
        if transfer is not None:
            _follow(payout, transfer)


def _follow(payout: Payout, transfer: WalletTransfer) -> None:
    if payout.state == State.IN_TRANSIT:
        record_transfer(payout_id=payout.pk, transfer=transfer)
    elif transfer.status == "failed":
        fail_payout(payout_id=payout.pk, failure=REASONS["wallet_returned"])
    else:
        Payout.objects.filter(pk=payout.pk, state=State.PAID).update(check_at=None)
