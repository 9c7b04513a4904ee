"""Contact data in what people write: one home for masking them, and for who may read them.

How they are found is told in docs/contact-masking.md; `detection` holds the rules.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits
from market.core.text.detection.handles import handles, written_names
from market.core.text.detection.links import links
from market.core.text.detection.mails import mails
from market.core.text.detection.phones import phones
from market.core.text.detection.plain import Plain, plain
from market.core.text.detection.telling import may_have_contact
from market.core.text.detection.wallets import accounts, wallets
from market.core.text.detection.words import words

MASK = "•••"
IN_PLAIN, IN_WRITTEN = (mails, links, phones, handles, accounts), (wallets, written_names)
PERSONAL_SITES = tuple(words("personal_sites"))
LONGEST_CACHED = 2000  # letters of a text that is remembered: thousands are
PIECE, OVERLAP = 4000, 300  # letters of a line of a document that are read at once
TO_CALL = ("+", "0", "880")
InAName = _("Leave “%(what)s” out: addresses, numbers to call and links are shown once money is held for a contract.")
Rule = TypeVar("Rule", bound=Callable[[int, int], bool])
_rules: list[Callable[[int, int], bool]] = []


def contact_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where contact data stand in a text, from each to before, in their order; they may overlap."""
    find = _contact_spans if len(text) <= LONGEST_CACHED else _contact_spans.__wrapped__
    return find(text, settings.SITE_URL)


@lru_cache(maxsize=4096)
def _contact_spans(text: str, _site: str) -> tuple[tuple[int, int], ...]:
    read = plain(text)
    return searched(read, text) if may_have_contact(read.text, text) else ()


def searched(read: Plain, text: str) -> tuple[tuple[int, int], ...]:
    """What all rules find in a text, given as plain and as it was written."""
    spans = {read.span(*span) for find in IN_PLAIN for span in find(read.text)}
    return tuple(sorted(spans.union(*(find(text) for find in IN_WRITTEN))))


def phone_spans(text: str) -> list[tuple[int, int]]:
    """Where phone numbers stand in a text, from each to before; they may overlap."""
    read = plain(text)
    return [read.span(*span) for span in phones(read.text)]


def mail_spans(text: str) -> list[tuple[int, int]]:
    """Where mail addresses stand in a text, from each to before; they may overlap."""
    read = plain(text)
    return [read.span(*span) for span in mails(read.text)]


def contact_in(text: str) -> str:
    """The first of them as it was written; "" where there is none."""
    start, stop = min(contact_spans(text), default=(0, 0))
    return text[start:stop].strip()


def contact_parts(text: str) -> list[str]:
    """All of them as they were written, in order; those that overlap are one."""
    parts: list[list[int]] = []
    for start, stop in contact_spans(text):
        if parts and start < parts[-1][1]:
            parts[-1][1] = max(stop, parts[-1][1])
        else:
            parts.append([start, stop])
    return [text[start:stop].strip() for start, stop in parts]


def reaches_somebody(document: str) -> bool:
    """Whether a document says in one of its lines how to reach somebody elsewhere.

    It is shown whole or not at all, so links count only where they lead to a person or hide where they lead: references
    to other sites are part of the work.
    """
    return any(_reaches(piece) for line in document.splitlines() for piece in _pieces(line))


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces that rules read quickly, whatever it holds. What stands at an end stands in the next too."""
    return (line[at : at + PIECE + OVERLAP] for at in range(0, len(line), PIECE))


def _reaches(line: str) -> bool:
    read = plain(line)
    addresses = (read.text[start:stop] for start, stop in links(read.text))
    return (
        any(site in link for link in addresses for site in PERSONAL_SITES)
        or any(True for find in IN_PLAIN if find is not links for _span in find(read.text))
        or any(True for find in IN_WRITTEN for _span in find(line))
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
    return text if is_contact_open(reader, writer) else shown


def is_contact_open(reader: int | None, writer: int | None) -> bool:
    """Whether two people may read each other's contact data: money was held for a contract of theirs."""
    return reader is not None and writer is not None and any(rule(reader, writer) for rule in _rules)
