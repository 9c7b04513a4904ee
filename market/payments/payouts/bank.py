"""Payouts in taka: to which account, at what cost, on which day they arrive, and how much a wallet takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money, zero
from market.payments.holidays.queries import banking_days_after
from market.payments.models import Payout
from market.payments.payout_methods.queries import usable_method
from market.payments.provider.rails import WALLETS

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.payments.models import PayoutMethod

FIRST_CHECK = timedelta(seconds=30)


class PayoutMethodNotReady(DomainError):
    help = "payouts#setup"
    code = "payout_method_not_ready"
    sentence = _("Payouts in taka need an account that can be used now: give one, or wait until yours is ready.")


class MoreThanWalletTakes(Invalid):
    help = "payouts#wallet"
    code = "more_than_wallet_takes"
    sentence = _("One payout to a wallet is %(smallest)s to %(largest)s. Have a part paid out.")


class MoreThanWalletTakesToday(Invalid):
    help = "payouts#wallet"
    code = "more_than_wallet_takes_today"
    sentence = _("A wallet gets %(largest)s a day at most. Today %(left)s more can go to yours.")


@dataclass(frozen=True, slots=True)
class BankPayoutTerms:
    """How a payout asked for now would go. A wallet has it at once."""

    method: "PayoutMethod"
    cost: Money
    arrives_at: datetime

    @property
    def is_wallet(self) -> bool:
        """Whether it goes to a mobile wallet, and not by the bank."""
        return self.method.kind in WALLETS


def goes_by_bank(currency: str) -> bool:
    """Whether payouts in this currency go to an account that the freelancer names here, and not to the provider's."""
    return any(currency in currencies for currencies in settings.PAY_OUT.values())


def cost_of(kind: str, currency: str) -> Money:
    """What the freelancer bears of a transfer to an account of this kind."""
    numbers = settings.LIFECYCLE
    cost = numbers.payout_wallet_cost_bdt if kind in WALLETS else numbers.payout_cost_bdt
    return Money(cost, currency) if currency == "BDT" else zero(currency)


def arrival_after(instant: datetime) -> datetime:
    """Noon of the banking day on which a transfer arrives that is ordered now."""
    noon = clock.local(instant).replace(hour=12, minute=0, second=0, microsecond=0)
    return banking_days_after(noon, settings.LIFECYCLE.payout_bank_days)


def expected_arrivals(payouts: Iterable[Payout]) -> dict[int, datetime | None]:
    """When each payout is expected at the bank, by its number. What the bank does not have yet leaves now at the
    earliest, so its day moves on; None: not known yet."""
    rows = list(payouts)
    waiting = {each.pk for each in rows if each.rail == "bank" and each.state == Payout.State.PENDING}
    soonest = arrival_after(clock.now()) if waiting else None
    return {
        each.pk: max(each.arrives_at or soonest, soonest) if soonest and each.pk in waiting else each.arrives_at
        for each in rows
    }


def bank_terms(user: "User", currency: str) -> BankPayoutTerms | None:
    """The terms of a payout now; None without an account that can be used."""
    method = usable_method(user, currency)
    if method is None or currency not in settings.PAY_OUT.get(method.kind, ()):
        return None
    now = clock.now()
    arrives_at = now if method.kind in WALLETS else arrival_after(now)
    return BankPayoutTerms(method, cost_of(method.kind, currency), arrives_at)


def require_fits(terms: BankPayoutTerms, sent: Decimal) -> None:
    """Raise MoreThanWalletTakes, MoreThanWalletTakesToday for what a wallet would refuse of what is sent to it."""
    if not terms.is_wallet:
        return
    limits, currency = WALLETS[terms.method.kind].limits(), str(terms.cost.currency)
    if not limits.smallest <= sent <= limits.largest:
        smallest, largest = Money(limits.smallest, currency), Money(limits.largest, currency)
        raise MoreThanWalletTakes.at("amount", smallest=smallest, largest=largest)
    left = limits.a_day - _sent_today(terms.method.account_number)
    if sent > left:
        most, rest = Money(limits.a_day, currency), Money(max(left, Decimal(0)), currency)
        raise MoreThanWalletTakesToday.at("amount", largest=most, left=rest)


def _sent_today(number: str) -> Decimal:
    """What was sent today to this wallet, whoever's it is, or still waits to be sent: by the day in Bangladesh, as
    wallets count it."""
    start = clock.local(clock.wall()).replace(hour=0, minute=0, second=0, microsecond=0)
    waits_or_went_today = Q(asked_at=None, state=Payout.State.PENDING) | Q(asked_at__gte=start)
    rows = Payout.objects.filter(waits_or_went_today, account_number=number, rail__in=WALLETS)
    sums = rows.exclude(state=Payout.State.FAILED).aggregate(all=Sum("amount_value"), cost=Sum("cost_value"))
    return (sums["all"] or Decimal(0)) - (sums["cost"] or Decimal(0))


def bank_columns(user: "User", currency: str) -> dict[str, Any]:
    """What stands in the row of a payout in taka: a copy of the account, so that another one given later changes
    nothing. Raises PayoutMethodNotReady."""
    terms = bank_terms(user, currency)
    if terms is None:
        raise PayoutMethodNotReady
    method = terms.method
    return {
        "rail": method.kind,
        "method": method,
        "payee_name": method.holder_name,
        "account_number": method.account_number,
        "routing_number": method.routing_number,
        "cost_value": terms.cost.amount,
        "arrives_at": terms.arrives_at,
        "check_at": clock.now() + FIRST_CHECK if terms.is_wallet else None,
    }
