"""Requesting a payout: ledger postings and an intent. The job in `payouts.sending_actions` then moves the money, or a
batch for the bank does (`payout_batches`)."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.amounts import WrongCurrency
from market.core.base import clock
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import Payout, PayoutAccount, Release
from market.payments.payout_methods.actions import start_due
from market.payments.payouts.bank import (
    FIRST_CHECK,
    BankPayoutTerms,
    PayoutMethodNotReady,
    bank_columns,
    bank_terms,
    goes_by_bank,
    require_fits,
)
from market.payments.payouts.events import PayoutRequested
from market.payments.releases.events import ReleasePayoutRequested
from market.payments.releases.part_actions import split_release

if TYPE_CHECKING:
    from market.accounts.models import User

DAY = timedelta(days=1)


class PayoutAccountNotReady(DomainError):
    help = "payouts#setup"
    code = "payout_account_not_ready"
    sentence = _("Set up where your money goes first.")


class PayoutInAnotherCurrency(WrongCurrency):
    help = "payouts#when"
    sentence = _("The amount and the currency of a payout go together: give both in %(currency)s.")


class NothingToPayOut(DomainError):
    help = "payouts#when"
    code = "nothing_to_pay_out"
    sentence = _("Nothing is ready to be paid out yet.")


class MoreThanPayable(Invalid):
    help = "payouts#when"
    code = "more_than_payable"
    sentence = _("Ask for more than nothing, and not for more than is ready: %(payable)s.")


class LessThanPayout(Invalid):
    help = "payouts#when"
    code = "less_than_payout"
    sentence = _("A part is at least %(smallest)s. Less than that is paid out only as all that is ready.")


class TooManyPayouts(DomainError):
    help = "payouts#when"
    code = "too_many_payouts"
    sentence = _("You asked for %(most)s payouts within a day. Ask for the rest tomorrow.")


@atomic
def request_payout(*, by: "User", amount: Money | None = None, currency: str | None = None) -> Payout:
    """Pay out what is payable in a currency (dollars where neither it nor an amount is given), or `amount` of it.

    Raises PayoutInAnotherCurrency, PayoutAccountNotReady, PayoutMethodNotReady, NothingToPayOut, MoreThanPayable,
    LessThanPayout, TooManyPayouts, MoreThanWalletTakes, MoreThanWalletTakesToday.
    """
    return _request_payout(by, amount, currency, is_again=False)


def _request_payout(by: "User", amount: Money | None, currency: str | None, *, is_again: bool) -> Payout:
    """The same; the retry of a failed payout (`is_again`) does not count against the daily limit."""
    currency = _currency_of(amount, currency)
    one_at_a_time(by)
    if goes_by_bank(currency):
        start_due(by)
    ready = list(payable_releases(by, currency).select_for_update(no_key=True))
    wanted = _require_allowed(by, ready, amount, currency, is_again=is_again)
    return create_payout(by, select_parts(ready, wanted), Money(wanted, currency))


def check_payout(*, by: "User", amount: Money | None, currency: str | None) -> None:
    """Raise what `request_payout` would raise now; called before the user is asked to authenticate again."""
    currency = _currency_of(amount, currency)
    _require_allowed(by, list(payable_releases(by, currency)), amount, currency, is_again=False)


def _currency_of(amount: Money | None, currency: str | None) -> str:
    """The one that was asked for. Raises PayoutInAnotherCurrency where the amount is in a different one."""
    if amount is None or currency is None:
        return str(amount.currency) if amount is not None else currency or "USD"
    if str(amount.currency) != currency:
        raise PayoutInAnotherCurrency.at("amount", currency=currency)
    return currency


def payable_releases(by: "User", currency: str) -> QuerySet[Release]:
    """What can be paid out in a currency, the oldest first."""
    ready = Release.objects.filter(freelancer=by, state=Release.State.PAYABLE, currency=currency)
    return ready.order_by("id")


def _require_allowed(
    by: "User", ready: list[Release], amount: Money | None, currency: str, *, is_again: bool
) -> Decimal:
    """How much of these releases is paid out. Raises what `request_payout` raises."""
    by_bank = goes_by_bank(currency)
    if not by_bank and not PayoutAccount.objects.filter(user=by, state=PayoutAccount.State.ACTIVE).exists():
        raise PayoutAccountNotReady
    payable = total([each.amount_value for each in ready])
    if not payable:
        raise NothingToPayOut
    terms = bank_terms(by, currency) if by_bank else None
    if by_bank and terms is None:
        raise PayoutMethodNotReady
    wanted = payable if amount is None else amount.amount
    if not 0 < wanted <= payable:
        raise MoreThanPayable.at("amount", payable=Money(payable, currency))
    if not is_again:
        _require_limits(by, wanted, payable, currency, terms)
    return wanted


def _require_limits(
    by: "User", wanted: Decimal, payable: Decimal, currency: str, terms: BankPayoutTerms | None
) -> None:
    """Raise LessThanPayout below the minimum, unless that is all there is; what `require_fits` raises; TooManyPayouts
    past the daily limit."""
    numbers, cost = settings.LIFECYCLE, terms.cost.amount if terms else Decimal(0)
    smallest = Money(numbers.smallest_payout(currency), currency)
    if wanted < min(smallest.amount, payable) or wanted <= cost:
        raise LessThanPayout.at("amount", smallest=smallest)
    if terms is not None:
        require_fits(terms, wanted - cost)
    if is_past_daily_limit(by):
        raise TooManyPayouts(most=numbers.payouts_per_day)


def is_past_daily_limit(by: "User") -> bool:
    """Whether the user has asked for as many payouts within a day as they may."""
    today = Payout.objects.filter(freelancer=by, allowance=None, created_at__gt=clock.now() - DAY)
    return today.count() >= settings.LIFECYCLE.payouts_per_day


def select_parts(ready: list[Release], wanted: Decimal) -> list[Release]:
    """The oldest releases that make up the amount; the last one is split where it would be too much."""
    parts: list[Release] = []
    for release in ready:
        if not wanted:
            break
        if release.amount_value > wanted:
            split_release(release, wanted)
        wanted -= release.amount_value
        parts.append(release)
    return parts


def create_payout(by: "User", parts: list[Release], amount: Money) -> Payout:
    """Let these releases, which sum to the amount, leave; the caller has looked at what may be."""
    currency = str(amount.currency)
    by_bank = goes_by_bank(currency)
    columns = bank_columns(by, currency) if by_bank else {"check_at": clock.now() + FIRST_CHECK}
    payout = Payout.objects.create(
        freelancer=by, amount_value=amount.amount, currency=currency, created_at=clock.now(), **columns
    )
    for release in parts:
        release.state, release.payout = Release.State.IN_TRANSIT, payout
        release.save(update_fields=["state", "payout"])
        postings.post_payout(release)
        emit(ReleasePayoutRequested(amount=release.amount), on=release, by=by)
    emit(PayoutRequested(amount=amount), on=payout, by=by)
    if payout.check_at is not None:  # the bank gets a file, all others are called
        defer_job("send_payout_job", payout_id=payout.pk)
    return payout


@atomic
def retry_payout(*, payout_id: int) -> None:
    """Retry a payout after a temporary failure, with what is payable now. Does nothing before `check_at`."""
    payout = lock(Payout.objects.select_related("freelancer"), payout_id)
    if payout.state != Payout.State.FAILED or payout.check_at is None or payout.check_at > clock.now():
        return
    payout.check_at = None
    payout.save(update_fields=["check_at"])
    ready = payable_releases(payout.freelancer, payout.currency).values_list("amount_value", flat=True)
    amount = min(total(list(ready)), payout.amount_value)
    account = PayoutAccount.objects.filter(user=payout.freelancer, state=PayoutAccount.State.ACTIVE)
    if amount and account.exists():
        _request_payout(payout.freelancer, Money(amount, payout.currency), None, is_again=True)
