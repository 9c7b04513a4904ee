"""Phone numbers that people give to be called at: read from what they type, kept in E.164 ("+8801712345678"), shown as
they are written in their country. What looks like a number in a text is found by `core.text.contact`.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from market.core.text.bangla import ascii_digits
from market.core.text.locale import localize_digits

HOME = "BD"  # whose numbers are written without a country's code
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # copied along from lists of contacts
TYPED = re.compile(r"\+?[0-9\s().\u2010-\u2015-]{6,30}")
GETS_SMS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class NotAMobileNumber(ValueError):
    """What was typed is no number of a mobile phone."""


def parse_number(text: str) -> str:
    """The number in E.164: of Bangladesh unless a country's code begins it ("+44 …", "0044 …"); digits of both scripts.

    Raises NotAMobileNumber, also for fixed lines, which get no SMS.
    """
    typed = INVISIBLE.sub("", ascii_digits(text)).strip()
    if not TYPED.fullmatch(typed):
        raise NotAMobileNumber(text)
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException as wrong:
        raise NotAMobileNumber(text) from wrong
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in GETS_SMS:
        raise NotAMobileNumber(text)
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def country_of(number: str) -> str:
    """The country of a number in E.164, as "BD"; "" where it is of none."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""


def format_phone(number: str) -> str:
    """A number in E.164 as people write it with the country's code, in the reader's digits."""
    written = phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    return localize_digits(written)


def shortened(number: str) -> str:
    """As one knows one's own number again, and nobody else can call it: "+880 ..678".

    Two dots, not "…": that one sign would make an SMS in English twice as long."""
    code = phonenumbers.parse(number).country_code
    return localize_digits(f"+{code} ..{number[-3:]}")
