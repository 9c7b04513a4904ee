"""Messages of all sockets of this process, written together: what arrives in one tick of the loop is one statement.

A message is acknowledged, and shown to anybody, only once it is committed. Messages of one talk are never in two
statements at a time, so a sender's order is kept.
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
from market.messaging.actions import APPEND, Appended, Draft, append_parameters, refusal
from market.messaging.delivery import Delivery
from market.messaging.serializers import plain
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


class Sent(NamedTuple):
    """A draft and the socket it came from."""

    socket: "Socket"
    draft: Draft


class Batches:
    """The queue of one process."""

    MOST = 500
    AT_A_TIME = 3
    TRIES = 5  # of a second each: somebody holds the talk for that long

    def __init__(self) -> None:
        self._queue: deque[Sent] = deque()
        self._busy: set[int] = set()
        self._writing: set[asyncio.Task[None]] = set()
        self._is_due = False

    def add(self, socket: "Socket", draft: Draft) -> None:
        """Put a message into the next batch."""
        Delivery.of(socket).expect(draft.conversation_id, str(draft.client_id))
        self._queue.append(Sent(socket, draft))
        self._soon()

    def _soon(self) -> None:
        if self._queue and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._start)

    def _start(self) -> None:
        self._is_due = False
        if len(self._writing) >= self.AT_A_TIME:
            return
        batch: list[Sent] = []
        later: deque[Sent] = deque()
        for sent in self._queue:
            fits = sent.draft.conversation_id not in self._busy and len(batch) < self.MOST
            (batch if fits else later).append(sent)
        self._queue = later
        if batch:
            talks = {sent.draft.conversation_id for sent in batch}
            self._busy |= talks
            task = asyncio.get_running_loop().create_task(self._write(batch, talks))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, batch: list[Sent], talks: set[int]) -> None:
        try:
            await self._write_together(batch, talks)
        except Exception:
            log.exception("A batch of %s messages failed.", len(batch))
            _refuse(batch, NotSaved())
        finally:
            self._busy -= talks
            asyncio.get_running_loop().call_soon(self._soon)

    async def _write_together(self, batch: list[Sent], talks: set[int]) -> None:
        try:
            _deliver(batch, await _append(batch))
        except (psycopg.Error, PoolTimeout):
            # One talk is held by somebody, or one message is not to be written: the others must not wait for it.
            by_talk = [[sent for sent in batch if sent.draft.conversation_id == talk] for talk in sorted(talks)]
            await asyncio.gather(*(self._write_alone(each) for each in by_talk))

    async def _write_alone(self, batch: list[Sent]) -> None:
        for _try in range(self.TRIES):
            try:
                _deliver(batch, await _append(batch))
                return
            except psycopg.errors.LockNotAvailable:
                continue
            except (psycopg.Error, PoolTimeout):
                log.exception("Messages could not be written.")
                break
        _refuse(batch, NotSaved())


async def _append(batch: Sequence[Sent]) -> list[Appended]:
    found = await rows(APPEND, append_parameters([sent.draft for sent in batch]))
    return [Appended(*row) for row in found]


def _refuse(batch: Sequence[Sent], error: DomainError) -> None:
    for socket, draft in batch:
        Delivery.of(socket).is_answered(draft.conversation_id, str(draft.client_id))
        socket.refuse(error, client_id=str(draft.client_id))


def _deliver(batch: Sequence[Sent], answers: Sequence[Appended]) -> None:
    for sent, answer in zip(batch, answers, strict=True):
        if answer.seq is None or answer.id is None:
            _refuse([sent], refusal(answer.outcome) or NotSaved())
            continue
        if answer.outcome == "created":
            _show(sent, answer, answer.id, answer.seq)
        draft = sent.draft
        Delivery.of(sent.socket).acknowledge(draft.conversation_id, answer.id, answer.seq, str(draft.client_id))


def _show(sent: Sent, answer: Appended, pk: int, seq: int) -> None:
    draft, members = sent.draft, answer.members or []
    message = plain(pk, seq, draft.sender_id, draft.client_id, draft.text, answer.created_at)
    text = encode({"type": "message.created", "conversation": draft.conversation_id, "message": message})
    is_for_all = masked(draft.text) == draft.text
    for user_id in members:
        for socket in list(hub.of(user_id)):
            if socket is sent.socket:
                continue
            if is_for_all or user_id == draft.sender_id:
                Delivery.of(socket).offer(draft.conversation_id, seq, text)
            else:  # it holds contact data: what she gets of it depends on the talk, so it is read for her
                Delivery.of(socket).want(draft.conversation_id, seq)
    hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": seq}
    hub.push_elsewhere(members, hint)


batches = Batches()
