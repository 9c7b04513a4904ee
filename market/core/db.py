"""How an action takes hold of a row."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.db.transaction import atomic

from market.core.errors import NotFound

Row = TypeVar("Row", bound=Model)

__all__ = ["atomic", "fetch", "lock"]


def lock(rows: "QuerySet[Row]", pk: object) -> Row:
    """The row, locked until the transaction ends. `rows` is what the person may see; raises NotFound otherwise."""
    return _one(rows.select_for_update(of=("self",)), pk)


def fetch(rows: "QuerySet[Row]", pk: object) -> Row:
    """The row, unlocked. Raises NotFound if it is not among `rows`."""
    return _one(rows, pk)


def _one(rows: "QuerySet[Row]", pk: object) -> Row:
    try:
        return rows.get(pk=pk)
    except (ObjectDoesNotExist, ValueError, OverflowError) as missing:
        raise NotFound from missing
