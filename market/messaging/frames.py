"""Conversations over the socket: send, resume, received, read, typing, contact data in a draft, presence."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from market.accounts.terms.actions import require_fresh_agreement
from market.core.base.errors import Invalid, NotFound
from market.core.text.contact import contact_parts
from market.files.access import clean_ids
from market.messaging.actions import mark_read, unread_frame
from market.messaging.appending import MessageDraft, clean_text
from market.messaging.batch_writer import batch_writer
from market.messaging.deliveries import deliveries
from market.messaging.message_stream import MessageStream, catch_up
from market.realtime.database import in_thread, rows
from market.realtime.frames import Frame, frame, hint, on_close, on_gap, on_open
from market.realtime.hub import hub

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

MAX_CONVERSATIONS = 1000
MAX_NUMBER = 2**62
TYPING_INTERVAL = 1.0
LOOKING_INTERVAL, MOST_LOOKED_AT = 0.5, 1000  # seconds, letters

MEMBERS = """
SELECT user_id FROM messaging_member
WHERE conversation_id = %s AND conversation_id NOT IN (SELECT messaging_closed_to(%s))
"""
PRESENCE_PARTNERS = """
SELECT DISTINCT o.user_id FROM messaging_member m JOIN messaging_member o USING (conversation_id)
JOIN accounts_user me ON me.id = m.user_id JOIN accounts_user partner ON partner.id = o.user_id
WHERE m.user_id = %s AND o.user_id <> m.user_id AND m.conversation_id NOT IN (SELECT messaging_closed_to(m.user_id))
    AND NOT me.is_presence_hidden AND NOT partner.is_presence_hidden
"""  # who hides that they are here learns of nobody, and nobody of them


class InvalidFrame(Invalid):
    help = "programs#socket"
    code = "frame_wrong"
    sentence = _("This frame lacks “%(field)s”, or it is not what it should be.")


def parse_number(value: Any, field: str) -> int:
    """A number of a frame. Raises InvalidFrame."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
        raise InvalidFrame(field=field)
    return value


def parse_list(value: Any, field: str) -> list[Any]:
    """A list of a frame. Raises InvalidFrame."""
    if not isinstance(value, list):
        raise InvalidFrame(field=field)
    return value


def parse_seqs(frame: Frame) -> dict[int, int]:
    """The numbers of messages that a frame has by conversation. Raises InvalidFrame."""
    conversations = frame.get("conversations")
    if not isinstance(conversations, Mapping) or len(conversations) > MAX_CONVERSATIONS:
        raise InvalidFrame(field="conversations")
    try:
        numbers = [(int(conversation), seq) for conversation, seq in conversations.items()]
    except ValueError as wrong:
        raise InvalidFrame(field="conversations") from wrong
    return {parse_number(pk, "conversations"): parse_number(seq, "conversations") for pk, seq in numbers}


def parse_client_id(frame: Frame) -> UUID:
    """The id that the sender's device made. Raises InvalidFrame."""
    try:
        return UUID(frame["client_id"])
    except (KeyError, ValueError, AttributeError, TypeError) as wrong:
        raise InvalidFrame(field="client_id") from wrong


@frame("message.send")
async def send_message(socket: "Socket", frame: Frame) -> None:
    """Put a message into the next batch; it is acknowledged once it is committed."""
    conversation, client_id, text = (
        parse_number(frame.get("conversation"), "conversation"),
        parse_client_id(frame),
        frame.get("text"),
    )
    if not isinstance(text, str):
        raise InvalidFrame(field="text")
    if socket.credential.session and not socket.user.has_agreed:
        await in_thread(require_fresh_agreement, socket.user)
    file_ids = tuple(clean_ids(parse_list(frame.get("files", []), "files")))
    text = clean_text(text, may_be_empty=bool(file_ids))
    reply_to = None if frame.get("reply_to") is None else parse_number(frame["reply_to"], "reply_to")
    draft = MessageDraft(conversation, socket.user.pk, client_id, text, file_ids=file_ids, reply_to=reply_to)
    batch_writer.add(socket, draft)


@frame("resume")
async def resume_conversations(socket: "Socket", frame: Frame) -> None:
    """Send what the socket lacks of the given conversations."""
    MessageStream.of(socket).resume(parse_seqs(frame))


@frame("received")
async def record_received(socket: "Socket", frame: Frame) -> None:
    """Record up to which message of each conversation the device has them, at most up to what its stream has passed."""
    deliveries.add(socket.user.pk, MessageStream.of(socket).sent_of(parse_seqs(frame)))


@frame("read")
async def read_conversation(socket: "Socket", frame: Frame) -> None:
    """Record how far the user has read."""
    conversation, seq = parse_number(frame.get("conversation"), "conversation"), parse_number(frame.get("seq"), "seq")
    await in_thread(mark_read, by=socket.user, conversation_id=conversation, seq=seq)


@frame("typing")
async def push_typing(socket: "Socket", frame: Frame) -> None:
    """Tell the other members that the user is typing, at most once a second."""
    conversation = parse_number(frame.get("conversation"), "conversation")
    members = [user_id for (user_id,) in await rows(MEMBERS, [conversation, socket.user.pk])]
    if socket.user.pk not in members:
        raise NotFound
    now = time.monotonic()
    if now - socket.held.get("typed", 0.0) >= TYPING_INTERVAL:
        socket.held["typed"] = now
        others = [user_id for user_id in members if user_id != socket.user.pk]
        hub.push(others, {"type": "typing", "conversation": conversation, "user": socket.user.pk})


@frame("contact.find")
async def send_contact_parts(socket: "Socket", frame: Frame) -> None:
    """Send which parts of a text that is being written are contact data: others will not see them at first. Of what
    comes too often nothing is answered, and of a long text the beginning counts.
    """
    text = frame.get("text")
    if not isinstance(text, str):
        raise InvalidFrame(field="text")
    now = time.monotonic()
    if now - socket.held.get("looked", -LOOKING_INTERVAL) >= LOOKING_INTERVAL:
        socket.held["looked"] = now
        parts = contact_parts(clean_text(text[:MOST_LOOKED_AT])) if text.strip() else []
        socket.put({"type": "contact.found", "parts": parts})


@frame("unread")
async def send_unread(socket: "Socket", frame: Frame) -> None:
    """Send the number of unread messages: a page asks for it after a lost connection."""
    socket.put(await in_thread(unread_frame, socket.user))


@hint("conversation")
def receive_message_hint(socket: "Socket", frame: Frame) -> None:
    """A conversation has a message of that number: read it if the socket lacks it."""
    MessageStream.of(socket).want(frame["conversation"], frame["seq"])


@hint("came")
def receive_arrival_hint(socket: "Socket", frame: Frame) -> None:
    """A conversation partner is online: tell the page, and answer once that this user is online too."""
    socket.put({"type": "presence", "user": frame["user"], "online": True})
    if frame["asks"] and socket is next(iter(hub.of(socket.user.pk)), None):  # one socket of the user answers
        hub.push([frame["user"]], {"type": "came", "user": socket.user.pk, "asks": False})


@on_open
async def begin_stream(socket: "Socket") -> None:
    """A new socket: start its stream, and ask which conversation partners are online."""
    await MessageStream.of(socket).begin()
    hub.push(await _presence_partners(socket), {"type": "came", "user": socket.user.pk, "asks": True})


@on_gap
async def catch_up_after_gap(sockets: Sequence["Socket"], certain: bool) -> None:
    """Sockets may have missed messages; if `certain`, they may have missed presence too, so it is asked again."""
    await catch_up(sockets)
    if certain:
        for socket in {socket.user.pk: socket for socket in sockets}.values():
            hub.push(await _presence_partners(socket), {"type": "came", "user": socket.user.pk, "asks": True})


@on_close
async def stop_stream(socket: "Socket") -> None:
    """A socket is closed; with their last one a user is offline."""
    MessageStream.of(socket).stop()
    if not list(hub.of(socket.user.pk)) and not hub.is_closed:
        hub.push(await _presence_partners(socket), {"type": "presence", "user": socket.user.pk, "online": False})


async def _presence_partners(socket: "Socket") -> list[int]:
    return [user_id for (user_id,) in await rows(PRESENCE_PARTNERS, [socket.user.pk])]
