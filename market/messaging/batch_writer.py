"""Batched inserts of messages from all sockets of this process: one statement for each tick of the event loop.

A message is acknowledged and pushed only once it is committed. Messages of one conversation are never in two
concurrent statements, and what a socket sent after a message that was refused for now is refused with it, so a
sender's order is kept.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import psycopg
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from market.core.base.errors import DomainError, TooMany
from market.core.text.contact import masked
from market.messaging.appending import APPEND, AppendResult, MessageDraft, append_parameters, error_for
from market.messaging.message_stream import MessageStream
from market.messaging.serializers import plain_payload
from market.realtime.database import rows
from market.realtime.hub import hub
from market.realtime.sockets import encode

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

log = logging.getLogger(__name__)
HOLDS_BACK = 3.0  # seconds: longer than what was sent before the refusal was read is under way


class NotSaved(DomainError):
    help = "talking-safely#talk"
    status, code = 503, "not_saved"
    sentence = _("The message could not be saved now. Send it again; it will not arrive twice.")


class QueuedMessage(NamedTuple):
    """A draft, the socket it came from, and its client id as frames have it: to write one takes a while."""

    socket: "Socket"
    draft: MessageDraft
    client_id: str


class Refused(NamedTuple):
    """The first message of a socket in a conversation that was refused for now, and when; it comes again."""

    client_id: UUID | None
    error: DomainError
    at: float


class BatchWriter:
    """The queue of a process and its running inserts."""

    MAX_BATCH = 100  # in larger ones a message costs more: PostgreSQL compares each with each
    MAX_CONCURRENT = 3
    MAX_ATTEMPTS = 5  # a second each, while another transaction holds the conversation's lock

    def __init__(self) -> None:
        self._queue: deque[QueuedMessage] = deque()
        self._busy: set[int] = set()
        self._writing: set[asyncio.Task[None]] = set()
        self._is_due = False

    def add(self, socket: "Socket", draft: MessageDraft) -> None:
        """Put a message into the next batch."""
        client_id = str(draft.client_id)
        MessageStream.of(socket).expect(draft.conversation_id, client_id)
        self._queue.append(QueuedMessage(socket, draft, client_id))
        self._schedule()

    def _schedule(self) -> None:
        if self._queue and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._start)

    def _start(self) -> None:
        self._is_due = False
        if len(self._writing) >= self.MAX_CONCURRENT:
            return
        batch: list[QueuedMessage] = []
        later: list[QueuedMessage] = []
        while self._queue and len(batch) < self.MAX_BATCH:
            sent = self._queue.popleft()
            if error := _held_back(sent):
                _refuse([sent], error)
            else:
                (later if sent.draft.conversation_id in self._busy else batch).append(sent)
        self._queue.extendleft(reversed(later))
        if batch:
            conversation_ids = {sent.draft.conversation_id for sent in batch}
            self._busy |= conversation_ids
            task = asyncio.get_running_loop().create_task(self._write(batch, conversation_ids))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, batch: list[QueuedMessage], conversation_ids: set[int]) -> None:
        try:
            await self._write_together(batch, conversation_ids)
        except Exception:
            log.exception("A batch of %s messages failed.", len(batch))
            _refuse(batch, NotSaved())
        finally:
            self._busy -= conversation_ids
            asyncio.get_running_loop().call_soon(self._schedule)

    async def _write_together(self, batch: list[QueuedMessage], conversation_ids: set[int]) -> None:
        try:
            _deliver(batch, await _append(batch))
        except (psycopg.Error, PoolTimeout):
            # One conversation is locked, or one message cannot be written: the others must not wait for it.
            parts = [[sent for sent in batch if sent.draft.conversation_id == pk] for pk in sorted(conversation_ids)]
            await asyncio.gather(*(self._write_alone(part) for part in parts))

    async def _write_alone(self, batch: list[QueuedMessage]) -> None:
        for _try in range(self.MAX_ATTEMPTS):
            try:
                _deliver(batch, await _append(batch))
                return
            except psycopg.errors.LockNotAvailable:
                continue
            except (psycopg.Error, PoolTimeout):
                log.exception("Messages could not be written.")
                break
        _refuse(batch, NotSaved())


async def _append(batch: Sequence[QueuedMessage]) -> list[AppendResult]:
    inserted_rows = await rows(APPEND, append_parameters([sent.draft for sent in batch]))
    return [AppendResult(*row) for row in inserted_rows]


def _refuse(batch: Sequence[QueuedMessage], error: DomainError) -> None:
    for socket, draft, client_id in batch:
        MessageStream.of(socket).is_answered(draft.conversation_id, client_id)
        socket.refuse(error, client_id=client_id)
        if isinstance(error, NotSaved | TooMany):
            first = Refused(draft.client_id, error, time.monotonic())
            _refused(socket).setdefault(draft.conversation_id, first)


def _refused(socket: "Socket") -> dict[int, Refused]:
    """What was refused for now, by conversation."""
    refused: dict[int, Refused] = socket.held.setdefault("refused", {})
    return refused


def _held_back(sent: QueuedMessage) -> DomainError | None:
    """Why a message cannot be written now: one that its socket sent before it was refused and has to come first. A
    sender that does not send that one again is heard after a while."""
    conversation = sent.draft.conversation_id
    first = _refused(sent.socket).get(conversation)
    if first and first.client_id != sent.draft.client_id and time.monotonic() - first.at < HOLDS_BACK:
        return first.error
    _refused(sent.socket).pop(conversation, None)
    return None


def _deliver(batch: Sequence[QueuedMessage], results: Sequence[AppendResult]) -> None:
    for sent, result in zip(batch, results, strict=True):
        if result.seq is None or result.id is None:
            _refuse([sent], error_for(result.outcome) or NotSaved())
            continue
        draft = sent.draft
        has_contact = masked(draft.text) != draft.text
        _push_to_members(sent, result, result.id, result.seq, has_contact=has_contact)
        MessageStream.of(sent.socket).acknowledge(
            draft.conversation_id, result.id, result.seq, sent.client_id, has_contact=has_contact
        )


def _push_to_members(sent: QueuedMessage, result: AppendResult, pk: int, seq: int, *, has_contact: bool) -> None:
    """One that was written before may have reached nobody: its result was lost, and the hint with it."""
    draft, members = sent.draft, result.members or []
    message = plain_payload(pk, seq, draft.sender_id, sent.client_id, draft.text, result.created_at)
    text = encode({"type": "message.created", "conversation": draft.conversation_id, "message": message})
    is_for_all = not draft.file_ids and draft.reply_to is None and not has_contact and result.outcome == "created"
    for user_id in members:
        for socket in list(hub.of(user_id)):
            if socket is sent.socket:
                continue
            if is_for_all:
                MessageStream.of(socket).offer(draft.conversation_id, seq, text)
            else:  # what is masked, named or quoted differs by reader: it is read again
                MessageStream.of(socket).want(draft.conversation_id, seq)
    hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": seq}
    hub.push_elsewhere(members, hint)


batch_writer = BatchWriter()
