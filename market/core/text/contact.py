"""Contact data in what people write: addresses, phone numbers, and links that lead off the site. One home for finding
and for masking them. By whole tokens: "papaya" is no payment, a date or a price is no phone number.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits

MASK = "•••"
# Each begins where a token does, so that a long word without any is passed over once, not from each of its letters.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.\w{2,}", re.I)
LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|me|io|bd|app|link)\b(?:/\S*)?", re.I)
NO_SITE = re.compile(r"(?:asp|ado|vb|ml)\.net|(?:socket|draw)\.io", re.I)  # what people know, not where they are
# Of two lengths: the longer one finds a number with a blank after each digit, the shorter one each of two in a row.
PHONES = [re.compile(rf"(?<![\w.])\+?\d[\d\s().-]{{{length}}}\d(?!\w)") for length in ("8,18", "6,20")]
DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?[./-]\d\d?[./-](?:19|20)\d\d)(?!\d)")
LEAST_DIGITS, MOST_DIGITS = 10, 15  # the most of E.164
TO_CALL = ("+", "0", "880")
InAName = _("Leave “%(what)s” out: addresses, numbers to call and links are shown once money is held for a contract.")
Rule = TypeVar("Rule", bound=Callable[[int, int], bool])
_rules: list[Callable[[int, int], bool]] = []


def contact_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where contact data stand in a text, from each to before; they may overlap."""
    ascii_text = ascii_digits(text)
    yield from (match.span() for match in ADDRESS.finditer(ascii_text))
    yield from (match.span() for match in LINK.finditer(ascii_text) if not _stays(match[0]))
    yield from phone_spans(text)


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in a text, in Bangla or ASCII digits, from each to before; they may overlap."""
    undated = DAY.sub(lambda day: " " * len(day[0]), ascii_digits(text))
    for match in (match for pattern in PHONES for match in pattern.finditer(undated)):
        if LEAST_DIGITS <= sum(letter.isdigit() for letter in match[0]) <= MOST_DIGITS:
            yield match.span()


def _stays(link: str) -> bool:
    ours = settings.SITE_URL.rstrip("/")
    return link == ours or link.startswith((f"{ours}/", f"{ours}?", f"{ours}#")) or bool(NO_SITE.fullmatch(link))


def contact_in(text: str) -> str:
    """The first of them as it was written; "" where there is none."""
    start, stop = min(contact_spans(text), default=(0, 0))
    return text[start:stop].strip()


def contact_parts(text: str) -> list[str]:
    """All of them as they were written, in order; those that overlap are one."""
    parts: list[list[int]] = []
    for start, stop in sorted(contact_spans(text)):
        if parts and start < parts[-1][1]:
            parts[-1][1] = max(stop, parts[-1][1])
        else:
            parts.append([start, stop])
    return [text[start:stop].strip() for start, stop in parts]


def patterns_for_script() -> dict[str, Any]:
    """The rules of this module for a page's script, which says while somebody writes what will be masked."""
    return {
        "plain": [_for_script(ADDRESS.pattern), _for_script(LINK.pattern)],
        "phones": [_for_script(phone.pattern) for phone in PHONES],
        "day": DAY.pattern,
        "noSite": NO_SITE.pattern,
        "digits": [LEAST_DIGITS, MOST_DIGITS],
    }


def _for_script(pattern: str) -> str:
    r"""A pattern as JavaScript reads it with the flag `u`, where \w knows ASCII letters alone."""
    word = r"\p{L}\p{M}\p{N}_"
    parts = re.compile(r"\\[\[\]]|\[(?:\\.|[^\]\\])*\]|\\w")  # an escaped bracket, a class, or a letter
    return parts.sub(
        lambda part: f"[{word}]" if part[0] == r"\w" else part[0].replace(r"\w", word),
        pattern,
    )


def masked(text: str) -> str:
    """The text with a mask for each of its contact data; the same text where it has none."""
    return replaced(text, contact_spans(text), MASK)


def replaced(text: str, spans: Iterable[tuple[int, int]], mask: str) -> str:
    """The text with one mask for each of the spans, or for those that overlap."""
    parts, end = [], 0
    for start, stop in sorted(spans):
        if stop > end:
            parts += [text[end : max(start, end)], mask if start >= end else ""]
            end = stop
    return "".join(parts) + text[end:]


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
