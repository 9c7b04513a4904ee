"""The fragment cache: parts of pages that come out the same again and again are rendered once in an hour.

    {% call fragment("foot", side, path=path) %} … {{ placeholder("path") }} … {% endcall %}

A fragment is kept under its name, the reader's language, digits and time zone, and the values that follow: all that
it depends on must stand there. What differs each time is a placeholder, filled by the keyword of its name.
"""

import secrets
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from market.core.text import locale
from market.core.web.caches import compute_once, key_of

SECONDS = 3600
MARK = f"\0{secrets.token_hex(8)}\0"  # nobody can write it: a refused form shows again what was typed, also a NUL


def fragment(name: str, /, *on: object, caller: Callable[[], str], **values: Any) -> Markup:
    """The fragment of that name for these values, its placeholders filled. Raises KeyError for one without a value."""
    key = key_of(name, locale.language(), locale.has_bangla_digits(), locale.zone(), *on)
    parts = compute_once("fragments", key, lambda: str(caller()).split(MARK), seconds=SECONDS)
    for at in range(1, len(parts), 2):
        parts[at] = escape(values[parts[at]])
    return Markup("".join(parts))  # noqa: S704  # our own autoescaped HTML


def placeholder(name: str) -> Markup:
    """The place in a fragment that is filled anew each time."""
    return Markup(f"{MARK}{name}{MARK}")  # noqa: S704  # a mark and our own word


def leading_here(path: str, links: list[str]) -> tuple[str, ...]:
    """Those of a page's links that lead to where the reader is: pages above this one, or the page itself."""
    return tuple(link for link in links if link and (path.startswith(link) if link != "/" else path == link))
