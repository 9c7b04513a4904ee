"""What one socket has been sent of each talk, and how it gets what it lacks.

Live news are offered as they happen; what fits on is sent at once. Whatever does not fit (a hint from another process,
a gap, a resume) is read from the database by number, in one task per socket. So a socket gets each talk in order and
without gaps, whichever hints arrive, doubled, late or never.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import psycopg
from psycopg_pool import PoolTimeout

from market.core.text.locale import activate_for
from market.messaging.models import Message
from market.messaging.serializers import shown
from market.realtime.database import rows
from market.realtime.sockets import encode

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

log = logging.getLogger(__name__)
AT_ONCE = 100

LACKING = """
SELECT m.id, m.seq, m.sender_id, m.client_id, m.text, m.code, m.facts, m.created_at, c.contact_open_at IS NOT NULL
FROM messaging_message m JOIN messaging_conversation c ON c.id = m.conversation_id
WHERE m.conversation_id = %s AND m.seq > %s
    AND EXISTS (SELECT 1 FROM messaging_member b WHERE b.conversation_id = m.conversation_id AND b.user_id = %s)
    AND m.conversation_id NOT IN (SELECT messaging_closed_to(%s))
ORDER BY m.seq LIMIT %s
"""
LAST = """
SELECT c.id, c.last_seq FROM messaging_conversation c JOIN messaging_member b ON b.conversation_id = c.id
WHERE b.user_id = %s
"""
LAST_ASKED = f"{LAST} AND c.id = ANY (%s) AND c.id NOT IN (SELECT messaging_closed_to(%s))"
LAST_OF_MANY = """
SELECT me.id, c.id, c.last_seq
FROM (SELECT id, ARRAY(SELECT messaging_closed_to(id)) AS closed FROM unnest(%s::bigint[]) AS id OFFSET 0) AS me
JOIN messaging_member b ON b.user_id = me.id JOIN messaging_conversation c ON c.id = b.conversation_id
WHERE c.last_seq > 0 AND c.id <> ALL (me.closed)
"""
READS = """
SELECT conversation_id, user_id, read_seq FROM messaging_member
WHERE conversation_id = ANY (%s) AND user_id <> %s AND read_seq > 0
"""


class Delivery:
    """The messages of one socket. All is called on the loop's thread."""

    __slots__ = ("_acknowledgements", "_held", "_reading", "_resumes", "_sending", "_socket", "_wanted")

    def __init__(self, socket: "Socket") -> None:
        self._socket = socket
        self._held: dict[int, int] | None = None  # the last number sent, per talk; None until the socket is open
        self._wanted: dict[int, int] = {}
        self._resumes: list[dict[int, int]] = []
        self._acknowledgements: dict[tuple[int, int], str] = {}
        self._sending: Counter[tuple[int, str]] = Counter()  # its own messages that are not acknowledged yet
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, socket: "Socket") -> "Delivery":
        """The delivery of a socket, made at its first use."""
        if "messages" not in socket.held:
            socket.held["messages"] = cls(socket)
        return cast(Delivery, socket.held["messages"])

    async def begin(self) -> None:
        """A new socket gets what comes after now; what was before it asks for. A talk that is closed to her counts as
        well: once it is open again, only what was said since then is news."""
        self._held = dict(await rows(LAST, [self._me]))
        self._read_on()

    def offer(self, conversation: int, seq: int, text: str) -> None:
        """A message that was just committed, encoded: sent if it is the next one, else read together with the gap."""
        if self._follows(conversation) and seq == self._last(conversation) + 1:
            self._held_now[conversation] = seq
            self._socket.put_text(text)
        else:
            self.want(conversation, seq)

    def expect(self, conversation: int, client_id: str) -> None:
        """The socket sends a message: it waits for its acknowledgement."""
        self._sending[conversation, client_id] += 1

    def is_answered(self, conversation: int, client_id: str) -> bool:
        """Whether a message that was sent has its acknowledgement already; else it has its answer from now on."""
        if self._sending[conversation, client_id] <= 0:
            return True
        self._sending[conversation, client_id] -= 1
        if not self._sending[conversation, client_id]:
            del self._sending[conversation, client_id]
        return False

    def acknowledge(self, conversation: int, pk: int, seq: int, client_id: str) -> None:
        """The socket's own message is durable. The acknowledgement takes the message's place in the order."""
        if self.is_answered(conversation, client_id):
            return  # it was read from the database, before this news of it came
        text = acknowledged(conversation, pk, seq, client_id)
        if self._follows(conversation) and seq <= self._last(conversation) + 1:
            self._held_now[conversation] = max(seq, self._last(conversation))
            self._socket.put_text(text)
        else:
            self._acknowledgements[conversation, seq] = text
            self.want(conversation, seq)

    def want(self, conversation: int, seq: int) -> None:
        """There is a message of that number."""
        if not self._follows(conversation) or seq > self._last(conversation):
            self._wanted[conversation] = max(seq, self._wanted.get(conversation, 0))
            self._read_on()

    def resume(self, held: Mapping[int, int]) -> None:
        """The socket says what it holds of some talks; it is sent the rest, then `resumed`."""
        self._resumes.append(dict(held))
        self._read_on()

    def stop(self) -> None:
        """The socket is gone."""
        if self._reading is not None:
            self._reading.cancel()

    @property
    def _me(self) -> int:
        return self._socket.user.pk

    @property
    def _held_now(self) -> dict[int, int]:
        assert self._held is not None  # noqa: S101  # nothing is sent before the socket is open
        return self._held

    def _last(self, conversation: int) -> int:
        return self._held_now.get(conversation, 0)

    def _follows(self, conversation: int) -> bool:
        """Whether the next message of a talk may be sent at once: nothing before it is still to be read."""
        return self._held is not None and not self._resumes and conversation not in self._wanted

    def _read_on(self) -> None:
        if self._held is not None and self._reading is None and (self._wanted or self._resumes):
            self._reading = asyncio.get_running_loop().create_task(self._read_all())

    async def _read_all(self) -> None:
        try:
            while (self._wanted or self._resumes) and self._socket.closing is None:
                try:
                    await self._read_next()
                except (psycopg.Error, PoolTimeout):
                    log.warning("The database does not answer; a socket's messages wait for it.")
                    await asyncio.sleep(0.5)
        finally:
            self._reading = None

    async def _read_next(self) -> None:
        if self._resumes:
            await self._take_up(self._resumes[0])
            self._resumes.pop(0)
        else:
            await self._fill(next(iter(self._wanted)))
        if not self._resumes:
            self._acknowledge_what_was_passed()

    async def _take_up(self, asked: dict[int, int]) -> None:
        last = dict(await rows(LAST_ASKED, [self._me, list(asked), self._me]))
        for conversation, seq in last.items():
            self._held_now[conversation] = min(asked[conversation], seq)
            self._wanted[conversation] = max(seq, self._wanted.get(conversation, 0))
            await self._fill(conversation)
        for conversation, user, seq in await rows(READS, [list(last), self._me]):
            self._socket.put({"type": "read", "conversation": conversation, "user": user, "seq": seq})
        given = {str(conversation): self._last(conversation) for conversation in last}
        self._socket.put({"type": "resumed", "conversations": given})

    async def _fill(self, conversation: int) -> None:
        """Send what the socket lacks of a talk, until nothing that is known of is missing."""
        while self._last(conversation) < self._wanted.get(conversation, 0):
            found = await rows(LACKING, [conversation, self._last(conversation), self._me, self._me, AT_ONCE])
            for row in found:
                self._send(conversation, row)
            await self._socket.flushed()
            if not found:  # no member any more, or the talk is closed to her
                break
        self._wanted.pop(conversation, None)

    def _send(self, conversation: int, row: tuple[Any, ...]) -> None:
        pk, seq, sender, client_id, text, code, facts, at, is_open = row
        self._held_now[conversation] = seq
        acknowledgement = self._acknowledgements.pop((conversation, seq), None)
        is_own = sender == self._socket.user.pk and client_id is not None
        if acknowledgement is None and is_own and not self.is_answered(conversation, str(client_id)):
            acknowledgement = acknowledged(conversation, pk, seq, str(client_id))
        if acknowledgement is not None:
            self._socket.put_text(acknowledgement)
            return
        message = Message(
            id=pk, seq=seq, sender_id=sender, client_id=client_id, text=text, code=code, facts=facts, created_at=at
        )
        self._socket.put_text(created(conversation, message, self._socket, is_open=is_open))

    def _acknowledge_what_was_passed(self) -> None:
        """Messages sent again that the socket held already: their place in the order is behind us."""
        for (conversation, seq), text in list(self._acknowledgements.items()):
            if seq <= self._last(conversation):
                del self._acknowledgements[conversation, seq]
                self._socket.put_text(text)


async def catch_up(sockets: Sequence["Socket"]) -> None:
    """Let each of them read what it lacks of its talks, of whose last numbers no hint may have told it."""
    last: dict[int, list[tuple[int, int]]] = {}
    for user_id, conversation, seq in await rows(LAST_OF_MANY, [list({socket.user.pk for socket in sockets})]):
        last.setdefault(user_id, []).append((conversation, seq))
    for socket in sockets:
        for conversation, seq in last.get(socket.user.pk, ()):
            Delivery.of(socket).want(conversation, seq)


def acknowledged(conversation: int, pk: int, seq: int, client_id: str) -> str:
    """The frame by which a socket learns that its message is durable."""
    return encode(
        {"type": "message.acknowledged", "conversation": conversation, "client_id": client_id, "id": pk, "seq": seq}
    )


def created(conversation: int, message: Message, reader: "Socket", *, is_open: bool) -> str:
    """The frame of a message for one reader: system lines in her language, contact data only where the talk is open."""
    with activate_for(reader.user):
        facts = shown(message, reader=reader.user.pk, is_open=is_open)
    return encode({"type": "message.created", "conversation": conversation, "message": facts})
