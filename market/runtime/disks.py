"""Is there room for what people send, and for the database?"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from market.core.base import env
from market.runtime import embedded

MEGABYTE = 1024 * 1024


def full() -> list[Path]:
    """The folders on whose disk less is free than `LEAST_FREE_MEGABYTES`, or no new file can be made."""
    return [folder for folder in _folders() if _is_full(folder)]


def _folders() -> list[Path]:
    own = [] if env.text("DATABASE_URL") else [embedded.cluster_of(settings.DATA_DIR)]
    return [Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT), *own]


def _is_full(folder: Path) -> bool:
    with suppress(FileNotFoundError, PermissionError):  # not made yet, or the database's own
        free = os.statvfs(folder)
        no_files = free.f_files > 0 and free.f_favail == 0
        return no_files or free.f_bavail * free.f_frsize < settings.LEAST_FREE_MEGABYTES * MEGABYTE
    return False
