"""Asking a route as somebody, and seeing whether anything was written. Each asking is undone at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from tests.access.bodies import BODIES
from tests.access.cast import COLUMNS
from tests.access.table import Line
from tests.access.things import SECRETS, png, secret

CODES = {404: ".", 403: "x", 409: "w", 400: "b", 405: "m", 401: "d", 410: "-", 502: "-", 503: "-"}
# What any request may write: that somebody was there, and how often she tried.
ALLOWED = {"django_session", "core_limitcounter", "accounts_device"}
LOOKS = {"core_auditentry"}  # who is refused on a page that shows the thing has looked at it, and that is kept
NEWS = {"notifications_notification"}  # a page that is looked at marks the news about it as read
NOWHERE = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000"}
WRITTEN = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


CONTENTS = "SELECT count(*), sum(hashtextextended(row::text, 0)::numeric) FROM {} AS row"


@dataclass
class World:
    """The things, a browser for each person, what every table held at the beginning, and how often it was written."""

    things: Mapping[str, Any]
    browsers: Mapping[str, Client]
    held: dict[str, tuple[int, Any]] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)

    def address(self, line: Line, things: Mapping[str, Any] | None = None) -> str:
        """Where the line's thing is: kinds of parameters are dropped, regular expressions filled likewise."""
        known = self.things if things is None else things

        def value(found: re.Match[str]) -> str:
            kind, name = found.groups()
            return str(known.get(f"{line.thing}.{name}", known.get(name, NOWHERE.get(kind, "no-such"))))

        plain = re.sub(r"\(\?P<(\w+)>(?:\[[^]]*\]|[^()\[\]])*\)", r"<\1>", line.route)
        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, plain).replace("^", "").replace("$", "")

    def said_of(self, letter: str, method: str, line: Line, *, is_there: bool) -> tuple[int, Any]:
        """What somebody is told of the line's thing, or of one that there is not: the code, and the API's words."""
        place = self.address(line, None if is_there else {})
        answer = self.ask(letter, method, line, place=place)
        return answer.code, answer.content if place.startswith("/api/") else b""

    def ask(self, letter: str, method: str, line: Line, body: Any = None, place: str = "") -> "Answer":
        """The answer, and what it changed; all of it is taken back."""
        cache.clear()  # tries are counted there, too
        browser = self.browsers[letter]
        kept = {name: morsel.value for name, morsel in browser.cookies.items()}
        start = transaction.savepoint()
        answer = self._send(browser, method, place or self.address(line), body or {})
        code, led, kind = answer.status_code, answer.get("Location", ""), answer.get("Content-Type", "")
        content = b"" if answer.streaming else answer.content
        answer.close()
        before, self.writes = self.writes, written()
        names = {name for name, count in self.writes.items() if count != before.get(name, 0)} - ALLOWED
        found = {name: contents(name) for name in names - (NEWS if method == "GET" else set())}
        take_back(start)
        browser.cookies = SimpleCookie(kept)
        return Answer(code, led, {name for name in found if found[name] != self._held(name)}, content, kind)

    def _send(self, browser: Client, method: str, place: str, body: Any) -> Any:
        has_files = any(isinstance(value, SimpleUploadedFile) for value in body.values())
        if method in ("PUT", "PATCH", "DELETE") or (method == "POST" and place.startswith("/api/") and not has_files):
            return getattr(browser, method.lower())(place, body, content_type="application/json")
        return getattr(browser, method.lower())(place, body)

    def _held(self, name: str) -> tuple[int, Any]:
        if name not in self.held:
            self.held[name] = contents(name)
        return self.held[name]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and which tables were changed."""

    code: int
    place: str
    changed: set[str]
    content: bytes
    kind: str = ""

    @property
    def letter(self) -> str:
        """See `table`; the code itself where the table has no letter for it."""
        if self.code == 302 and self.place.startswith("/accounts/login/"):
            return "d"
        if self.code in CODES:
            changed = sorted(self.changed - LOOKS)
            return f"[{self.code}, but changed {changed}]" if changed else CODES[self.code]
        if self.changed:
            return "Y"
        if self.code < 300 or self.code == 304:
            return "o"
        return ">" if self.code < 400 else f"[{self.code}]"


def written() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, those included that were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def contents(table: str) -> tuple[int, Any]:
    """A number of rows and a sum over all of them, which any change changes."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS.format(table))
        found: tuple[int, Any] = cursor.fetchone()
        return found


def take_back(start: str) -> None:
    """The world is again as it was."""
    connection.needs_rollback = False
    transaction.savepoint_rollback(start)
    transaction.savepoint_commit(start)


def leaks(answer: "Answer", letter: str) -> set[str]:
    """What an answer says that was not written for this role."""
    text = answer.content.decode(errors="replace")
    hidden = {name for name, readers in SECRETS.items() if letter not in readers}
    return {name for name in hidden if (name if " " in name or "@" in name else secret(name)) in text}


def asked(world: World, line: Line, method: str, columns: Sequence[str] = COLUMNS) -> str:
    """What the route answers today: a letter for each role, " " for who is not asked."""
    answers = {each: world.ask(each, method, line, body_of(world, line, method)).letter for each in columns}
    return "".join(answers.get(each, " ") for each in COLUMNS)


def body_of(world: World, line: Line, method: str) -> Any:
    """What is sent, made anew: a file is read once."""
    return filled_in(BODIES.get(line.route, {}), world.things) if method in ("POST", "PUT", "PATCH") else {}


def with_nul(body: Any) -> Any:
    """The body with a NUL in each of its texts."""
    if isinstance(body, dict):
        return {key: with_nul(value) for key, value in body.items()}
    if isinstance(body, list):
        return [with_nul(each) for each in body]
    return f"{body}\0" if isinstance(body, str) else body


def filled_in(body: Any, things: Mapping[str, Any]) -> Any:
    """A body with things' ids where it says "=name"."""
    if isinstance(body, dict):
        return {key: filled_in(value, things) for key, value in body.items()}
    if isinstance(body, list):
        return [filled_in(value, things) for value in body]
    if isinstance(body, str) and body in FILES:
        return FILES[body]()
    return things[body[1:]] if isinstance(body, str) and body.startswith("=") else body


def text() -> SimpleUploadedFile:
    """A small file."""
    return SimpleUploadedFile("a.txt", b"Hello")


FILES: dict[str, Callable[[], SimpleUploadedFile]] = {"@png": png, "@txt": text}
