"""Deleting parts that no row leads to: of a process that was killed between storing and counting one."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import Storage

from market.core.base import clock
from market.files.models import UploadPart

FOLDER = "parts"
AGE = timedelta(days=1)  # no part is on its way for so long
AT_ONCE = 500


def delete_orphaned_parts() -> int:
    """Delete what is stored under `parts/` for a day without a row. Returns how many."""
    storage = UploadPart._meta.get_field("file").storage
    stored, count = _stored_in(storage, FOLDER), 0
    while names := list(islice(stored, AT_ONCE)):
        counted = set(UploadPart.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in counted and _is_old(storage, name):
                storage.delete(name)
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


def _is_old(storage: Storage, name: str) -> bool:
    try:
        return storage.get_modified_time(name) < clock.wall() - AGE
    except FileNotFoundError:  # it was finished meanwhile
        return False
