"""How an action takes hold of a row."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Manager, Model, QuerySet
from django.db.transaction import atomic

from market.core.base.errors import NotFound

Row = TypeVar("Row", bound=Model)

__all__ = ["atomic", "connection_parameters", "every_row_of", "fetch", "lock", "lock_of", "one_at_a_time"]


def connection_parameters() -> dict[str, Any]:
    """What psycopg needs to open a connection of its own as Django does: address, TLS, time-outs and all."""
    every = connection.get_connection_params()
    return {name: value for name, value in every.items() if name not in ("context", "cursor_factory")}


def lock(rows: "QuerySet[Row]", pk: object) -> Row:
    """The row, locked until the transaction ends. `rows` is what the user may see; raises NotFound otherwise.

    Its key stays free: rows that point at it can be written meanwhile, by actions that lock in another order.
    """
    return _one(rows.select_for_update(of=("self",), no_key=True), pk)


def lock_of(rows: "QuerySet[Row]", **owned: object) -> Row:
    """The one row that has this, locked likewise: `lock_of(contracts, milestones=7)`. Raises NotFound."""
    try:
        return rows.select_for_update(of=("self",), no_key=True).get(**owned)
    except (ObjectDoesNotExist, ValueError, OverflowError) as missing:
        raise NotFound from missing


def every_row_of(model: type[Row]) -> "Manager[Row]":
    """All rows of a model, those too that its usual manager leaves out: its `everything`, if it has that."""
    manager: Manager[Row] = getattr(model, "everything", model._default_manager)
    return manager


def one_at_a_time(person: Model) -> None:
    """Acts of one user that a limit counts wait for each other here, until the transaction of each ends."""
    person._meta.model._default_manager.select_for_update(no_key=True).get(pk=person.pk)


def fetch(rows: "QuerySet[Row]", pk: object) -> Row:
    """The row, unlocked. Raises NotFound if it is not among `rows`."""
    return _one(rows, pk)


def _one(rows: "QuerySet[Row]", pk: object) -> Row:
    try:
        return rows.get(pk=pk)
    except (ObjectDoesNotExist, ValueError, OverflowError) as missing:
        raise NotFound from missing
