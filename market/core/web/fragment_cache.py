"""The fragment cache: parts of pages that come out the same again and again are rendered once, then kept in memory.

    {% call fragment("foot", side, path=path) %} … {{ placeholder("path") }} … {% endcall %}

A fragment is kept under its name, the reader's language and digits, and the values that follow: all that it depends on
must stand there. What differs each time is a placeholder, filled by the keyword of its name.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from market.core.text import locale

MOST = 300  # of each name
MARK = "\0"  # no text of a user holds it: the database refuses it
_fragments: defaultdict[str, dict[tuple[object, ...], list[str]]] = defaultdict(dict)


def fragment(name: str, /, *on: object, caller: Callable[[], str], **values: Any) -> Markup:
    """The fragment of that name for these values, its placeholders filled. Raises KeyError for one without a value."""
    cached, key = _fragments[name], (locale.language(), locale.has_bangla_digits(), *on)
    parts = cached.get(key)
    if parts is None:
        parts = str(caller()).split(MARK)
        if len(cached) >= MOST:
            cached.clear()
        cached[key] = parts
    filled = parts[:]
    for at in range(1, len(parts), 2):
        filled[at] = escape(values[parts[at]])
    return Markup("".join(filled))  # noqa: S704  # our own autoescaped HTML


def placeholder(name: str) -> Markup:
    """The place in a fragment that is filled anew each time."""
    return Markup(f"{MARK}{name}{MARK}")  # noqa: S704  # a mark and our own word


def leading_here(path: str, links: list[str]) -> tuple[str, ...]:
    """Those of a page's links that lead to where the reader is: pages above this one, or the page itself."""
    return tuple(link for link in links if link and (path.startswith(link) if link != "/" else path == link))
