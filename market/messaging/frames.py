"""Talk over the socket: send, resume, read, typing, and who is there."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from market.accounts.terms.actions import require_fresh_agreement
from market.core.base.errors import Invalid, NotFound
from market.messaging.actions import Draft, mark_read, readable, unread_frame
from market.messaging.batches import batches
from market.messaging.delivery import Delivery, catch_up
from market.realtime.database import in_thread, rows
from market.realtime.frames import Frame, frame, hint, on_close, on_gap, on_open
from market.realtime.hub import hub

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

MOST_TALKS = 1000
LARGEST = 2**62
TYPING_EVERY = 1.0

MEMBERS = """
SELECT user_id FROM messaging_member
WHERE conversation_id = %s AND conversation_id NOT IN (SELECT messaging_closed_to(%s))
"""
ACQUAINTED = """
SELECT DISTINCT o.user_id FROM messaging_member m JOIN messaging_member o USING (conversation_id)
WHERE m.user_id = %s AND o.user_id <> m.user_id AND m.conversation_id NOT IN (SELECT messaging_closed_to(m.user_id))
"""


class FrameWrong(Invalid):
    help = "programs#socket"
    code = "frame_wrong"
    sentence = _("This frame lacks “%(field)s”, or it is not what it should be.")


def whole(value: Any, field: str) -> int:
    """A number of a frame. Raises FrameWrong."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise FrameWrong(field=field)
    return value


def client_id_of(frame: Frame) -> UUID:
    """The id that the sender's device made. Raises FrameWrong."""
    try:
        return UUID(frame["client_id"])
    except (KeyError, ValueError, AttributeError, TypeError) as wrong:
        raise FrameWrong(field="client_id") from wrong


@frame("message.send")
async def send_message(socket: "Socket", frame: Frame) -> None:
    """Put a message into the next batch; it is acknowledged when it is durable."""
    conversation, client_id, text = (
        whole(frame.get("conversation"), "conversation"),
        client_id_of(frame),
        frame.get("text"),
    )
    if not isinstance(text, str):
        raise FrameWrong(field="text")
    if socket.credential.session and not socket.user.has_agreed:
        await in_thread(require_fresh_agreement, socket.user)
    batches.add(socket, Draft(conversation, socket.user.pk, client_id, readable(text)))


@frame("resume")
async def resume(socket: "Socket", frame: Frame) -> None:
    """Send what the socket lacks of the talks it names."""
    asked = frame.get("conversations")
    if not isinstance(asked, Mapping) or len(asked) > MOST_TALKS:
        raise FrameWrong(field="conversations")
    try:
        held = {whole(int(talk), "conversations"): whole(seq, "conversations") for talk, seq in asked.items()}
    except ValueError as wrong:
        raise FrameWrong(field="conversations") from wrong
    Delivery.of(socket).resume(held)


@frame("read")
async def read(socket: "Socket", frame: Frame) -> None:
    """Note how far she has read."""
    conversation, seq = whole(frame.get("conversation"), "conversation"), whole(frame.get("seq"), "seq")
    await in_thread(mark_read, by=socket.user, conversation_id=conversation, seq=seq)


@frame("typing")
async def typing(socket: "Socket", frame: Frame) -> None:
    """Let the others see that she writes, at most once a second."""
    conversation = whole(frame.get("conversation"), "conversation")
    members = [user_id for (user_id,) in await rows(MEMBERS, [conversation, socket.user.pk])]
    if socket.user.pk not in members:
        raise NotFound
    now = time.monotonic()
    if now - socket.held.get("typed", 0.0) >= TYPING_EVERY:
        socket.held["typed"] = now
        others = [user_id for user_id in members if user_id != socket.user.pk]
        hub.push(others, {"type": "typing", "conversation": conversation, "user": socket.user.pk})


@frame("unread")
async def unread(socket: "Socket", frame: Frame) -> None:
    """Say how much is unread: a page asks after its line was cut."""
    socket.put(await in_thread(unread_frame, socket.user))


@hint("conversation")
def take_conversation(socket: "Socket", frame: Frame) -> None:
    """A talk has a message of that number: read it if the socket lacks it."""
    Delivery.of(socket).want(frame["conversation"], frame["seq"])


@hint("came")
def take_arrival(socket: "Socket", frame: Frame) -> None:
    """Somebody of her talks is there now: say so, and answer once that she is there too."""
    socket.put({"type": "presence", "user": frame["user"], "online": True})
    if frame["asks"] and socket is next(iter(hub.of(socket.user.pk)), None):  # one of her sockets answers for all
        hub.push([frame["user"]], {"type": "came", "user": socket.user.pk, "asks": False})


@on_open
async def arrive(socket: "Socket") -> None:
    """A new socket: from now on it gets its talks, and learns who of them is there."""
    await Delivery.of(socket).begin()
    hub.push(await _acquainted(socket), {"type": "came", "user": socket.user.pk, "asks": True})


@on_gap
async def make_up(sockets: Sequence["Socket"], certain: bool) -> None:
    """Sockets may have missed messages; for certain, they may have missed as well who came."""
    await catch_up(sockets)
    if certain:
        for socket in {socket.user.pk: socket for socket in sockets}.values():
            hub.push(await _acquainted(socket), {"type": "came", "user": socket.user.pk, "asks": True})


@on_close
async def leave(socket: "Socket") -> None:
    """A socket is gone; with her last one she is."""
    Delivery.of(socket).stop()
    if not list(hub.of(socket.user.pk)) and not hub.is_closed:
        hub.push(await _acquainted(socket), {"type": "presence", "user": socket.user.pk, "online": False})


async def _acquainted(socket: "Socket") -> list[int]:
    return [user_id for (user_id,) in await rows(ACQUAINTED, [socket.user.pk])]
