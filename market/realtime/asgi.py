"""The socket: an ASGI application of its own, behind Channels' check of the Origin.

It says who somebody is, takes frames in, and hands them to what apps have registered. `close_all` is for a server
that stops.
"""

import asyncio
import json
import logging
import random
from contextlib import suppress
from typing import Any
from urllib.parse import ParseResult
from weakref import WeakKeyDictionary

import django.db
import psycopg
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from market.core.base.errors import DomainError, Invalid
from market.core.web.callers import client_of
from market.realtime import database, frames
from market.realtime.hub import hub
from market.realtime.identity import identify
from market.realtime.sockets import Send, Socket
from market.realtime.watch import watch
from market.runtime import connection_limits

log = logging.getLogger(__name__)
DATABASE_ERRORS = (psycopg.Error, PoolTimeout, django.db.Error)
LARGEST_FRAME = 64 * 1024
COME_BACK_A_SECOND, LONGEST_SPREAD = 200, 30.0  # sockets that a server which stops sends to the next one
SOCKETS_OF_A_PERSON = 200  # one for each open page and device
OPENED_AT_ONCE = 4  # the others wait: what is said on open sockets needs the connections to the database, too
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_background: set[asyncio.Task[None]] = set()


class FrameNotReadable(Invalid):
    help = "programs#socket"
    code = "frame_not_readable"
    sentence = _("A frame is a JSON object with a type.")


class FrameUnknown(Invalid):
    help = "programs#socket"
    code = "frame_unknown"
    sentence = _("There is no such type of frame.")


class FrameTooBig(Invalid):
    help = "programs#socket"
    status, code = 413, "frame_too_big"
    sentence = _("A frame has 64 KB at most.")


class TooManyFrames(DomainError):
    help = "programs#socket"
    status, code = 429, "too_many"
    sentence = _("Too many frames at once. Wait a moment.")


class FrameFlood(TooManyFrames):
    """It went on and on after it was told."""


ENDS = {FrameTooBig: Socket.TOO_BIG, FrameFlood: Socket.TOO_MUCH}  # refusals after which the socket is closed


class Fault(DomainError):
    status, code = 500, "fault"
    sentence = _("Something went wrong on our side. Please try again.")


@frames.frame("ping")
async def pong(socket: Socket, frame: frames.Frame) -> None:
    """Somebody asks whether we live; hints may have been lost without anybody's knowledge."""
    socket.put({"type": "pong"})
    hub.gaps.look([socket], certain=False)


class SameSite(OriginValidator):
    """Channels' check: a page of another site cannot open a socket. Programs send no Origin, and browsers always do."""

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        """Whether a socket from there is taken."""
        return parsed_origin is None or super().validate_origin(parsed_origin)


async def serve_socket(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Serve one socket from its first frame to its last."""
    await receive()
    client = client_of(scope)
    if hub.is_closed or not connection_limits.sockets.take(client):
        await send({"type": "websocket.close", "code": Socket.TOO_SLOW})  # "try again later"
        return
    try:
        await _serve_one(scope, receive, send)
    except DATABASE_ERRORS as error:
        log.warning("A socket was not opened: the database does not answer: %s", error)
        await send({"type": "websocket.close", "code": Socket.TOO_SLOW})
    finally:
        connection_limits.sockets.free(client)


async def _serve_one(scope: dict[str, Any], receive: Any, send: Send) -> None:
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(OPENED_AT_ONCE)):
        socket = await _opened(scope, send)
    if socket is None:
        return
    del scope  # a socket is open for hours: what only its opening needs is let go
    try:
        await socket.accept()
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as socket.patience:
                while (event := await receive())["type"] == "websocket.receive":
                    await _take(socket, event)
    finally:
        await _forget(socket)


async def _opened(scope: dict[str, Any], send: Send) -> Socket | None:
    """The socket, in the hub and not accepted yet; None if it was refused. Raises what the database does."""
    identity = await identify(scope)
    if identity is None:
        await send({"type": "websocket.close", "code": Socket.SIGNED_OUT})
        return None
    if hub.is_closed or len(list(hub.of(identity[0].pk))) >= SOCKETS_OF_A_PERSON:
        await send({"type": "websocket.close", "code": Socket.TOO_SLOW if hub.is_closed else Socket.TOO_MUCH})
        return None
    socket = Socket(*identity, send)
    hub.add(socket)
    _start_watch()
    try:
        for passage in frames.opening:
            await passage(socket)
    except BaseException:
        await _forget(socket)
        raise
    return socket


async def _forget(socket: Socket) -> None:
    socket.drop()
    hub.remove(socket)
    for passage in frames.closing:
        with suppress(*DATABASE_ERRORS):
            await passage(socket)


async def _take(socket: Socket, event: dict[str, Any]) -> None:
    frame: dict[str, Any] = {}
    try:
        frame = _readable(socket, event)
        await frames.handlers[frame["type"]](socket, frame)
    except DomainError as refusal:
        client_id = frame.get("client_id")
        socket.refuse(refusal, **({"client_id": client_id} if isinstance(client_id, str) else {}))
        if ends := ENDS.get(type(refusal)):
            socket.close(ends)
    except Exception:
        log.exception("The handler of a %s frame failed.", frame.get("type"))
        socket.refuse(Fault())


def _readable(socket: Socket, event: dict[str, Any]) -> dict[str, Any]:
    """The frame of an event. Raises what is wrong with it."""
    text = event.get("text")
    if len(text or event.get("bytes") or "") > LARGEST_FRAME or len((text or "").encode()) > LARGEST_FRAME:
        raise FrameTooBig
    if not socket.may_speak():
        raise FrameFlood if socket.is_flooded else TooManyFrames
    try:
        frame = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise FrameNotReadable
    if frame["type"] not in frames.handlers:
        raise FrameUnknown
    return frame


def _start_watch() -> None:
    if not _background:
        task = asyncio.get_running_loop().create_task(watch())
        _background.add(task)
        task.add_done_callback(_background.discard)


async def close_all() -> None:
    """The server stops: take no more sockets, close the open ones with 1012. They come back to the next server, each
    after the seconds that stand as the reason: not all in the same moment."""
    hub.is_closed = True
    sockets = hub.all()
    spread = min(LONGEST_SPREAD, len(sockets) / COME_BACK_A_SECOND)
    for socket in sockets:
        socket.close(Socket.RESTART, f"{random.uniform(0, spread):.2f}")  # noqa: S311  # spread, not secret
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            await asyncio.gather(*(socket.flushed() for socket in sockets))
    for task in list(_background):
        task.cancel()
    hub.stop()
    await database.close()


application = SameSite(serve_socket, settings.ALLOWED_HOSTS)
