"""Messages as one reader sees them: their text, what is hidden, and what they have beside their columns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from market.core.text.bangla import clip
from market.core.text.contact import contact_parts, masked
from market.messaging.attachments import attachments_of
from market.messaging.models import Message, MessageDeletion
from market.messaging.parts import Card, cards_for
from market.messaging.subjects import urls_of
from market.messaging.system_messages import sentence

if TYPE_CHECKING:
    from market.accounts.models import User

Payload = dict[str, Any]
MAX_QUOTE = 160  # characters of a message that a reply shows


class Extras(NamedTuple):
    """What messages have beside their columns, by their keys: pages of what they are about, cards, files, and the
    messages that they reply to."""

    urls: Mapping[int, str] = {}
    cards: Mapping[int, Card] = {}
    files: Mapping[int, Sequence[Payload]] = {}
    quotes: Mapping[int, Payload] = {}


def extras_of(messages: Sequence[Message], reader: "User", *, is_open: bool) -> Extras:
    """The extras of messages of one conversation, in the active language: a query for each kind that occurs."""
    return Extras(
        urls_of(messages, reader),
        cards_for(reader, messages),
        attachments_of(messages, reader, is_open=is_open),
        quotes_of(messages, reader, is_open=is_open),
    )


def text_for_reader(reader: int, message: Message, *, is_open: bool) -> str:
    """The text of a message for a reader; a system message is in the active language, and calls the reader "you".

    Until money is held for a contract, contact data is masked for all but its author; the stored text has it. What the
    reader deleted for themselves has no text.
    """
    if is_deleted(message):
        return ""
    if message.code:
        return sentence(message.code, message.facts, reader)
    return message.text if is_open or message.sender_id == reader else masked(message.text)


def hidden_from_others(message: Message, *, reader: int, is_open: bool) -> Payload | None:
    """For who wrote a message, what others do not see of it: the `text` as they read it, the hidden `parts`, and a
    `note` in the active language. None where they see all of it."""
    if is_open or message.code or message.sender_id != reader or is_deleted(message):
        return None
    if not (parts := contact_parts(message.text)):
        return None
    note = _("Hidden until the first milestone is funded: %(parts)s") % {"parts": ", ".join(parts)}
    return {"text": masked(message.text), "parts": parts, "note": note}


def is_deleted(message: Message) -> bool:
    """Whether the reader for whom the message was read deleted it for themselves."""
    return bool(getattr(message, "is_deleted", False))


def deleted_by(user: "User") -> Exists:
    """The condition of messages that the user deleted for themselves."""
    return Exists(MessageDeletion.objects.filter(message=OuterRef("pk"), user=user))


def reactions_of(message: Message) -> list[Payload]:
    """Who reacted to a message how: the kinds in their own order, with the keys of the users."""
    users: dict[str, list[int]] = defaultdict(list)
    for user, kind in sorted(message.reactions.items()):
        users[kind].append(int(user))
    return [{"kind": kind, "users": users[kind]} for kind in Message.Reaction.values if kind in users]


def quotes_of(messages: Iterable[Message], reader: "User", *, is_open: bool) -> dict[int, Payload]:
    """What each reply answers to, by the reply's key: number, sender (None: a system message), the beginning of its
    text and the number of its files."""
    replies = {message.pk: message.reply_to_id for message in messages if message.reply_to_id and not message.code}
    if not replies:
        return {}
    originals = Message.objects.annotate(is_deleted=deleted_by(reader)).in_bulk(set(replies.values()))
    return {pk: quote(originals[key], reader.pk, is_open=is_open) for pk, key in replies.items()}


def quote(message: Message, reader: int, *, is_open: bool) -> Payload:
    """A message as a reply to it shows it."""
    text = text_for_reader(reader, message, is_open=is_open)
    hidden = hidden_from_others(message, reader=reader, is_open=is_open)
    return {
        "seq": message.seq,
        "sender": message.sender_id,
        "text": clip(hidden["text"] if hidden else text, MAX_QUOTE),
        "file_count": 0 if message.code or is_deleted(message) else message.file_count,
    }
