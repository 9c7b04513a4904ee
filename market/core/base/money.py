"""Amounts: `Decimal` of two places with their currency (py-moneyed's Money), never a float."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base.errors import Invalid
from market.core.text.bangla import ascii_digits

__all__ = [
    "CENT",
    "CURRENCIES",
    "TAKA_PER_DOLLAR",
    "AmountBelowZero",
    "AmountNotReadable",
    "AmountTooFine",
    "AmountTooLarge",
    "Money",
    "MoneyProperty",
    "cents",
    "converted",
    "from_cents",
    "in_dollars",
    "paid_currencies",
    "parse_amount",
    "require_sign",
    "rounded",
    "total",
    "zero",
]

CURRENCIES = ("USD", "BDT")
TAKA_PER_DOLLAR = Decimal(120)  # a round number, only to compare amounts of two currencies; no page shows it
CENT = Decimal("0.01")
SIGNS = {"USD": "$", "BDT": "৳"}
PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
ENDINGS = ("/-", "/=")  # as taka are written by hand: 500/-
GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?")  # 1,234,567 and 12,34,567
LARGEST = Decimal("9999999999.99")  # what a numeric(12, 2) column holds


class AmountNotReadable(Invalid):
    """Text that is no amount of two places."""

    help = "fees#amounts"
    code = "amount_not_readable"
    sentence = _("Give an amount like 120 or 120.50, in digits only.")


class AmountBelowZero(AmountNotReadable):
    """A negative amount."""

    code = "amount_below_zero"
    sentence = _("An amount cannot be below zero. Leave the minus sign out.")


class AmountTooFine(AmountNotReadable):
    """An amount with more than two decimals."""

    code = "amount_too_fine"
    sentence = _("Give two digits at most after the point, like 120.50.")


class AmountTooLarge(AmountNotReadable):
    """An amount that no column holds."""

    code = "amount_too_large"
    sentence = _("This amount is too large. Check whether it has a digit too many.")


class OtherCurrency(AmountNotReadable):
    """An amount typed with the sign of another currency than it is in."""

    code = "other_currency"
    sentence = _("You typed the sign %(typed)s, but the amount is in %(sign)s. Change one of the two.")


class NoSuchCurrency(AmountNotReadable):
    """An amount typed with the sign of a currency that the site does not have."""

    code = "no_such_currency"
    sentence = _("Amounts here are in dollars ($) or taka (৳), not in %(typed)s.")


class MoneyProperty:
    """An amount of a model as Money: the names of the columns (or paths to them) of the amount and of its currency."""

    def __init__(self, amount: str, currency: str = "currency") -> None:
        self._parts_of = attrgetter(amount, currency)

    def __get__(self, row: object | None, model: type) -> Money:
        return self if row is None else Money(*self._parts_of(row))  # type: ignore[return-value]  # a model has none


def parse_amount(text: str) -> Decimal:
    """The amount that a user typed: digits of either script, thousands commas allowed, two decimals at most.

    Raises AmountBelowZero, AmountTooLarge (to store), AmountTooFine, NoSuchCurrency for the sign of another currency,
    and AmountNotReadable for anything else.
    """
    plain = ascii_digits(text).replace("−", "-").strip()
    for ending in ENDINGS:
        plain = plain.removesuffix(ending)
    plain = plain.strip("$৳ ")
    if sign := next((letter for letter in plain[:1] + plain[-1:] if unicodedata.category(letter) == "Sc"), ""):
        raise NoSuchCurrency(typed=sign)
    if "," in plain and not GROUPED.fullmatch(plain.lstrip("-")):  # 12,50 is not 1250
        raise AmountNotReadable
    plain = plain.replace(",", "")
    if not PLAIN.fullmatch(plain):
        raise AmountNotReadable
    amount = Decimal(plain)
    if amount < 0:
        raise AmountBelowZero
    if amount > LARGEST:
        raise AmountTooLarge
    if amount != amount.quantize(CENT):
        raise AmountTooFine
    return abs(amount.quantize(CENT))


def require_sign(text: str, currency: str) -> None:
    """Raises OtherCurrency where the text of an amount begins or ends with the sign of another currency."""
    text = text.strip()
    for typed in text[:1] + text[-1:] if currency in SIGNS else "":
        if typed in SIGNS.values() and typed != SIGNS[currency]:
            raise OtherCurrency(typed=typed, sign=SIGNS[currency])


def paid_currencies() -> list[str]:
    """Those in which somebody can be paid on this site, in the order in which they are offered."""
    return list(dict.fromkeys(code for codes in settings.PAY_IN.values() for code in codes))


def rounded(amount: Decimal) -> Decimal:
    """Two places, halves up: the one rounding of the site."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return Money(Decimal("0.00"), currency)


def cents(amount: Decimal) -> int:
    """The amount in the smallest unit, as providers count."""
    return int(amount.scaleb(2).to_integral_exact())


def from_cents(count: int) -> Decimal:
    """The amount of a number of smallest units."""
    return Decimal(count).scaleb(-2)


def in_dollars(amount: Decimal, currency: str) -> float:
    """An amount of either currency, roughly in USD, to compare."""
    return float(amount) / (float(TAKA_PER_DOLLAR) if currency == "BDT" else 1)


def converted(amount: Decimal, currency: str, to: str) -> Decimal:
    """An amount of either currency, roughly in the currency `to`, to compare. Not rounded."""
    if currency == to:
        return amount
    return amount * TAKA_PER_DOLLAR if to == "BDT" else amount / TAKA_PER_DOLLAR


def total(amounts: Sequence[Decimal]) -> Decimal:
    """The sum, of two places also for an empty list."""
    return sum(amounts, Decimal("0.00"))
