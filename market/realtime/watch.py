"""Closes the sockets of those who may not have one any more: signed out, revoked, deactivated, password changed."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence

import psycopg
from psycopg_pool import PoolTimeout

from market.core.base import clock
from market.realtime.database import rows
from market.realtime.hub import hub
from market.realtime.sockets import Socket

log = logging.getLogger(__name__)
EVERY = 0.6  # seconds: a revoked session's socket is closed within one
SOCKETS_A_SECOND = 10_000  # beyond that the look takes its time

ENDED = """
SELECT s.place FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
    WITH ORDINALITY AS s (user_id, mark, session, token, place)
WHERE NOT EXISTS (
        SELECT 1 FROM accounts_user u
        WHERE u.id = s.user_id AND u.is_active AND encode(sha256(convert_to(u.password, 'UTF8')), 'hex') = s.mark)
    OR s.session <> '' AND NOT EXISTS (
        SELECT 1 FROM django_session d WHERE d.session_key = s.session AND d.expire_date > %s)
    OR s.token <> '' AND NOT EXISTS (
        SELECT 1 FROM knox_authtoken t WHERE t.digest = s.token AND (t.expiry IS NULL OR t.expiry > %s))
"""


def mark(password: str) -> str:
    """What stands for the password's hash: another password, another mark."""
    return hashlib.sha256(password.encode()).hexdigest()


async def watch() -> None:
    """Look again and again, for as long as there are sockets."""
    while sockets := hub.all():
        await asyncio.sleep(max(EVERY, len(sockets) / SOCKETS_A_SECOND))
        try:
            for socket in await ended(hub.all()):
                socket.close(socket.SIGNED_OUT)
        except (psycopg.Error, PoolTimeout):
            log.warning("The database does not answer: sessions of open sockets are not checked.")


async def ended(sockets: Sequence[Socket]) -> list[Socket]:
    """Those of the sockets whose session, token or person is no longer good."""
    now = clock.wall()
    parameters = [
        [socket.user.pk for socket in sockets],
        [socket.credential.mark for socket in sockets],
        [socket.credential.session for socket in sockets],
        [socket.credential.token for socket in sockets],
        now,
        now,
    ]
    return [sockets[place - 1] for (place,) in await rows(ENDED, parameters)]
