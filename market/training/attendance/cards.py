"""Cards of trainees: a QR code with a signed token, and a short code to be typed beside it.

Both are computed from the place by the site's secret key. They say that their holder is there with the card in hand;
nobody signs in by them.
"""

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from market.core.text.bangla import ascii_digits
from market.training.certificates.codes import ALPHABET
from market.training.models import Batch, Enrolment

SALT = "market.training.card"
TOKEN = re.compile(r"AK1\.(\d{1,18})\.([0-9a-f]{24})")
SHORT = re.compile(rf"(\d\d)([{ALPHABET}]{{4}})")


def token_of(place: Enrolment) -> str:
    """What the QR code of its card says."""
    return f"AK1.{place.pk}.{_digest(place.pk).hex()[:24]}"


def short_code_of(place: Enrolment) -> str:
    """The seat in two digits, and four characters."""
    number = int.from_bytes(_digest(place.pk)[-8:])
    letters = ""
    for _each in range(4):
        number, at = divmod(number, len(ALPHABET))
        letters += ALPHABET[at]
    return f"{place.seat or 0:02}{letters}"


def holder_of(batch: Batch, text: str) -> Enrolment | None:
    """Whose card of this batch it is, by token or short code as it was scanned or typed; None for no such card."""
    plain = ascii_digits(text).strip()
    places = batch.enrolments.studying().select_related("trainee")
    if (match := TOKEN.fullmatch(plain)) is not None:
        place = places.filter(pk=int(match[1])).first()
        return place if place is not None and constant_time_compare(token_of(place), plain) else None
    plain = re.sub(r"[\s-]", "", plain).lower()
    if (match := SHORT.fullmatch(plain)) is None:
        return None
    place = places.filter(seat=int(match[1])).first()
    return place if place is not None and constant_time_compare(short_code_of(place), plain) else None


def _digest(place_id: int) -> bytes:
    return salted_hmac(SALT, str(place_id), algorithm="sha256").digest()
