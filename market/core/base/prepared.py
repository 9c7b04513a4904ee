"""Querysets that are built and written as SQL once; afterwards they only take their values.

    @prepared
    def last_bids(user: "User", job: "Job") -> QuerySet[Bid]:
        return Bid.objects.filter(freelancer=user, job=job).order_by("-pk")[:1]

    last_bids(user, job)  # the rows, as a list: the instances that the queryset gives, with their relations

Building a queryset and writing its SQL is most of what one costs here, so what a page asks every time is prepared. The
function gets a `Slot` for each value and must not look at it: what it says holds for every later call. So a time, or
what a setting says, is an argument too (a time that is none is refused). None and a person who is not signed in are
given as they are, and have a statement of their own.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import update_wrapper
from typing import Any, Generic, TypeVar, TypeVarTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.transaction import TransactionManagementError

HELD = "_prefetched_objects_cache"  # where `prefetch_related` keeps the parts of a row
Row = TypeVar("Row")
Values = TypeVarTuple("Values")


class Slot(Expression):
    """The place of a value: what SQL calls a parameter. Where a user is asked for, it is one who is signed in."""

    is_authenticated = True

    def __init__(self, place: int) -> None:
        super().__init__(output_field=Field())
        self.place = place

    @property
    def pk(self) -> "Slot":
        """The key of a row stands where the row does."""
        return self

    def get_group_by_cols(self) -> list[Any]:
        """Nothing: a value is the same for all rows."""
        return []

    def as_sql(self, compiler: Any, connection: Any, **options: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and itself as the parameter."""
        return "%s", (self,)


class Each(Expression):
    """The rows of a list: `filter(pk__in=Each(keys))`, where `keys` is a slot."""

    def __init__(self, keys: Any) -> None:
        super().__init__()
        self.keys = keys

    def as_sql(self, compiler: Any, connection: Any, **options: Any) -> tuple[str, tuple[Any, ...]]:
        """A select, so that its length is not part of the statement."""
        return "SELECT unnest(%s::bigint[])", (self.keys,)


@dataclass(frozen=True, slots=True)
class _Statement:
    """What is kept: the queryset, its compiler, and its SQL with slots among the parameters."""

    rows: "QuerySet[Any, Any]"
    compiler: Any
    sql: str
    params: tuple[Any, ...]

    def list(self, values: list[Any]) -> list[Any]:
        """The rows for these values, read as Django reads them: by a compiler whose SQL stands already."""
        rows, compiler = self.rows.all(), copy(self.compiler)
        compiler.connection = connections[rows.db]
        if rows.query.select_for_update and compiler.connection.get_autocommit():
            raise TransactionManagementError("A lock ends with its statement outside a transaction.")
        params = [values[each.place] if isinstance(each, Slot) else each for each in self.params]
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        rows.query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
        return [*rows]


class Prepared(Generic[*Values, Row]):
    """The function of a queryset, called with values in their order. It gives the rows as a list."""

    def __init__(self, build: "Callable[[*Values], QuerySet[Any, Row]]") -> None:
        self.build = build
        self._statements: dict[tuple[bool, ...], _Statement | None] = {}
        update_wrapper(self, build)

    def __call__(self, *values: *Values) -> list[Row]:
        """The rows. A row given as a value counts by its key. Raises TypeError for a time that is no argument."""
        params: tuple[Any, ...] = values
        keys = [getattr(value, "pk", value) for value in params]
        shape = tuple(key is None for key in keys)
        if shape not in self._statements:
            places = [value if none else Slot(at) for at, (value, none) in enumerate(zip(params, shape, strict=True))]
            self._statements[shape] = self.write(*places)
        statement = self._statements[shape]
        return statement.list(keys) if statement else []

    def write(self, *places: Any) -> _Statement | None:
        """The statement with slots in these places; None if it finds nothing, whatever stands in them."""
        rows = self.build(*places)
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        if any(isinstance(each, date | timedelta) for each in params):
            raise TypeError("A time would stay as it was at the first call: make it an argument.")
        compiler.connection = None  # it is a thread's own, and each reading has that of its thread
        return _Statement(rows, compiler, sql, tuple(params))


def prepared(build: "Callable[[*Values], QuerySet[Any, Row]]") -> "Prepared[*Values, Row]":
    """Prepare the queryset that a function makes, at its first call."""
    return Prepared(build)


def hold(rows: "Sequence[Model]", name: str, parts: "Iterable[Any]", *, by: str = "") -> None:
    """Give rows their parts under that name, as `prefetch_related` would: `row.name.all()` is then a list.

    `by` is the foreign key of a part to its row ("bid_id"), which the part knows then; without it every row has all.
    """
    held: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    by_key = {row.pk: row for row in rows}
    for part in parts:
        for key in [getattr(part, by)] if by else held:
            held[key].append(part)
        if by:
            setattr(part, by.removesuffix("_id"), by_key[key])
    for row in rows:
        vars(row).setdefault(HELD, {})[name] = held[row.pk]


def hold_all(row: "Model", name: str, queryset: "QuerySet[Any]", parts: "Iterable[Any]") -> None:
    """Give one row all its parts under that name: the rows of that queryset, which need not be read then."""
    queryset._result_cache, queryset._prefetch_done = list(parts), True  # type: ignore[attr-defined]
    vars(row).setdefault(HELD, {})[name] = queryset


def holds(row: "Model", name: str) -> bool:
    """Whether a row has its parts under that name."""
    return name in vars(row).get(HELD, {})


def drop_held(row: "Model") -> None:
    """Let a row read its parts anew, after they were changed."""
    vars(row).pop(HELD, None)
