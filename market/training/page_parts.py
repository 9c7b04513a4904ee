"""Parts of the programme's pages that subjects of this app, and higher apps, add: slots with the page's row."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest

from market.core.base import clock
from market.core.web.slots import slot_renderer

if TYPE_CHECKING:
    from market.accounts.models import User

# "course": a trainee's own page, with the place; "class": a class; "batch": a batch, for its trainers and officers;
# "place": a place, for its trainee and for officers; "phase": a phase, for officers; "project": a project.
Page = Literal["course", "class", "batch", "place", "phase", "project"]
# What the page's row is called in its template, and so in a part's.
ROWS: dict[Page, str] = {
    "course": "place",
    "class": "session",
    "batch": "batch",
    "place": "place",
    "phase": "phase",
    "project": "project",
}
Find = Callable[["User", Any], "dict[str, Any] | None"]


def page_part(page: Page, template: str, *, order: int) -> Callable[[Find], Find]:
    """Register what adds a part to a page: called with the user and the page's row, it returns what the template reads
    as `part`, beside `now` and the row under its own name (`session`, `batch` …), or None for no part. Parts stand by
    `order`, below what the page itself says first."""

    def register(find: Find) -> Find:
        @slot_renderer(f"programme.{page}", template, order=order)
        def section(request: HttpRequest, row: Any, **context: Any) -> dict[str, Any] | None:
            part = find(request.user, row) if request.user.is_authenticated else None
            return None if part is None else {"part": part, "now": clock.now(), ROWS[page]: row}

        return find

    return register
