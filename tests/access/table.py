"""The table: which answer each role gets at each route. Its lines stand in the `*.txt` files beside this one.

    contracts/<int:contract_id>/end/  over  GET d..oo.......  POST d..xY.......

is a route as `urls.py` writes it, the thing it is asked about where that is not the usual one (see `world`), and for
each method a letter for each role, in the order of `cast.ROLES`:

    d  the door: led to the sign-in page, or 401
    .  hidden: 404, as if it did not exist
    x  refused: 403; she sees it but may not do this
    o  shown: nothing is changed
    Y  done: something is changed
    >  led on to another page, and nothing is changed: a button's refusal, or an address that only leads on
    w  a wrong state: 409; she might do it at another time
    b  a bad request: 400; she might do it with another body
    m  a method that is not taken: 405
    -  not there now: 410, 502, 503

One letter stands for everybody, two for who is not signed in and for everybody else: "do" is a page of one's own.
Bodies are those of `bodies`, else empty. A method that is not named is not taken, or answered as GET is.
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
HOME = "(home)"  # the route that is empty
ROWS = re.compile(r"staff/admin/\w+/\w+/<path:object_id>/(change|do/<slug:name>)/")
APPS = re.compile(r"\(\?P<app_label>[\w|]+\)")  # Django names every app in the route of their pages


@dataclass(frozen=True, slots=True)
class Line:
    """A route's entry. `answers`: by method, a letter for each column."""

    route: str
    thing: str
    answers: dict[str, str]

    def __str__(self) -> str:
        cells = [f"{method} {short(row)}" for method, row in self.answers.items()]
        return "  ".join([self.name.ljust(70), *cells])

    @property
    def name(self) -> str:
        """Its route and thing, as they stand in the file."""
        return f"{self.route or HOME}  {self.thing}".rstrip()


def short(row: str) -> str:
    """A row as it is written: one or two letters where these say all of it."""
    if len(set(row)) == 1:
        return row[0]
    return row[:2] if len(set(row[1:])) == 1 else row


def whole(cell: str) -> str:
    """The same, a letter for each column."""
    if len(cell) > 2:
        return cell
    return cell[0] + cell[-1] * (len(COLUMNS) - 1)


def columns_of(row: str) -> Sequence[str]:
    """Who is asked: everybody, or some of those of whom one letter is said."""
    return COLUMNS if len(short(row)) > 2 else SAMPLE


def parse(text: str) -> Line:
    """A line of a file. Raises ValueError where it is none."""
    start, *cells = re.split(rf" +(?=(?:{'|'.join(METHODS)}) )", text.strip())
    route, _, thing = start.partition("  ")
    answers = {method: whole(row) for method, row in (cell.split() for cell in cells)}
    for method, row in answers.items():
        if len(row) != len(COLUMNS) or set(row) - set(LETTERS):
            raise ValueError(f"{start} {method}: one, two or {len(COLUMNS)} of the letters {LETTERS}")
    return Line("" if route == HOME else route, thing.strip(), answers)


def lines() -> list[Line]:
    """All of them, file by file."""
    texts = [text for path in sorted(HERE.glob("*.txt")) for text in path.read_text(encoding="utf-8").split("\n")]
    return [parse(text) for text in texts if text.strip() and not text.startswith("#")]


def routes() -> dict[str, URLPattern]:
    """Every route of the site, as `urls.py` writes it. A table of the administration is one: its list."""

    def walk(patterns: Sequence[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route, each
            else:
                yield from walk(each.url_patterns, route)

    found = {APPS.sub("<app_label>", route): each for route, each in walk(get_resolver().url_patterns, "")}
    return {route: each for route, each in found.items() if not ROWS.fullmatch(route)}


def methods_of(route: str, found: URLPattern) -> set[str]:
    """What its line has to name: what a class of ours takes. Of functions and others' classes that is not known."""
    view = getattr(found.callback, "view_class", None)
    if view is None or not view.__module__.startswith("market."):
        return set()
    return {method for method in METHODS if hasattr(view, method.lower())}
