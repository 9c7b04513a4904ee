"""Whether what a quote gives in taka can be paid out; refusals name the limits in dollars too, which a user types."""

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError
from market.core.base.money import CENT, Money, rounded
from market.payments.payout_quotes.models import TAKA
from market.payments.payout_quotes.queries import DOLLARS, free_taka
from market.payments.payouts.actions import LessThanPayout, TooManyPayouts, is_past_daily_limit
from market.payments.payouts.bank import BankPayoutTerms, MoreThanWalletTakes, MoreThanWalletTakesToday, require_fits

if TYPE_CHECKING:
    from market.accounts.models import User


class NotEnoughTaka(DomainError):
    help = "payouts#quotes"
    code = "not_enough_taka"
    sentence = _("The site has too little taka for that at the moment. Try a smaller amount, or later.")


class QuoteTooSmall(LessThanPayout):
    sentence = _("At least %(smallest)s is paid out, with what the transfer takes. Take %(dollars)s or more.")


class QuoteOutsideWallet(MoreThanWalletTakes):
    sentence = _("One payout to a wallet is %(smallest)s to %(largest)s. Take %(least)s to %(most)s at a time.")


class QuoteOverToday(MoreThanWalletTakesToday):
    sentence = _("A wallet gets %(largest)s a day at most. Today %(left)s more can go to yours: take %(most)s at most.")


def require_payable(by: "User", terms: BankPayoutTerms, taka: Decimal, rate: Decimal) -> None:
    """Raise what a payout of so many taka would, with its limits in dollars at this rate, and NotEnoughTaka."""
    cost = terms.cost.amount
    smallest = Money(max(settings.LIFECYCLE.smallest_payout(TAKA), cost + CENT), TAKA)
    if taka < smallest.amount:
        raise _at_amount(QuoteTooSmall(smallest=smallest, dollars=_least_dollars(smallest.amount, rate)))
    try:
        require_fits(terms, taka - cost)
    except MoreThanWalletTakesToday as refusal:
        facts = dict[str, Any](refusal.facts)
        left: Money = facts["left"]
        if not left.amount:
            raise
        most = _most_dollars(left.amount + cost, rate)
        raise _at_amount(QuoteOverToday(**facts, most=most)) from refusal
    except MoreThanWalletTakes as refusal:
        facts = dict[str, Any](refusal.facts)
        least = _least_dollars(facts["smallest"].amount + cost, rate)
        most = _most_dollars(facts["largest"].amount + cost, rate)
        raise _at_amount(QuoteOutsideWallet(**facts, least=least, most=most)) from refusal
    if is_past_daily_limit(by):
        raise TooManyPayouts(most=settings.LIFECYCLE.payouts_per_day)
    if taka > free_taka():
        raise NotEnoughTaka


def _at_amount(refusal: DomainError) -> DomainError:
    """The refusal, at the field of the amount."""
    refusal.errors = {"amount": [str(refusal)]}
    return refusal


def taka_of(dollars: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """What dollars are in taka at a rate, and how much of that the site takes for the exchange."""
    gross = rounded(dollars * rate)
    return gross, rounded(gross * settings.LIFECYCLE.payout_quote_margin_percent / 100)


def _after_margin(dollars: Decimal, rate: Decimal) -> Decimal:
    gross, margin = taka_of(dollars, rate)
    return gross - margin


def _most_dollars(taka: Decimal, rate: Decimal) -> Money:
    """The most dollars that give no more than so many taka."""
    share = 1 - settings.LIFECYCLE.payout_quote_margin_percent / 100
    most = (taka / (rate * share)).quantize(CENT, rounding=ROUND_CEILING)
    while most and _after_margin(most, rate) > taka:
        most -= CENT
    return Money(most, DOLLARS)


def _least_dollars(taka: Decimal, rate: Decimal) -> Money:
    """The least dollars that give so many taka."""
    least = _most_dollars(taka, rate).amount
    return Money(least if _after_margin(least, rate) >= taka else least + CENT, DOLLARS)
