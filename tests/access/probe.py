"""Sends a request as a role and records which tables were written. Each request is rolled back."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from tests.access.bodies import BODIES, HEADERS
from tests.access.cast import COLUMNS, STRANGER
from tests.access.table import Line
from tests.access.things import SECRETS, png, secret

CODES = {404: ".", 403: "x", 409: "w", 400: "b", 415: "b", 405: "m", 401: "d", 410: "-", 502: "-", 503: "-"}
# What any request may write: the session, throttle counters and the time a device was last seen.
ALLOWED = {"django_session", "core_limitcounter", "accounts_device"}
AUDIT_TABLES = {"core_auditentry"}  # a refusal may write to the audit log
NOTIFICATION_TABLES = {"notifications_notification"}  # viewing a page marks its notifications as read
MISSING_IDS = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000"}
TABLES_SQL = """
    SELECT array_agg(oid)::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""
# What the view pg_stat_xact_user_tables says, without its other columns, of tables found once: it is asked after each
# request.
WRITE_COUNTS_SQL = """
    SELECT oid::regclass::text, written FROM unnest('{}'::oid[]) AS oid, LATERAL (
        SELECT pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
            + pg_stat_get_xact_tuples_deleted(oid)) AS counts (written)
    WHERE written > 0
"""
CONTENTS_SQL = "SELECT count(*), sum(hashtextextended(row::text, 0)::numeric) FROM {} AS row"


@dataclass
class World:
    """The objects' ids, a browser for each role, the initial contents of tables, their write counts, and the answers to
    a stranger who sends nothing, by method and address: several tests want the same."""

    things: Mapping[str, Any]
    browsers: Mapping[str, Client]
    initial_contents: dict[str, tuple[int, Any]] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)
    to_stranger: dict[tuple[str, str], "Answer"] = field(default_factory=dict)

    def address(self, line: Line, things: Mapping[str, Any] | None = None) -> str:
        """The URL path of the line with its object's ids; parameters of regular expressions are filled in too."""
        ids = self.things if things is None else things

        def value(match: re.Match[str]) -> str:
            kind, name = match.groups()
            return str(ids.get(f"{line.thing}.{name}", ids.get(name, MISSING_IDS.get(kind, "no-such"))))

        plain = re.sub(r"\(\?P<(\w+)>(?:\[[^]]*\]|[^()\[\]])*\)", r"<\1>", line.route)
        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, plain).replace("^", "").replace("$", "")

    def response_to(self, letter: str, method: str, line: Line, *, is_there: bool) -> tuple[int, Any]:
        """Status code and API content for the line's object, or for one that does not exist."""
        place = self.address(line, None if is_there else {})
        answer = self.request(letter, method, line, place=place)
        return answer.code, answer.content if place.startswith("/api/") else b""

    def request(self, letter: str, method: str, line: Line, body: Any = None, place: str = "") -> "Answer":
        """The answer and the tables it changed; rolled back afterwards."""
        place = place or self.address(line)
        if letter != STRANGER or body:
            return self._answer(letter, method, line, body, place)
        if (method, place) not in self.to_stranger:
            self.to_stranger[method, place] = self._answer(letter, method, line, body, place)
        return self.to_stranger[method, place]

    def _answer(self, letter: str, method: str, line: Line, body: Any, place: str) -> "Answer":
        cache.clear()  # throttle counters are there too
        browser = self.browsers[letter]
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        start = transaction.savepoint()
        answer = self._send(browser, method, place, body or {}, HEADERS.get(line.route, {}))
        code, location, kind = answer.status_code, answer.get("Location", ""), answer.get("Content-Type", "")
        content = b"" if answer.streaming else answer.content
        answer.close()
        before, self.writes = self.writes, write_counts()
        names = {name for name, count in self.writes.items() if count != before.get(name, 0)} - ALLOWED
        changed = {name: contents(name) for name in names - (NOTIFICATION_TABLES if method == "GET" else set())}
        roll_back(start)
        browser.cookies = SimpleCookie(cookies)
        tables = {name for name in changed if changed[name] != self._initial_contents(name)}
        return Answer(code, location, tables, content, kind)

    def _send(self, browser: Client, method: str, place: str, body: Any, headers: dict[str, str]) -> Any:
        has_files = any(isinstance(value, SimpleUploadedFile) for value in body.values())
        if method in ("PUT", "PATCH", "DELETE") or (method == "POST" and place.startswith("/api/") and not has_files):
            return getattr(browser, method.lower())(place, body, content_type="application/json", headers=headers)
        return getattr(browser, method.lower())(place, body, headers=headers)

    def _initial_contents(self, name: str) -> tuple[int, Any]:
        if name not in self.initial_contents:
            self.initial_contents[name] = contents(name)
        return self.initial_contents[name]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and the tables it changed."""

    code: int
    place: str
    changed: set[str]
    content: bytes
    kind: str = ""

    @property
    def letter(self) -> str:
        """The letter (see `table`), or the status code where there is none."""
        if self.code == 302 and self.place.startswith("/accounts/login/"):
            return "d"
        if self.code in CODES:
            changed = sorted(self.changed - AUDIT_TABLES)
            return f"[{self.code}, but changed {changed}]" if changed else CODES[self.code]
        if self.changed:
            return "Y"
        if self.code < 300 or self.code == 304:
            return "o"
        return ">" if self.code < 400 else f"[{self.code}]"


@functools.cache
def write_counts_sql() -> str:
    """The statement that counts row writes of all tables there are."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_SQL)
        return WRITE_COUNTS_SQL.format(*cursor.fetchone())


def write_counts() -> dict[str, int]:
    """Row writes of each table in this transaction, including those rolled back."""
    sql = write_counts_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def contents(table: str) -> tuple[int, Any]:
    """The number of rows, and a checksum over all of them."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENTS_SQL.format(table))
        result: tuple[int, Any] = cursor.fetchone()
        return result


def roll_back(start: str) -> None:
    """Rolls back to the savepoint."""
    connection.needs_rollback = False
    transaction.savepoint_rollback(start)
    transaction.savepoint_commit(start)


def leaks(answer: "Answer", letter: str) -> set[str]:
    """The secrets in an answer that the role must not read."""
    text = answer.content.decode(errors="replace")
    hidden = {name for name, readers in SECRETS.items() if letter not in readers}
    return {name for name in hidden if (name if " " in name or "@" in name else secret(name)) in text}


def answer_row(world: World, line: Line, method: str, columns: Sequence[str] = COLUMNS) -> str:
    """The actual answers of a route: a letter for each role, " " for roles that are not tested."""
    answers = {each: world.request(each, method, line, body_of(world, line, method)).letter for each in columns}
    return "".join(answers.get(each, " ") for each in COLUMNS)


def body_of(world: World, line: Line, method: str) -> Any:
    """The request body, built anew since a file is read only once."""
    return filled_in(BODIES.get(line.route, {}), world.things) if method in ("POST", "PUT", "PATCH") else {}


def with_nul(body: Any) -> Any:
    """The body with a NUL character in each text."""
    if isinstance(body, dict):
        return {key: with_nul(value) for key, value in body.items()}
    if isinstance(body, list):
        return [with_nul(each) for each in body]
    return f"{body}\0" if isinstance(body, str) else body


def filled_in(body: Any, things: Mapping[str, Any]) -> Any:
    """The body with ids and files in place of "=name" and "@type"."""
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
