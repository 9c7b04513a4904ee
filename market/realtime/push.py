"""Hints to the sockets of people, after commit."""

from collections.abc import Iterable
from typing import Any


def push_on_commit(user_ids: Iterable[int], frame: dict[str, Any]) -> None:
    """Send `frame` ({"type": ...}) to every open socket of these people once the running transaction is committed.

    A hint, never the truth: a socket that missed it reads what it lacks from the database.
    """
