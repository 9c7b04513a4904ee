"""A record of what acts on money write: each row added or changed, in a text that stands in tests/payments/records.

    record.step("The client pays", lambda: pay(...))      # what the rows are after it, against before
    record.show("What the desk finds", found)             # a value that somebody gets

A record says what an act does, in full, so that a change of it is seen as a change of these lines. After a wanted
one write them anew with `RECORDS=write pytest tests/payments/test_records.py`, and read the difference.
"""

import itertools
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.payments.models import LedgerEntry
from tests import make

FOLDER = Path(__file__).parent / "payments" / "records"
START = datetime(2027, 3, 1, 10, tzinfo=UTC)  # a Monday
APPS = ("contracts", "payments")
MODELS = ("core.AuditEntry", "notifications.Notification", "messaging.Message", "documents.Document")
# The legs stand with their transaction; news of a provider only bring on what else is written.
NOT_SHOWN = {"LedgerAccount", "LedgerBalance", "LedgerBlock", "LedgerEntry", "ProviderEvent"}
NOT_NUMBERED = {"AuditEntry", "LedgerTransaction", "Message", "Notification", "job"}
OTHER_JOBS = ("mail_notification", "push_notification", "send_sandbox_news", "work_off_event_job")
NOT_ITS_COLUMNS = {
    "AuditEntry": {"at"},
    "Document": {"code", "file", "sha256", "size"},
    "LedgerTransaction": {"content_hash", "posted_at"},
    "Message": {"conversation", "seq", "created_at"},
    "Notification": {"created_at", "push_due_at", "pushed_at", "mail_due_at", "mailed_at", "mail"},
}
FIRST_IDS = {"accounts.User": 11, "jobs.Job": 51, "contracts.Contract": 101, "contracts.Milestone": 201}
FIRST_IDS |= {"payments.Funding": 301, "payments.Release": 401, "payments.Refund": 501, "payments.Payout": 601}
FIRST_IDS |= {"payments.Chargeback": 701, "payments.Debt": 801, "payments.GiveBack": 901, "documents.Document": 1001}
RANDOM = re.compile(r"\b(acct|ch|cs_test|du|dp|evt|fr|pi|po|py|pyr|re|tr|trr|txn|card)_[A-Za-z0-9_]{10,}")
Row = dict[str, Any]


class Record:
    """Notes rows and values as lines, and compares them with the file of a name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.rows = _all_rows()
        self.names: dict[str, str] = {}

    def step(self, title: str, act: Callable[[], Any]) -> Any:
        """Do it, and note what it wrote. Returns what it returns."""
        self.rows = _all_rows()
        result = act()
        before, self.rows = self.rows, _all_rows()
        self.lines += ["", f"## {title}"]
        for key, row in self.rows.items():
            was = before.get(key)
            if was is None:
                written = {name: _text(value) for name, value in row.items() if not _is_usual(key[0], name, value)}
            else:
                written = {
                    name: f"{_text(was.get(name))} → {_text(row[name])}" for name in row if row[name] != was.get(name)
                }
            if written:
                pairs = ", ".join(f"{name}={text}" for name, text in written.items())
                self.lines.append(f"{'+' if was is None else '~'} {_title(*key)}  {pairs}")
        self.lines += [f"- {_title(*key)}" for key in before if key not in self.rows]
        return result

    def show(self, title: str, value: Any) -> None:
        """Note a value."""
        self.lines += ["", f"## {title}", *self._shown(value)]

    def require(self, name: str) -> None:
        """Compare with the file, or write it where the environment says so."""
        file = FOLDER / f"{name}.txt"
        text = "\n".join(self.lines[1:]) + "\n"
        text = RANDOM.sub(lambda match: self._named(match[0], match[1]), text)
        if os.environ.get("RECORDS") == "write":
            file.write_text(text, encoding="utf-8")
        assert text.splitlines() == file.read_text(encoding="utf-8").splitlines()

    def _shown(self, value: Any, indent: str = "") -> Iterator[str]:
        """A list with a line for each, a mapping or dataclass in one line."""
        if isinstance(value, list | tuple) and value:
            for each in value:
                yield f"{indent}- {_text(each)}"
        elif isinstance(value, Mapping):
            for name, each in value.items():
                yield f"{indent}{name}: {_text(each)}"
        else:
            yield f"{indent}{_text(value)}"

    def _named(self, text: str, prefix: str) -> str:
        """The same number for the same random id of a provider."""
        used = sum(each.startswith(f"{prefix}_") for each in self.names.values())
        return self.names.setdefault(text, f"{prefix}_{used + 1}")


def _models() -> dict[str, type[Model]]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {model.__name__: model for model in [*models, *map(apps.get_model, MODELS)]}


def _all_rows() -> dict[tuple[str, int], Row]:
    """Each row of the noted tables."""
    rows = {}
    for name, model in _models().items():
        if name not in NOT_SHOWN:
            for row in model._base_manager.order_by("pk"):
                rows[name, row.pk] = _columns(row)
    for entry in LedgerEntry.objects.select_related("account__user").order_by("pk"):
        account = entry.account
        owner = account.user.display_name if account.user else account.milestone_id or account.rail
        rows["LedgerTransaction", entry.transaction_id][f"{account.kind} {owner or ''}".strip()] = f"{entry.amount:+}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args FROM procrastinate_jobs ORDER BY id")
        for number, task, args in cursor.fetchall():
            name = task.rpartition(".")[2]
            if name not in OTHER_JOBS:
                rows["job", number] = {name: json.loads(args) if isinstance(args, str) else args}
    return rows


def _title(table: str, number: int) -> str:
    return table if table in NOT_NUMBERED else f"{table} {number}"


def _columns(row: Model) -> Row:
    shown = [
        field
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in NOT_ITS_COLUMNS.get(type(row).__name__, ())
    ]
    values = {field.name: getattr(row, field.attname) for field in shown}
    people = {field.name for field in shown if field.related_model is User}
    return {name: Person(value) if value and name in people else value for name, value in values.items()}


def _is_usual(table: str, name: str, value: Any) -> bool:
    """Whether a new row has this without being given anything."""
    columns = {} if table == "job" else {each.name: each for each in _models()[table]._meta.fields}
    column = columns.get(name)
    return value in (None, "") or (column is not None and column.has_default() and value == column.get_default())


class Person(int):
    """The number of a user, shown as the name."""


def _text(value: Any) -> str:
    """A value in one line; instants are from the story's start."""
    if value is None or value == "":
        return "–"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({_pairs({each.name: getattr(value, each.name) for each in fields(value)})})"
    return next((shown(value) for kind, shown in KINDS if isinstance(value, kind)), None) or _string(str(value))


def _mapping(values: Mapping[str, Any]) -> str:
    if values.keys() == {"money", "currency"}:
        return f"{values['money']} {values['currency']}"
    return "{" + _pairs(values) + "}"


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {_text(value)}" for name, value in values.items())


def _string(text: str) -> str:
    """Instants and mappings that are texts are shown as what they are."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", text):
        return _instant(datetime.fromisoformat(text))
    if text.startswith("{"):
        return _text(json.loads(text))
    return text.replace("\n", " / ")


def _instant(at: datetime) -> str:
    """Days, hours and minutes since the start; what the story itself took is rounded away."""
    minutes = round((at - START) / timedelta(minutes=1))
    days, rest = divmod(minutes, 24 * 60)
    return f"day {days}" + (f" {rest // 60:02}:{rest % 60:02}" if rest else "")


KINDS: list[tuple[Any, Callable[[Any], str]]] = [
    (Person, lambda pk: str(User.objects.get(pk=pk).display_name)),
    (datetime, _instant),
    (User, lambda user: str(user.display_name)),
    (Model, lambda row: f"{type(row).__name__} {row.pk}"),
    (Mapping, _mapping),
    (list | tuple | set | QuerySet, lambda values: f"[{', '.join(_text(each) for each in values)}]"),
]


def _restart_ids() -> None:
    """Numbers of rows begin anew in each story, so that they are the same in each run."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (table, key))
            [sequence] = cursor.fetchone()
            if sequence and not model._base_manager.exists():
                first = FIRST_IDS.get(f"{model._meta.app_label}.{model.__name__}", 1)
                cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {first}")  # rolled back with the test


@pytest.fixture
def record(db, monkeypatch) -> Record:
    """A record that begins at START. To be asked for before any person."""
    clock._store(START - clock.wall())
    monkeypatch.setattr(make, "_number", itertools.count(1))
    _restart_ids()
    return Record()
