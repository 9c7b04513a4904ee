"""Certificate numbers of the earlier project, as they are stored and compared."""

import regex

from market.core.text.bangla import JOINERS, ascii_digits, nfc

SEPARATORS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
MOST = 40  # letters of a number


def clean_number(text: str) -> str:
    """A number as it is stored: NFC, English digits, capitals, and one hyphen for whatever stands between its parts.

    "wctp/২০১৬ – ০১২৩" gives "WCTP-2016-0123"; "" where no letter and no digit is left.
    """
    number: str = SEPARATORS.sub("-", ascii_digits(nfc(text).translate(JOINERS)).upper())
    return number.strip("-")


def plain_number(text: str) -> str:
    """A number as it is compared: the stored form without hyphens, which many people leave out."""
    return clean_number(text).replace("-", "")
