"""Which messages have reached a device of which member: their sockets tell it, and what was read was delivered too.

All sockets of a process write together, in one statement; a member whose row is locked waits for the next one. Of
members who hide that they are here, and of conversations that a block closed, nothing is recorded.
"""

import asyncio
import logging
from collections.abc import Mapping

import psycopg
from psycopg_pool import PoolTimeout

from market.realtime.database import rows
from market.realtime.hub import hub

log = logging.getLogger(__name__)

DELIVER = """
WITH wanted AS MATERIALIZED (
    SELECT m.id, m.conversation_id, m.user_id, least(new.seq, c.last_seq) AS seq
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (conversation_id, user_id, seq)
    JOIN messaging_conversation AS c ON c.id = new.conversation_id
    JOIN accounts_user AS u ON u.id = new.user_id AND NOT u.is_presence_hidden
    JOIN messaging_member AS m ON m.conversation_id = new.conversation_id AND m.user_id = new.user_id
    WHERE greatest(m.delivered_seq, m.read_seq) < least(new.seq, c.last_seq)
        AND c.id NOT IN (SELECT messaging_closed_to(u.id))
), free AS MATERIALIZED (
    SELECT m.id, w.seq FROM messaging_member AS m JOIN wanted AS w ON w.id = m.id
    WHERE greatest(m.delivered_seq, m.read_seq) < w.seq
    FOR NO KEY UPDATE OF m SKIP LOCKED
), written AS (
    UPDATE messaging_member AS m SET delivered_seq = free.seq FROM free WHERE m.id = free.id RETURNING m.id
)
SELECT w.conversation_id, w.user_id, w.seq, written.id IS NOT NULL, ARRAY(
    SELECT o.user_id FROM messaging_member o WHERE o.conversation_id = w.conversation_id AND o.user_id <> w.user_id)
FROM wanted AS w LEFT JOIN written ON written.id = w.id
"""


class Deliveries:
    """What the sockets of this process have received and is not recorded yet."""

    INTERVAL = 0.25  # seconds
    AFTER_FAILURE = 2.0

    def __init__(self) -> None:
        self._seqs: dict[tuple[int, int], int] = {}  # by conversation and user
        self._writing: asyncio.Task[None] | None = None

    def add(self, user_id: int, seqs: Mapping[int, int]) -> None:
        """Record soon that the user has the messages of each conversation up to this number."""
        self._keep({(conversation, user_id): seq for conversation, seq in seqs.items() if seq})
        if self._seqs and self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_all())

    def _keep(self, seqs: Mapping[tuple[int, int], int]) -> None:
        for key, seq in seqs.items():
            self._seqs[key] = max(seq, self._seqs.get(key, 0))

    async def _write_all(self) -> None:
        try:
            while self._seqs:
                await asyncio.sleep(self.INTERVAL)
                batch, self._seqs = self._seqs, {}
                try:
                    self._keep(await _write(batch))
                except (psycopg.Error, PoolTimeout):
                    log.warning("What was delivered could not be recorded; it is tried again.")
                    self._keep(batch)
                    await asyncio.sleep(self.AFTER_FAILURE)
        finally:
            self._writing = None


async def _write(batch: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Record it. Gives what could not be, since another transaction holds the member's row."""
    conversations, users = [key[0] for key in batch], [key[1] for key in batch]
    locked: dict[tuple[int, int], int] = {}
    for conversation, user, seq, is_written, others in await rows(
        DELIVER, [conversations, users, list(batch.values())]
    ):
        if is_written:
            hub.push(others, {"type": "delivered", "conversation": conversation, "user": user, "seq": seq})
        else:
            locked[conversation, user] = seq
    return locked


deliveries = Deliveries()
