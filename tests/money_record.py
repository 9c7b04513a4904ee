"""A record of what acts on money write: each row added or changed, in a text that stands in tests/payments/records.

    record.step("The client pays", lambda: pay(...))      # what the rows are after it, against before
    record.refused("Pays again", lambda: pay(...))        # code, sentence and fields of a refusal
    record.show("What the desk finds", results)           # a value that somebody gets

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
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import DomainError
from market.payments.models import LedgerTransaction
from tests import make
from tests.neighbours import settle_neighbours

FOLDER = Path(__file__).parent / "payments" / "records"
START = datetime(2027, 3, 1, 10, tzinfo=UTC)  # a Monday
APPS = ("contracts", "payments")
MODELS = ("core.AuditEntry", "notifications.Notification", "messaging.Message", "documents.Document")
MODELS = (*MODELS, "profiles.Profile", "profiles.ClientProfile", "jobs.Job", "bids.Bid")  # what money changes there
MODELS = (*MODELS, "procrastinate.ProcrastinateJob")
# The legs stand with their transaction; news of a provider only bring on what else is written.
NOT_SHOWN = {"LedgerAccount", "LedgerBalance", "LedgerBlock", "LedgerDay", "LedgerEntry", "ProviderEvent"}
NOT_NUMBERED = {"AuditEntry", "LedgerTransaction", "Message", "Notification", "ProcrastinateJob"}
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
NEIGHBOURS = 900_000  # from here on the numbers of their rows
LONGEST = 600  # of a text that is shown in full
RANDOM = re.compile(
    r"\b(acct|ch|cs_test|du|dp|evt|file|fr|pi|po|py|pyr|re|tr|trr|txn|card)_[A-Za-z0-9_]{10,}"
    r"|\b\d{12}[0-9a-f]{16}\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{64}\b"
)
SIGNED = re.compile(r"[\w-]+:[A-Za-z0-9]{6}:[\w-]{43}")  # a key in the link of a mail
Key = tuple[str, Any]
Row = dict[str, Any]


class Record:
    """Notes rows and values as lines, and compares them with the file of a name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.models = _models()
        self.marks: dict[Key, str] = {}
        self.rows: dict[Key, Row] = {}
        self.names: dict[str, str] = {}

    def step(self, title: str, act: Callable[[], Any]) -> Any:
        """Do it, and note what it wrote. Returns what it returns."""
        self.read()
        before = self.rows
        result = act()
        self.read()
        self.lines += ["", f"## {title}"]
        for key in sorted(self.rows, key=lambda each: (list(self.models).index(each[0]), each[1])):
            if changed := _changed(self.models[key[0]], before.get(key), self.rows[key]):
                self.lines.append(f"{'~' if key in before else '+'} {_title(*key)}  {changed}")
        self.lines += [f"- {_title(*key)}" for key in before if key not in self.rows]
        return result

    def read(self) -> None:
        """Read what was written since it was read: PostgreSQL puts each version of a row in another place."""
        tables = ((name, model._meta.db_table, model._meta.pk.column) for name, model in self.models.items())
        places = (f"SELECT '{name}', {key}::text, ctid::text FROM {table}" for name, table, key in tables)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(places))
            marks = {(name, self.models[name]._meta.pk.to_python(key)): place for name, key, place in cursor.fetchall()}
        new = [key for key, place in marks.items() if self.marks.get(key) != place]
        self.marks, self.rows = marks, {key: row for key, row in self.rows.items() if key in marks}
        for name in {name for name, _pk in new}:
            rows = self.models[name]._base_manager.filter(pk__in=[pk for each, pk in new if each == name])
            self.rows |= {(name, row.pk): _columns(row) for row in rows}

    def refused(self, title: str, act: Callable[[], Any]) -> None:
        """The same of what is refused: with the code, the sentence, and the fields that it names."""
        refusals = []

        def refuse() -> None:
            with pytest.raises(DomainError) as refusal:
                act()
            refusals.append(refusal.value)

        self.step(title, refuse)
        self.lines += [f"! {each.code}: {each}" for each in refusals]
        self.lines += [f"! at {name}: {_text(errors)}" for each in refusals for name, errors in each.errors.items()]

    def show(self, title: str, value: Any) -> None:
        """Note a value."""
        self.lines += ["", f"## {title}", *self._shown(value)]

    def require(self, name: str) -> None:
        """Compare with the file, or write it where the environment says so; what comes after is for another file."""
        file = FOLDER / f"{name}.txt"
        text = "\n".join(self.lines[1:]) + "\n"
        text = RANDOM.sub(lambda match: self._named(match[0], match[1] or "id"), text)
        if os.environ.get("RECORDS") == "write":
            file.write_text(text, encoding="utf-8")
        assert text.splitlines() == file.read_text(encoding="utf-8").splitlines()
        self.lines = []

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
    shown = {model.__name__: model for model in [*models, *map(apps.get_model, MODELS)]}
    return {name: model for name, model in shown.items() if name not in NOT_SHOWN}


def _title(table: str, number: Any) -> str:
    return table.removeprefix("Procrastinate") if table in NOT_NUMBERED else f"{table} {number}"


def _columns(row: Model) -> Row:
    """The columns that are shown; of a transaction its legs, of a job its task and arguments."""
    if isinstance(row, ProcrastinateJob):
        task = row.task_name.rpartition(".")[2]
        return {} if task in OTHER_JOBS else {task: row.args}
    shown = [
        field
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in NOT_ITS_COLUMNS.get(type(row).__name__, ())
    ]
    values = {field.name: getattr(row, field.attname) for field in shown}
    people = {field.name for field in shown if field.related_model is User}
    columns = {name: Person(value) if value and name in people else value for name, value in values.items()}
    return columns | dict(_legs(row)) if isinstance(row, LedgerTransaction) else columns


def _legs(transaction: LedgerTransaction) -> Iterator[tuple[str, str]]:
    for entry in transaction.entries.select_related("account__user").order_by("pk"):
        account = entry.account
        owner = account.user.display_name if account.user else account.milestone_id or account.rail
        yield f"{account.kind} {owner or ''}".strip(), f"{entry.amount:+}"


def _changed(model: type[Model], was: Row | None, row: Row) -> str:
    """What was written into a row: of a new one what is not usual, of another one what is not as it was."""
    usual = {each.name: each.get_default() for each in model._meta.fields if each.has_default()}
    if was is None:
        new = (
            (name, value) for name, value in row.items() if value not in (None, "") and value != usual.get(name, ...)
        )
        return ", ".join(f"{name}={_text(value)}" for name, value in new)
    return ", ".join(f"{name}: {_text(was[name])} → {_text(row[name])}" for name in row if row[name] != was[name])


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
    shown = re.sub(r"(\d{4}-\d\d-\d\d \d\d):\d\d:\d\d", r"\1h", text.replace("\n", " / "))
    shown = SIGNED.sub("(signed)", shown)
    return shown if len(shown) < LONGEST else f"{shown[:LONGEST]}… ({len(text)} letters)"


def _instant(at: datetime) -> str:
    """Days and hours since the start, at first also minutes; what the story itself took is rounded away."""
    if abs(at - clock.wall()) < timedelta(hours=1):
        return "wall time"
    minutes = round((at - START) / timedelta(minutes=1))
    days, rest = divmod(minutes if abs(minutes) < 24 * 60 else round(minutes / 60) * 60, 24 * 60)
    return f"day {days}" + (f" {rest // 60:02}:{rest % 60:02}" if rest else "")


KINDS: list[tuple[Any, Callable[[Any], str]]] = [
    (Person, lambda pk: str(User.objects.get(pk=pk).display_name)),
    (datetime, _instant),
    (timedelta, lambda time: str(timedelta(minutes=round(time / timedelta(minutes=1))))),
    (User, lambda user: str(user.display_name)),
    (Model, lambda row: f"{type(row).__name__} {row.pk}"),
    (Mapping, _mapping),
    (list | tuple | set | QuerySet, lambda values: f"[{', '.join(_text(each) for each in values)}]"),
]


def _restart_ids(first: dict[str, int], usual: int) -> None:
    """Numbers of rows begin anew in each story, so that they are the same in each run: of a table where `first` says,
    else at `usual`, and behind the rows that are there, but for those of neighbours."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (table, key))
            [sequence] = cursor.fetchone()
            if sequence:
                cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table} WHERE {key} < {NEIGHBOURS}")  # noqa: S608
                at = max(first.get(f"{model._meta.app_label}.{model.__name__}", usual), cursor.fetchone()[0] + 1)
                cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {at}")  # rolled back with the test


def ours(model: type[Model]) -> QuerySet[Any]:
    """The rows that are not of neighbours."""
    return model._default_manager.filter(pk__gte=FIRST_IDS[model._meta.label])


@pytest.fixture
def alone() -> None:
    """Whose record asks for it has no neighbours: it adds up all that there is."""


@pytest.fixture
def record(db, monkeypatch, request) -> Record:
    """A record that begins at START, with neighbours. To be asked for before any person.

    Rows of money of theirs come before those of the test, others after them.
    """
    clock._store(START - clock.wall())
    if "alone" not in request.fixturenames:
        monkeypatch.setattr(make, "_number", itertools.count(901))
        _restart_ids(dict.fromkeys(FIRST_IDS, 1), NEIGHBOURS)
        settle_neighbours()
    monkeypatch.setattr(make, "_number", itertools.count(1))
    _restart_ids(FIRST_IDS, 1)
    return Record()


@pytest.fixture
def skip(db) -> Callable[[timedelta], None]:
    """`skip(timedelta(days=5))` moves the site's time on, and nothing that falls due meanwhile is done."""
    return lambda by: clock._store(clock.offset() + by)
