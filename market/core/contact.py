"""Contact data in what people write: addresses, numbers, and links that lead off the site. One home for finding and
for masking them. By whole tokens: "papaya" is no payment, a date or a price is no number to call.
"""

import re
from collections.abc import Iterator

from django.conf import settings

from market.core.bangla import ascii_digits

MASK = "•••"
# Each begins where a token does, so that a long word without any is passed over once, not from each of its letters.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.\w{2,}", re.I)
LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|me|io|bd|app|link)\b(?:/\S*)?", re.I)
PHONE = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{8,18}\d(?!\w)")
DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d?[./-]\d\d?[./-](?:19|20)\d\d")
LEAST_DIGITS, MOST_DIGITS = 10, 15


def contact_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where contact data stand in a text, from each to before; they may overlap."""
    told = ascii_digits(text)
    yield from (found.span() for found in ADDRESS.finditer(told))
    yield from (found.span() for found in LINK.finditer(told) if not _is_ours(found[0]))
    for found in PHONE.finditer(DAY.sub(lambda day: " " * len(day[0]), told)):
        if LEAST_DIGITS <= sum(letter.isdigit() for letter in found[0]) <= MOST_DIGITS:
            yield found.span()


def _is_ours(link: str) -> bool:
    ours = settings.SITE_URL.rstrip("/")
    return link == ours or link.startswith((f"{ours}/", f"{ours}?", f"{ours}#"))


def contact_in(text: str) -> str:
    """The first of them as it was written; "" where there is none."""
    start, stop = min(contact_spans(text), default=(0, 0))
    return text[start:stop].strip()


def masked(text: str) -> str:
    """The text with a mask for each of its contact data; the same text where it has none."""
    told, end = [], 0
    for start, stop in sorted(contact_spans(text)):
        if stop > end:
            told += [text[end : max(start, end)], MASK if start >= end else ""]
            end = stop
    return "".join(told) + text[end:] if told else text
