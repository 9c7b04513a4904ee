"""Contact data in what people write: addresses, numbers, and links that lead off the site. One home for finding and
for masking them. By whole tokens: "papaya" is no payment, a date or a price is no number to call.
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits

MASK = "•••"
# Each begins where a token does, so that a long word without any is passed over once, not from each of its letters.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.\w{2,}", re.I)
LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|me|io|bd|app|link)\b(?:/\S*)?", re.I)
NO_SITE = re.compile(r"(?:asp|ado|vb|ml)\.net|(?:socket|draw)\.io", re.I)  # what people know, not where they are
PHONE = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{8,18}\d(?!\w)")
DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d?[./-]\d\d?[./-](?:19|20)\d\d")
LEAST_DIGITS, MOST_DIGITS = 10, 15
TO_CALL = ("+", "0", "880")
InAName = _("Leave “%(what)s” out: addresses, numbers to call and links are shown once money is held for a contract.")
Rule = TypeVar("Rule", bound=Callable[[int, int], bool])
_rules: list[Callable[[int, int], bool]] = []


def contact_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where contact data stand in a text, from each to before; they may overlap."""
    ascii_text = ascii_digits(text)
    yield from (match.span() for match in ADDRESS.finditer(ascii_text))
    yield from (match.span() for match in LINK.finditer(ascii_text) if not _stays(match[0]))
    for match in PHONE.finditer(DAY.sub(lambda day: " " * len(day[0]), ascii_text)):
        if LEAST_DIGITS <= sum(letter.isdigit() for letter in match[0]) <= MOST_DIGITS:
            yield match.span()


def _stays(link: str) -> bool:
    ours = settings.SITE_URL.rstrip("/")
    return link == ours or link.startswith((f"{ours}/", f"{ours}?", f"{ours}#")) or bool(NO_SITE.fullmatch(link))


def contact_in(text: str) -> str:
    """The first of them as it was written; "" where there is none."""
    start, stop = min(contact_spans(text), default=(0, 0))
    return text[start:stop].strip()


def masked(text: str) -> str:
    """The text with a mask for each of its contact data; the same text where it has none."""
    parts, end = [], 0
    for start, stop in sorted(contact_spans(text)):
        if stop > end:
            parts += [text[end : max(start, end)], MASK if start >= end else ""]
            end = stop
    return "".join(parts) + text[end:] if parts else text


def name_faults(text: str) -> Iterator[str]:
    """What is wrong with a name or title that everybody reads everywhere: it holds contact data.

    A number is one to call only where it is written as one: others may be of an order or a version.
    """
    for start, stop in sorted(contact_spans(text)):
        part = text[start:stop].strip()
        if any(letter.isalpha() for letter in part) or ascii_digits(part).startswith(TO_CALL):
            yield str(InAName % {"what": part})
            return


def without_contact(text: str) -> None:
    """A validator for fields of forms and of the API. Raises ValidationError for what `name_faults` finds."""
    for fault in name_faults(text):
        raise ValidationError(fault, code="contact")


def opens_contact(rule: Rule) -> Rule:
    """Register (in an app's slots.py) when two people, by their ids, may read each other's contact data."""
    _rules.append(rule)
    return rule


def text_for(reader: int | None, text: str, *, writer: int | None) -> str:
    """What a user wrote, as another reads it: masked until money is held for a contract of the two."""
    shown = masked(text)
    if shown == text or (reader is not None and reader == writer):
        return text
    is_open = reader is not None and writer is not None and any(rule(reader, writer) for rule in _rules)
    return text if is_open else shown
