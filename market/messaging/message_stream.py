"""What a socket was sent of each conversation, and how it gets the rest.

New messages are offered as they are committed; the next in order is sent at once. Anything else (a hint from another
process, a gap, a resume) is read from the database by number, in one task per socket. So a socket gets each
conversation in order and without gaps, even if hints arrive twice, late or never.
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
from market.messaging.reading import Extras, extras_of, hidden_from_others
from market.messaging.serializers import message_payload
from market.messaging.subjects import SUBJECT
from market.realtime.database import in_thread, rows
from market.realtime.sockets import encode

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.realtime.sockets import Socket

log = logging.getLogger(__name__)
ROWS_PER_READ = 100

MISSING_MESSAGES = """
SELECT m.id, m.seq, m.sender_id, m.client_id, m.text, m.code, m.facts, m.created_at, m.file_count,
    m.reply_to_id, m.reactions, m.edited_at,
    EXISTS (SELECT FROM messaging_messagedeletion d WHERE d.message_id = m.id AND d.user_id = %s),
    c.contact_open_at IS NOT NULL
FROM messaging_message m JOIN messaging_conversation c ON c.id = m.conversation_id
WHERE m.conversation_id = %s AND m.seq > %s
    AND EXISTS (SELECT 1 FROM messaging_member b WHERE b.conversation_id = m.conversation_id AND b.user_id = %s)
ORDER BY m.seq LIMIT %s
"""
COLUMNS = (
    "id",
    "seq",
    "sender_id",
    "client_id",
    "text",
    "code",
    "facts",
    "created_at",
    "file_count",
    "reply_to_id",
    "reactions",
    "edited_at",
)
LAST_NUMBERS = """
SELECT c.id, c.last_seq FROM messaging_conversation c JOIN messaging_member b ON b.conversation_id = c.id
WHERE b.user_id = %s
"""
LAST_NUMBERS_OF = f"{LAST_NUMBERS} AND c.id = ANY (%s)"
LAST_NUMBERS_OF_USERS = """
SELECT b.user_id, c.id, c.last_seq
FROM messaging_member b JOIN messaging_conversation c ON c.id = b.conversation_id
WHERE b.user_id = ANY (%s) AND c.last_seq > 0
"""
POSITIONS = """
SELECT conversation_id, user_id, read_seq, delivered_seq FROM messaging_member
WHERE conversation_id = ANY (%s) AND user_id <> %s AND greatest(read_seq, delivered_seq) > 0
"""  # how far the others have read, and what has reached their devices


class MessageStream:
    """The messages of one socket. All methods are called on the event loop's thread."""

    __slots__ = ("_acknowledgements", "_last_sent", "_reading", "_resumes", "_sending", "_socket", "_wanted")

    def __init__(self, socket: "Socket") -> None:
        self._socket = socket
        self._last_sent: dict[int, int] | None = None  # by conversation; None until the socket is open
        self._wanted: dict[int, int] = {}
        self._resumes: list[dict[int, int]] = []
        self._acknowledgements: dict[tuple[int, int], str] = {}
        self._sending: Counter[tuple[int, str]] = Counter()  # its own messages that are not acknowledged yet
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, socket: "Socket") -> "MessageStream":
        """The stream of a socket, created at its first use."""
        if "messages" not in socket.held:
            socket.held["messages"] = cls(socket)
        return cast(MessageStream, socket.held["messages"])

    async def begin(self) -> None:
        """Start with messages after now; earlier ones need a resume."""
        self._last_sent = dict(await rows(LAST_NUMBERS, [self._user_id]))
        self._start_reading()

    def offer(self, conversation: int, seq: int, text: str) -> None:
        """Send a just committed message (its encoded frame) if it is the next one, else read it with the gap."""
        if self._follows(conversation) and seq == self._last(conversation) + 1:
            self._sent_up_to[conversation] = seq
            self._socket.put_text(text)
        else:
            self.want(conversation, seq)

    def expect(self, conversation: int, client_id: str) -> None:
        """Register a message that the socket sent, until it is acknowledged or refused."""
        self._sending[conversation, client_id] += 1

    def is_answered(self, conversation: int, client_id: str) -> bool:
        """Whether the sent message was answered already; it counts as answered from now on."""
        if self._sending[conversation, client_id] <= 0:
            return True
        self._sending[conversation, client_id] -= 1
        if not self._sending[conversation, client_id]:
            del self._sending[conversation, client_id]
        return False

    def acknowledge(self, conversation: int, pk: int, seq: int, client_id: str, *, has_contact: bool = False) -> None:
        """Acknowledge the socket's own, committed message; the frame takes the message's place in the order.

        With contact data in it, it is read again, since the frame says whether they are hidden from others.
        """
        if self.is_answered(conversation, client_id):
            return  # it was read from the database before
        text = acknowledgement_frame(conversation, pk, seq, client_id)
        if self._follows(conversation) and seq <= self._last(conversation) + (not has_contact):
            self._sent_up_to[conversation] = max(seq, self._last(conversation))
            self._socket.put_text(text)
        else:
            self._acknowledgements[conversation, seq] = text
            self.want(conversation, seq)

    def want(self, conversation: int, seq: int) -> None:
        """Read up to that number, which exists."""
        if not self._follows(conversation) or seq > self._last(conversation):
            self._wanted[conversation] = max(seq, self._wanted.get(conversation, 0))
            self._start_reading()

    def sent_of(self, seqs: Mapping[int, int]) -> dict[int, int]:
        """These numbers by conversation, none beyond where the stream stands: it begins after the messages that are
        there, which a device may hold already, and moves with what the socket is sent."""
        return {conversation: min(seq, self._last(conversation)) for conversation, seq in seqs.items()}

    def resume(self, held: Mapping[int, int]) -> None:
        """Send what the socket lacks after the numbers that it holds by conversation, then `resumed`."""
        self._resumes.append(dict(held))
        self._start_reading()

    def stop(self) -> None:
        """Stop reading, since the socket is closed."""
        if self._reading is not None:
            self._reading.cancel()

    @property
    def _user_id(self) -> int:
        return self._socket.user.pk

    @property
    def _sent_up_to(self) -> dict[int, int]:
        assert self._last_sent is not None  # noqa: S101  # nothing is sent before the socket is open
        return self._last_sent

    def _last(self, conversation: int) -> int:
        return self._sent_up_to.get(conversation, 0)

    def _follows(self, conversation: int) -> bool:
        """Whether the next message of a conversation may be sent at once: nothing before it is still to be read."""
        return self._last_sent is not None and not self._resumes and conversation not in self._wanted

    def _start_reading(self) -> None:
        if self._last_sent is not None and self._reading is None and (self._wanted or self._resumes):
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
            await self._resume(self._resumes[0])
            self._resumes.pop(0)
        else:
            await self._fill(next(iter(self._wanted)))
        if not self._resumes:
            self._acknowledge_passed()

    async def _resume(self, last_held: dict[int, int]) -> None:
        last = dict(await rows(LAST_NUMBERS_OF, [self._user_id, list(last_held)]))
        for conversation, seq in last.items():
            self._sent_up_to[conversation] = min(last_held[conversation], seq)
            self._wanted[conversation] = max(seq, self._wanted.get(conversation, 0))
            await self._fill(conversation)
        for conversation, user, read, delivered in await rows(POSITIONS, [list(last), self._user_id]):
            for kind, seq in (("read", read), ("delivered", delivered if delivered > read else 0)):
                if seq:
                    self._socket.put({"type": kind, "conversation": conversation, "user": user, "seq": seq})
        sent_up_to = {str(conversation): self._last(conversation) for conversation in last}
        self._socket.put({"type": "resumed", "conversations": sent_up_to})

    async def _fill(self, conversation: int) -> None:
        """Send what the socket lacks of a conversation, up to the wanted number."""
        while self._last(conversation) < self._wanted.get(conversation, 0):
            user_id, last = self._user_id, self._last(conversation)
            missing = await rows(MISSING_MESSAGES, [user_id, conversation, last, user_id, ROWS_PER_READ])
            extras = await self._extras_of(missing)
            for row in missing:
                self._send(conversation, row, extras)
            await self._socket.flushed()
            if not missing:  # no member any more
                break
        self._wanted.pop(conversation, None)

    async def _extras_of(self, missing: Sequence[tuple[Any, ...]]) -> Extras:
        """What these rows have beside their columns."""
        every = [_message(row) for row in missing]
        messages = [each for each in every if SUBJECT in each.facts or each.file_count or each.reply_to_id]
        if not messages:
            return Extras()
        return await in_thread(_extras, messages, self._socket.user, is_open=missing[-1][-1])

    def _send(self, conversation: int, row: tuple[Any, ...], extras: Extras) -> None:
        message, is_open = _message(row), row[-1]
        self._sent_up_to[conversation] = message.seq
        client_id = str(message.client_id)
        is_acknowledged = self._acknowledgements.pop((conversation, message.seq), None) is not None
        is_own = message.sender_id == self._socket.user.pk and message.client_id is not None
        if is_acknowledged or (is_own and not self.is_answered(conversation, client_id)):
            with activate_for(self._socket.user):
                hidden = hidden_from_others(message, reader=self._socket.user.pk, is_open=is_open)
            text = acknowledgement_frame(conversation, message.pk, message.seq, client_id, hidden)
        else:
            text = message_frame(conversation, message, self._socket, is_open=is_open, extras=extras)
        self._socket.put_text(text)

    def _acknowledge_passed(self) -> None:
        """Acknowledge repeated messages that the socket had already: their place in the order has passed."""
        for (conversation, seq), text in list(self._acknowledgements.items()):
            if seq <= self._last(conversation):
                del self._acknowledgements[conversation, seq]
                self._socket.put_text(text)


async def catch_up(sockets: Sequence["Socket"]) -> None:
    """Let each socket read what it lacks of its conversations, where hints may be lost."""
    last: dict[int, list[tuple[int, int]]] = {}
    for user_id, conversation, seq in await rows(LAST_NUMBERS_OF_USERS, [list({socket.user.pk for socket in sockets})]):
        last.setdefault(user_id, []).append((conversation, seq))
    for socket in sockets:
        for conversation, seq in last.get(socket.user.pk, ()):
            MessageStream.of(socket).want(conversation, seq)


def acknowledgement_frame(
    conversation: int, pk: int, seq: int, client_id: str, hidden: dict[str, Any] | None = None
) -> str:
    """The frame that says that the socket's message is committed, and what others do not see of it."""
    frame = {"type": "message.acknowledged", "conversation": conversation, "client_id": client_id, "id": pk, "seq": seq}
    return encode({**frame, "masked": hidden} if hidden else frame)


def _message(row: Sequence[Any]) -> Message:
    """The message of a row of MISSING_MESSAGES."""
    *columns, is_deleted, _is_open = row
    message = Message(**dict(zip(COLUMNS, columns, strict=True)))
    message.is_deleted = is_deleted  # type: ignore[attr-defined]
    return message


def _extras(messages: Sequence[Message], user: "User", *, is_open: bool) -> Extras:
    with activate_for(user):
        return extras_of(messages, user, is_open=is_open)


def message_frame(conversation: int, message: Message, reader: "Socket", *, is_open: bool, extras: Extras) -> str:
    """The frame of a message for one reader: system messages in their language, contact data only if it is open."""
    with activate_for(reader.user):
        payload = message_payload(message, reader=reader.user.pk, is_open=is_open, extras=extras)
    return encode({"type": "message.created", "conversation": conversation, "message": payload})
