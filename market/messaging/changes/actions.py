"""Every change of a message that is there. Open pages of the members read the message again."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, NotAllowed, NotFound
from market.messaging.appending import BlockedByYou, ConversationClosed, clean_text
from market.messaging.models import Conversation, Message, MessageDeletion, MessageEdit
from market.messaging.queries import messages_for, other_members
from market.messaging.signals import message_edited
from market.realtime.push import push_on_commit
from market.safety.models import has_blocked

if TYPE_CHECKING:
    from market.accounts.models import User

MAX_PINNED = 20


class EditTooLate(DomainError):
    help = "talking-safely#change"
    code = "edit_too_late"
    sentence = _("A message can be edited within %(minutes)s minutes. Write a new one instead.")


class NotYours(NotAllowed):
    help = "talking-safely#change"
    code = "not_yours"
    sentence = _("Only who wrote a message can edit it.")


class TooManyPinned(DomainError):
    help = "talking-safely#change"
    code = "too_many_pinned"
    sentence = _("A conversation has %(most)s pinned messages at most. Unpin another one first.")


@atomic
def edit_message(*, by: "User", conversation_id: int, seq: int, text: str) -> Message:
    """Replace the text of the user's own message; the text of before is kept for moderators. The same text changes
    nothing. Raises NotFound, ConversationClosed, NotYours, EditTooLate past
    LIFECYCLE.message_edit_minutes, TextMissing without files, TextTooLong.
    """
    message = _message_of(by, conversation_id, seq)
    if message.sender_id != by.pk:
        raise NotYours
    if clock.now() >= editable_until(message):
        raise EditTooLate(minutes=settings.LIFECYCLE.message_edit_minutes)
    text = clean_text(text, may_be_empty=bool(message.file_count))
    if text == message.text:
        return message
    MessageEdit.objects.create(message=message, text=message.text, replaced_at=clock.now())
    message.text, message.edited_at = text, clock.now()
    message.save(update_fields=["text", "edited_at"])
    message_edited.send(sender=Message, message=message)
    _push_change(message)
    return message


def editable_until(message: Message) -> datetime:
    """Until when its sender may edit a message."""
    return message.created_at + timedelta(minutes=settings.LIFECYCLE.message_edit_minutes)


@atomic
def delete_for_oneself(*, by: "User", conversation_id: int, seq: int) -> None:
    """Take a message out of what the user sees of the conversation, for good; others keep it. Also in a closed
    conversation. Raises NotFound."""
    conversation = fetch(Conversation.objects.visible_to(by), conversation_id)
    message = _existing(conversation.messages.filter(seq=seq, sender__isnull=False).first())
    MessageDeletion.objects.get_or_create(message=message, user=by, defaults={"created_at": clock.now()})
    push_on_commit([by.pk], changed_frame(message))


@atomic
def react(*, by: "User", conversation_id: int, seq: int, kind: str) -> Message:
    """Set the user's one reaction to a message, one of Message.Reaction; "" takes it back. Raises NotFound,
    ConversationClosed."""
    message = _message_of(by, conversation_id, seq)
    reactions = {key: each for key, each in message.reactions.items() if key != str(by.pk)}
    if kind:
        reactions[str(by.pk)] = Message.Reaction(kind).value
    if reactions != message.reactions:
        message.reactions = reactions
        message.save(update_fields=["reactions"])
        _push_change(message)
    return message


@atomic
def pin(*, by: "User", conversation_id: int, seq: int, is_pinned: bool) -> Message:
    """Pin a message for all members, or take that back. Raises NotFound, ConversationClosed,
    TooManyPinned."""
    message = _message_of(by, conversation_id, seq)
    conversation = message.conversation
    others = [each for each in conversation.pinned if each != seq]
    hidden = set(conversation.messages.filter(seq__in=others).exclude(code="").values_list("seq", flat=True))
    pinned = [each for each in others if each not in hidden] + [seq] * is_pinned
    if len(pinned) > MAX_PINNED:
        raise TooManyPinned(most=MAX_PINNED)
    if pinned != conversation.pinned:
        Conversation.objects.filter(pk=conversation.pk).update(pinned=pinned)
        conversation.pinned = pinned
        _push_change(message, is_about_pins=True)
    return message


def _message_of(by: "User", conversation_id: int, seq: int) -> Message:
    """A message in a conversation where the user may write, both locked. What the user deleted for themselves, and what
    moderators hid, is not found."""
    fetch(Conversation.objects.visible_to(by), conversation_id)
    conversation = lock(Conversation.objects.all(), conversation_id)  # a block waits for it, or is before it
    if not Conversation.objects.open_to(by).filter(pk=conversation_id).exists():
        others = [each.user_id for each in other_members(conversation, by)]
        raise BlockedByYou if has_blocked(by, *others) else ConversationClosed
    messages = messages_for(by, conversation).filter(seq=seq, code="", sender__isnull=False, is_deleted=False)  # type: ignore[misc]
    message = _existing(messages.select_for_update(of=("self",), no_key=True).first())
    message.conversation = conversation
    return message


def _existing(message: Message | None) -> Message:
    if message is None:
        raise NotFound
    return message


def changed_frame(message: Message) -> dict[str, object]:
    """The frame that tells open pages to read a message again."""
    return {"type": "message.changed", "conversation": message.conversation_id, "seq": message.seq}


def _push_change(message: Message, *, is_about_pins: bool = False) -> None:
    members = list(message.conversation.members.values_list("user_id", flat=True))
    push_on_commit(members, changed_frame(message) | ({"pins": True} if is_about_pins else {}))
