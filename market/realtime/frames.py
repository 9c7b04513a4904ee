"""What may come in over a socket, and what else apps do with one. Apps register here in their own frames.py.

A frame is a JSON object with a `type`. Incoming ones have a handler each. Outgoing ones go to the socket as they are,
but for hints: those are told to the process only, and a function says what the socket lacks because of it.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

Frame = dict[str, Any]
Handler = Callable[["Socket", Frame], Awaitable[None]]
Hint = Callable[["Socket", Frame], None]
Passage = Callable[["Socket"], Awaitable[None]]
Gap = Callable[[Sequence["Socket"], bool], Awaitable[None]]

handlers: dict[str, Handler] = {}
hints: dict[str, Hint] = {}
opening: list[Passage] = []
closing: list[Passage] = []
gaps: list[Gap] = []


def frame(kind: str) -> Callable[[Handler], Handler]:
    """Register `async def handler(socket, frame)` for this type. DomainErrors that it raises are told to the socket."""

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def hint(kind: str) -> Callable[[Hint], Hint]:
    """Register `def take(socket, frame)`: frames of this type are not sent to the socket but given to it."""

    def register(take: Hint) -> Hint:
        hints[kind] = take
        return take

    return register


def on_open(passage: Passage) -> Passage:
    """Register `async def passage(socket)`: called before a socket is accepted, when hints for it already arrive."""
    opening.append(passage)
    return passage


def on_close(passage: Passage) -> Passage:
    """Register `async def passage(socket)`: called once a socket is gone from the hub."""
    closing.append(passage)
    return passage


def on_gap(passage: Gap) -> Gap:
    """Register `async def passage(sockets, certain)`: called with sockets that may have missed hints, or did for
    certain. It sends what they lack; to one that lacks nothing, nothing. Sockets come here at each ping, too."""
    gaps.append(passage)
    return passage


@hint("sign_out")
def sign_out(socket: "Socket", frame: Frame) -> None:
    """A session has ended: its sockets end."""
    if socket.credential.session == frame["session"]:
        socket.close(socket.SIGNED_OUT)
