"""Excerpts of messages: the words that were searched for, and what stands around them."""

from collections.abc import Iterator
from typing import NamedTuple

from market.core.text.bangla import clip
from market.search.lists.highlights import WORD
from market.search.messages.wanted import Wanted, tokens

BEFORE, LONGEST = 60, 200  # characters


class Piece(NamedTuple):
    """A piece of a text, and whether it was searched for."""

    text: str
    is_match: bool


def spans(text: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Where the words stand in a text."""
    for match in WORD.finditer(text):
        own = tokens(match[0])
        if any(word.is_in(token) for word in wanted.words for token in own):
            yield match.span()


def excerpt(text: str, wanted: Wanted) -> list[Piece]:
    """The part of a text in which the first of the words stands, in one line; the beginning where none does."""
    line = " ".join(text.split())
    first = next(spans(line, wanted), (0, 0))[0]
    if first > BEFORE:
        cut = line.find(" ", first - BEFORE)
        line = "… " + line[(cut + 1 if 0 <= cut < first else first) :]
    if len(line) > LONGEST:
        shorter = clip(line, LONGEST)
        line = shorter.rpartition(" ")[0] + " …" if " " in shorter[BEFORE * 2 :] else shorter + "…"
    return pieces(line, wanted)


def pieces(text: str, wanted: Wanted) -> list[Piece]:
    """A whole text, in pieces."""
    parts, at = [], 0
    for start, end in spans(text, wanted):
        parts += [Piece(text[at:start], is_match=False), Piece(text[start:end], is_match=True)]
        at = end
    return [piece for piece in [*parts, Piece(text[at:], is_match=False)] if piece.text]
