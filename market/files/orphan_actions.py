"""Deleting stored files that no row leads to: of a process that was killed between storing one and writing its row."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import Storage
from django.db.models import FileField, Model

from market.core.base import clock

AGE = timedelta(days=1)  # no row is on its way for so long
AT_ONCE = 500


def delete_orphans(model: type[Model], folder: str, age: timedelta = AGE) -> int:
    """Delete what is stored below `folder` for so long without a row that has it as its `file`. Returns how many."""
    field = model._meta.get_field("file")
    assert isinstance(field, FileField)  # noqa: S101  # for mypy
    stored, count = _stored_in(field.storage, folder), 0
    while names := list(islice(stored, AT_ONCE)):
        counted = set(model._default_manager.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in counted and _is_older(field.storage, name, age):
                field.storage.delete(name)
                count += 1
    return count


def _stored_in(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all that is stored below a folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for each in folders:
        yield from _stored_in(storage, f"{folder}/{each}")


def _is_older(storage: Storage, name: str, age: timedelta) -> bool:
    try:
        return storage.get_modified_time(name) < clock.wall() - age
    except FileNotFoundError:  # it was finished meanwhile
        return False
