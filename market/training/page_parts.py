"""Parts of the programme's pages that subjects of this app, and higher apps, add.

Each app declares its own in its `programme_parts.py`. A part is a template and what it shows, which the template reads
as `part`; it is included with the page's own context.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from market.accounts.models import User

# "course": a trainee's own page, with the place; "class": a class; "batch": a batch, for its trainers and officers;
# "place": a place, for its trainee and for officers; "phase": a phase, for officers.
Page = Literal["course", "class", "batch", "place", "phase"]
Find = Callable[["User", Any], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Part:
    """A template with what it shows."""

    template: str
    data: dict[str, Any]


@dataclass(frozen=True)
class _Source:
    find: Find
    template: str
    order: int


_sources: dict[str, list[_Source]] = {}


def page_part(page: Page, template: str, *, order: int) -> Callable[[Find], Find]:
    """Register what adds a part to a page: called with the user and the page's row, it returns what the template
    shows, or None for no part. Parts stand by `order`, below what the page itself says first."""

    def register(find: Find) -> Find:
        sources = _sources.setdefault(page, [])
        sources.append(_Source(find, template, order))
        sources.sort(key=lambda source: source.order)
        return find

    return register


def parts_of(page: Page, user: "User", row: Any) -> list[Part]:
    """The parts of a page, in their order."""
    shown = ((source.template, source.find(user, row)) for source in _sources.get(page, []))
    return [Part(template, data) for template, data in shown if data is not None]
