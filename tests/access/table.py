"""The access matrix: the expected answer of each route for each role. Its lines are in the `*.txt` files here.

    contracts/<int:contract_id>/end/  over  GET d..oo.......  POST d..xY.......

is a route as in `urls.py`, the object if it is not the default one (see `world`), and for each method a letter for
each role, in the order of `cast.ROLES`:

    d  denied: redirect to the sign-in page, or 401
    .  hidden: 404, as if the object did not exist
    x  forbidden: 403; the user may see the object but not do this
    o  ok: nothing is changed
    Y  yes: something is changed
    >  redirect to another page, and nothing is changed
    w  wrong state: 409 conflict
    b  bad request: 400
    m  method not allowed: 405
    -  not available: 410, 502, 503

One letter stands for all roles, two for anonymous and for all others: "do" is a page of the user's own.
Request bodies are those of `bodies`, else empty. A method without an entry is not allowed, or answered like GET.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver

from tests.access.cast import COLUMNS, SAMPLE

HERE = Path(__file__).parent
LETTERS = "d.xoY>wbm-"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HOME = "(home)"  # the empty route
ROWS = re.compile(r"staff/admin/\w+/\w+/<path:object_id>/(change|do/<slug:name>)/")
APPS = re.compile(r"\(\?P<app_label>[\w|]+\)")  # Django names every app in the route of their pages


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the matrix. `answers`: by method, a letter for each column."""

    route: str
    thing: str
    answers: dict[str, str]

    def __str__(self) -> str:
        cells = [f"{method} {short(row)}" for method, row in self.answers.items()]
        return "  ".join([self.name.ljust(70), *cells])

    @property
    def name(self) -> str:
        """Route and object, as in the file."""
        return f"{self.route or HOME}  {self.thing}".rstrip()


def short(row: str) -> str:
    """A row as in the file: shortened to one or two letters where possible."""
    if len(set(row)) == 1:
        return row[0]
    return row[:2] if len(set(row[1:])) == 1 else row


def whole(cell: str) -> str:
    """The row with a letter for each column."""
    if len(cell) > 2:
        return cell
    return cell[0] + cell[-1] * (len(COLUMNS) - 1)


def columns_of(row: str) -> Sequence[str]:
    """The columns to test: all, or a sample where one letter stands for all."""
    return COLUMNS if len(short(row)) > 2 else SAMPLE


def parse(text: str) -> Line:
    """Parses a line of a file. Raises ValueError if it is malformed."""
    start, *cells = re.split(rf" +(?=(?:{'|'.join(METHODS)}) )", text.strip())
    route, _, thing = start.partition("  ")
    answers = {method: whole(row) for method, row in (cell.split() for cell in cells)}
    for method, row in answers.items():
        if len(row) != len(COLUMNS) or set(row) - set(LETTERS):
            raise ValueError(f"{start} {method}: one, two or {len(COLUMNS)} of the letters {LETTERS}")
    return Line("" if route == HOME else route, thing.strip(), answers)


def lines() -> list[Line]:
    """All lines of all files."""
    texts = [text for path in sorted(HERE.glob("*.txt")) for text in path.read_text(encoding="utf-8").split("\n")]
    return [parse(text) for text in texts if text.strip() and not text.startswith("#")]


def routes() -> dict[str, URLPattern]:
    """Every route of the site, as in `urls.py`. Of each admin table only the list is included."""

    def walk(patterns: Sequence[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route, each
            else:
                yield from walk(each.url_patterns, route)

    patterns = {APPS.sub("<app_label>", route): each for route, each in walk(get_resolver().url_patterns, "")}
    return {route: each for route, each in patterns.items() if not ROWS.fullmatch(route)}


def methods_of(route: str, pattern: URLPattern) -> set[str]:
    """Methods that a line must name: those of our own view classes. Functions and foreign classes give an empty set."""
    view = getattr(pattern.callback, "view_class", None)
    if view is None or not view.__module__.startswith("market."):
        return set()
    return {method for method in METHODS if hasattr(view, method.lower())}
