"""Batched inserts of messages from all sockets of this process: one statement for each tick of the event loop.

A message is acknowledged and pushed only once it is committed. Messages of one conversation are never in two
concurrent statements, so a sender's order is kept.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from market.core.base.errors import DomainError
from market.core.text.contact import masked
from market.messaging.actions import APPEND, AppendResult, MessageDraft, append_parameters, error_for
from market.messaging.message_stream import MessageStream
from market.messaging.serializers import plain_payload
from market.realtime.database import rows
from market.realtime.hub import hub
from market.realtime.sockets import encode

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

log = logging.getLogger(__name__)


class NotSaved(DomainError):
    help = "talking-safely#talk"
    status, code = 503, "not_saved"
    sentence = _("The message could not be saved now. Send it again; it will not arrive twice.")


class QueuedMessage(NamedTuple):
    """A draft and the socket it came from."""

    socket: "Socket"
    draft: MessageDraft


class BatchWriter:
    """The queue of a process and its running inserts."""

    MAX_BATCH = 500
    MAX_CONCURRENT = 3
    MAX_ATTEMPTS = 5  # a second each, while another transaction holds the conversation's lock

    def __init__(self) -> None:
        self._queue: deque[QueuedMessage] = deque()
        self._busy: set[int] = set()
        self._writing: set[asyncio.Task[None]] = set()
        self._is_due = False

    def add(self, socket: "Socket", draft: MessageDraft) -> None:
        """Put a message into the next batch."""
        MessageStream.of(socket).expect(draft.conversation_id, str(draft.client_id))
        self._queue.append(QueuedMessage(socket, draft))
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
        later: deque[QueuedMessage] = deque()
        for sent in self._queue:
            fits = sent.draft.conversation_id not in self._busy and len(batch) < self.MAX_BATCH
            (batch if fits else later).append(sent)
        self._queue = later
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
    for socket, draft in batch:
        MessageStream.of(socket).is_answered(draft.conversation_id, str(draft.client_id))
        socket.refuse(error, client_id=str(draft.client_id))


def _deliver(batch: Sequence[QueuedMessage], results: Sequence[AppendResult]) -> None:
    for sent, result in zip(batch, results, strict=True):
        if result.seq is None or result.id is None:
            _refuse([sent], error_for(result.outcome) or NotSaved())
            continue
        if result.outcome == "created":
            _push_to_members(sent, result, result.id, result.seq)
        draft = sent.draft
        has_contact = masked(draft.text) != draft.text
        MessageStream.of(sent.socket).acknowledge(
            draft.conversation_id, result.id, result.seq, str(draft.client_id), has_contact=has_contact
        )


def _push_to_members(sent: QueuedMessage, result: AppendResult, pk: int, seq: int) -> None:
    draft, members = sent.draft, result.members or []
    message = plain_payload(pk, seq, draft.sender_id, draft.client_id, draft.text, result.created_at)
    text = encode({"type": "message.created", "conversation": draft.conversation_id, "message": message})
    is_for_all = not draft.file_ids and masked(draft.text) == draft.text
    for user_id in members:
        for socket in list(hub.of(user_id)):
            if socket is sent.socket:
                continue
            if is_for_all:
                MessageStream.of(socket).offer(draft.conversation_id, seq, text)
            else:  # contact data may be masked, which its writer is told, and files have names: it is read again
                MessageStream.of(socket).want(draft.conversation_id, seq)
    hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": seq}
    hub.push_elsewhere(members, hint)


batch_writer = BatchWriter()
