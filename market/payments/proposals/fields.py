"""What the parameters of a proposal may be: each takes text and gives text, or raises Invalid at its name."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, Invalid
from market.core.base.money import CURRENCIES, Money, parse_amount, require_sign
from market.core.text.bangla import ascii_digits, is_too_long, nfc
from market.payments.models import LedgerAccount
from market.payments.provider.rails import RAILS

REFERENCE_LENGTH = 60
DIGITS = 17  # of a number of a row, at most
Account = LedgerAccount.Kind
M = TypeVar("M", bound=Model)
# Between these a correction may move an amount. What a bank contests follows its chargeback.
CORRECTED = (Account.FEES, Account.PROVIDER_FEES, Account.CAPITAL, Account.LOSSES)


def places() -> dict[str, str | Promise]:
    """The balances at providers that this site has, by rail, with the bank that pays out."""
    return {name: rail_label(name) for name in (*settings.PAY_IN, *settings.PAY_OUT)}


def rail_label(name: str) -> str | Promise:
    """The name of a rail for operators: what the provider is called."""
    if name == "bank":
        return _("Your bank")
    return RAILS[name].company if name in RAILS else name


def corrected_accounts() -> dict[str, str | Promise]:
    """The accounts of a correction, by the name that `desk_postings` reads."""
    kinds: dict[str, str | Promise] = {str(kind): kind.label for kind in CORRECTED}
    return kinds | {f"{Account.PROVIDER}:{name}": label for name, label in places().items()}


def parse_money(raw: Mapping[str, str], *, name: str = "amount", may_be_zero: bool = False) -> dict[str, str]:
    """The amount and its currency. Raises Invalid."""
    currency = raw.get("currency", "")
    if currency not in CURRENCIES:
        raise Invalid(errors={"currency": [_("Choose one of these.")]})
    text = raw.get(name, "") or ("0" if may_be_zero else "")
    try:
        amount = parse_amount(text)
        require_sign(text, currency)
    except DomainError as wrong:
        raise Invalid(errors={name: [str(wrong)]}) from wrong
    if not amount and not may_be_zero:
        raise Invalid(errors={name: [_("Give an amount above zero.")]})
    return {name: str(amount), "currency": currency}


def row_of_number(rows: QuerySet[M], raw: Mapping[str, str], name: str) -> M | None:
    """The row with the number that was typed, also in Bangla digits; None where there is none."""
    text = ascii_digits(raw.get(name, "")).strip()
    return rows.filter(pk=int(text)).first() if text.isdecimal() and len(text) <= DIGITS else None


def parse_choice(raw: Mapping[str, str], name: str, choices: Mapping[str, object]) -> dict[str, str]:
    """One of the choices. Raises Invalid."""
    if raw.get(name) not in choices:
        raise Invalid(errors={name: [_("Choose one of these.")]})
    return {name: raw[name]}


def parse_reference(raw: Mapping[str, str]) -> dict[str, str]:
    """The reference by which a movement counts once. Raises Invalid."""
    text = " ".join(nfc(raw.get("reference", "")).split())
    if not text:
        raise Invalid(errors={"reference": [_("Write the reference of the transfer: it counts once by that.")]})
    if is_too_long(text, REFERENCE_LENGTH):
        raise Invalid(errors={"reference": [_("Use %(most)s characters at most.") % {"most": REFERENCE_LENGTH}]})
    return {"reference": text}


def money_of(parameters: Mapping[str, str]) -> Money:
    """The amount of stored parameters."""
    return Money(Decimal(parameters["amount"]), parameters["currency"])
