"""Hints to the sockets of people, after commit."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from market.realtime.hub import hub


def push_on_commit(user_ids: Iterable[int], frame: dict[str, Any]) -> None:
    """Send `frame` ({"type": ...}) to every open socket of these people once the running transaction is committed.

    A hint, never the truth: a socket that missed it reads what it lacks from the database. In a process without
    sockets and without Redis, nobody hears it.
    """
    transaction.on_commit(partial(hub.push, list(user_ids), frame), robust=True)
