"""Paying a reserved allowance: a payout of its own, to the trainee's account, by the bank's next file or to a wallet.

Reserving and paying are two transactions: what was reserved and not begun is begun by the deadline `pay_at`, whatever
stopped in between. Locks are taken in the order trainee -> allowance; what ends a payout locks payout -> allowance.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.payments.allowances import events
from market.payments.allowances.events import facts_of
from market.payments.job_names import defer_job
from market.payments.ledger import allowance_postings
from market.payments.models import Allowance, Payout
from market.payments.payout_methods.actions import start_due
from market.payments.payouts.bank import (
    MoreThanWalletTakes,
    MoreThanWalletTakesToday,
    PayoutMethodNotReady,
    bank_columns,
    bank_terms,
    require_fits,
)
from market.payments.payouts.failures import REASONS

State = Allowance.State
TOMORROW = timedelta(days=1)


class AllowanceElsewhere(DomainError):
    """It is on its way, has arrived, or was given back."""

    help = "programme#allowances"
    code = "allowance_elsewhere"
    sentence = _("This allowance stands elsewhere by now. Look at it again.")


@atomic
def pay_allowance(*, allowance_id: int) -> None:
    """Begin a payout of what is due, once `pay_at` is over. Without an account that can be used it waits for one, and
    the trainee is told. Again, nothing changes."""
    trainee = Allowance.objects.select_related("trainee").get(pk=allowance_id).trainee
    one_at_a_time(trainee)
    start_due(trainee)
    allowance = lock(Allowance.objects.select_related("line__list"), allowance_id)
    allowance.trainee = trainee
    if allowance.state != State.DUE or allowance.pay_at is None or allowance.pay_at > clock.now():
        return
    try:
        _begin(allowance)
    except PayoutMethodNotReady:
        _wait(allowance)
        emit(events.AllowanceWaits(**facts_of(allowance)), on=allowance, by=None, to=[trainee])
    except MoreThanWalletTakesToday:
        allowance.pay_at = clock.now() + TOMORROW
        allowance.save(update_fields=["pay_at"])
    except MoreThanWalletTakes:
        _wait(allowance, failure=REASONS["wallet_amount"])
        emit(events.AllowanceWaits(**facts_of(allowance)), on=allowance, by=None, to=[trainee])


def _wait(allowance: Allowance, failure: str = "") -> None:
    allowance.pay_at, allowance.failure = None, failure or allowance.failure
    allowance.save(update_fields=["pay_at", "failure"])


def _begin(allowance: Allowance) -> None:
    """The trainee bears nothing of the transfer. Raises what keeps it from being sent."""
    terms = bank_terms(allowance.trainee, allowance.currency)
    if terms is None:
        raise PayoutMethodNotReady
    require_fits(terms, allowance.amount_value)
    columns = bank_columns(allowance.trainee, allowance.currency) | {"cost_value": Decimal(0)}
    payout = Payout.objects.create(
        freelancer=allowance.trainee,
        allowance=allowance,
        amount_value=allowance.amount_value,
        currency=allowance.currency,
        created_at=clock.now(),
        **columns,
    )
    allowance.state, allowance.pay_at, allowance.failure = State.IN_TRANSIT, None, ""
    allowance.save(update_fields=["state", "pay_at", "failure"])
    allowance_postings.post_allowance_payout(payout, allowance)
    emit(events.AllowanceSent(amount=allowance.amount), on=allowance, by=None)
    if payout.check_at is not None:  # the bank gets a file, wallets are called
        defer_job("send_payout_job", payout_id=payout.pk)


@atomic
def retry_allowance(*, by: User, allowance_id: int) -> Allowance:
    """The trainee has looked at the account: it is tried again, to the one that is in use.

    Raises NotFound, AllowanceElsewhere, PayoutMethodNotReady.
    """
    allowance = _own(by, allowance_id)
    if allowance.state != State.DUE:
        raise AllowanceElsewhere
    if bank_terms(by, allowance.currency) is None:
        raise PayoutMethodNotReady
    allowance.pay_at = allowance.pay_at or clock.now()
    allowance.save(update_fields=["pay_at"])
    return allowance


@atomic
def return_allowance(*, by: User, allowance_id: int) -> Allowance:
    """The trainee does not want what is due: it goes back to the fund, for good. Repeated, nothing changes.

    Raises NotFound, AllowanceElsewhere.
    """
    allowance = _own(by, allowance_id)
    if allowance.state == State.RETURNED:
        return allowance
    if allowance.state != State.DUE:
        raise AllowanceElsewhere
    allowance.state, allowance.pay_at, allowance.ended_at = State.RETURNED, None, clock.now()
    allowance.save(update_fields=["state", "pay_at", "ended_at"])
    allowance_postings.post_allowance_returned(allowance)
    emit(events.AllowanceReturned(amount=allowance.amount), on=allowance, by=by)
    return allowance


def _own(by: User, allowance_id: int) -> Allowance:
    rows = Allowance.objects.filter(trainee=by)
    fetch(rows, allowance_id)
    one_at_a_time(by)
    return lock(rows, allowance_id)
