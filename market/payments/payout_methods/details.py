"""What a freelancer says of an account that payouts are to go to, and whether it can be right."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid, require_length
from market.core.text.bangla import ascii_digits, nfc
from market.core.text.csv_export import FORMULA_SIGNS
from market.core.text.phone_numbers import NotAMobileNumber, country_of, parse_number
from market.payments.models import PayoutMethod
from market.payments.payout_methods.banks import branch_of, has_check_digit

Kind = PayoutMethod.Kind
NAME_LENGTH = 120
ACCOUNT_NUMBER = re.compile(r"[0-9]{8,17}")  # of banks in Bangladesh; the network of transfers takes 17 digits
SEPARATORS = re.compile(r"[\s.\u2010-\u2015-]+")  # as people write a number in groups


class PayoutKindNotOffered(Invalid):
    help = "payouts#setup"
    code = "payout_kind_not_offered"
    sentence = _("Payouts to such an account are not offered yet.")


@dataclass(frozen=True, slots=True)
class MethodDetails:
    """An account as it was typed: its kind, its number (of a wallet: the phone number), the holder's name, and of a
    bank account the routing number of its branch."""

    kind: str
    account_number: str
    holder_name: str
    routing_number: str = ""


def offered_kinds() -> list[str]:
    """The kinds whose rail this site has."""
    return [kind for kind in Kind.values if kind in settings.PAY_OUT]


def cleaned(details: MethodDetails) -> MethodDetails:
    """The details as they are stored. Raises PayoutKindNotOffered, Invalid at each field that cannot be right."""
    if details.kind not in offered_kinds():
        raise PayoutKindNotOffered.at("kind")
    name = " ".join(nfc(details.holder_name).split())
    require_length("holder_name", name, NAME_LENGTH)
    errors: dict[str, list[object]] = {}
    if not any(letter.isalpha() for letter in name) or name.startswith(FORMULA_SIGNS):
        errors["holder_name"] = [_("Write the name as the bank or the wallet has it.")]
    if details.kind == Kind.BANK:
        number, routing = _plain_digits(details.account_number), _plain_digits(details.routing_number)
        if not ACCOUNT_NUMBER.fullmatch(number):
            errors["account_number"] = [_("An account number has 8 to 17 digits.")]
        if problem := _routing_problem(routing):
            errors["routing_number"] = [problem]
    else:
        number, routing = _wallet_number(details.account_number), ""
        if not number:
            errors["account_number"] = [_("Write the number of a mobile phone in Bangladesh, like 01712345678.")]
    if errors:
        raise Invalid(errors=errors)
    return MethodDetails(details.kind, number, name, routing)


def _plain_digits(text: str) -> str:
    return SEPARATORS.sub("", ascii_digits(nfc(text)))


def _wallet_number(text: str) -> str:
    """In E.164; "" for what is no mobile number of Bangladesh."""
    try:
        number = parse_number(text)
    except NotAMobileNumber:
        return ""
    return number if country_of(number) == "BD" else ""


def _routing_problem(number: str) -> Promise | None:
    if not has_check_digit(number):
        return _("This is no routing number: it has nine digits, and the last one checks the others. Look at a cheque.")
    if not branch_of(number).is_payable:
        return _("No bank has customers' accounts under this routing number. Look at a cheque of your account.")
    return None
