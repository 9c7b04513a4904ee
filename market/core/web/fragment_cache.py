"""Parts of pages that come out the same again and again: made once, then answered from memory.

    {% call memo("foot", side, path=path) %} … {{ hole("path") }} … {% endcall %}

A part is kept under its name, the reader's language and digits, and the values that follow: all that it depends on must
stand there. What differs each time is a hole, filled by the keyword of its name.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from market.core.text import locale

MOST = 300  # of each name
MARK = "\0"  # no text of a person holds it: the database refuses it
_parts: defaultdict[str, dict[tuple[object, ...], list[str]]] = defaultdict(dict)


def memo(name: str, /, *on: object, caller: Callable[[], str], **holes: Any) -> Markup:
    """The part of that name for these values, its holes filled. Raises KeyError for a hole that nothing fills."""
    known, key = _parts[name], (locale.language(), locale.has_bangla_digits(), *on)
    parts = known.get(key)
    if parts is None:
        parts = str(caller()).split(MARK)
        if len(known) >= MOST:
            known.clear()
        known[key] = parts
    filled = parts[:]
    for at in range(1, len(parts), 2):
        filled[at] = escape(holes[parts[at]])
    return Markup("".join(filled))  # noqa: S704  # our own autoescaped HTML


def hole(name: str) -> Markup:
    """The place in a kept part that is filled anew each time."""
    return Markup(f"{MARK}{name}{MARK}")  # noqa: S704  # a mark and our own word


def leading_here(path: str, ways: list[str]) -> tuple[str, ...]:
    """The ways of a frame that lead to where the reader is: pages above this one, or the page itself."""
    return tuple(way for way in ways if way and (path.startswith(way) if way != "/" else path == way))
