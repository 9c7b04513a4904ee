"""Every write to a conversation. Pages, API and sockets insert messages by one SQL function."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotFound
from market.core.base.events import emit
from market.core.base.payloads import serialize_payload
from market.files.access import clean_ids
from market.messaging.appending import MAX_ID, MessageDraft, append, clean_text
from market.messaging.events import MessageWaiting
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import (
    NOTIFICATION_CURSOR,
    count_unread,
    waiting_members,
)
from market.messaging.subjects import SUBJECT
from market.messaging.system_messages import is_system_message
from market.notifications.inbox.reading_actions import read_about
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User

MAX_MESSAGES_READ = 2000  # in one run of the task


@atomic
def open_conversation(
    *, title: str, address: str, people: Iterable["User"], seen_by: "User | None" = None
) -> Conversation:
    """A new conversation of these users. `address` is the page it is about ("" for none).

    Until it has a message, only `seen_by` sees it (None: all members do).
    """
    instant = clock.now()
    conversation = Conversation.objects.create(title=title, address=address, seen_by=seen_by, created_at=instant)
    distinct_people = {person.pk: person for person in people}.values()
    Member.objects.bulk_create(
        Member(conversation=conversation, user=person, joined_at=instant) for person in distinct_people
    )
    return conversation


@atomic
def name_conversation(conversation: Conversation, *, title: str, address: str) -> None:
    """Say anew what a conversation is about."""
    conversation.title, conversation.address = title[:300], address
    conversation.save(update_fields=["title", "address"])


@atomic
def post_message(
    *,
    by: "User",
    conversation_id: int,
    text: str,
    client_id: uuid.UUID | None = None,
    file_ids: Iterable[object] = (),
    reply_to: int | None = None,
) -> Message:
    """Post a message with the sender's uploads of these ids, maybe as a reply to the message of that number. A repeated
    `client_id` adds nothing and returns the first.

    Raises NotFound to others than members, ConversationClosed (BlockedByYou) where it is closed, Suspended, Limited in
    one where nobody else has written, TextMissing without files, TextTooLong, TooMany past the limit per minute,
    Invalid for files of others, FilesTooEarly, ReplyUnknown.
    """
    if conversation_id > MAX_ID:
        raise NotFound
    keys = clean_ids(file_ids)
    text = clean_text(text, may_be_empty=bool(keys))
    draft = MessageDraft(
        conversation_id, by.pk, client_id or uuid.uuid4(), text, file_ids=tuple(keys), reply_to=reply_to
    )
    return append(draft)


@atomic
def post_system_message(conversation: Conversation, code: str, subject: str = "", /, **facts: object) -> Message:
    """Post a system message. `code` is registered by `system_messages`; KeyError else (a programming error).

    `subject` is what it is about, see `subject_of`; its page is linked from the message.
    """
    if not is_system_message(code):
        raise KeyError(code)
    stored = serialize_payload({**facts, SUBJECT: subject} if subject else facts)
    return append(MessageDraft(conversation.pk, None, None, "", code, stored))


@atomic
def mark_read(*, by: "User", conversation_id: int, seq: int) -> Member:
    """Record that the user has read up to that number; never back, never past the last.

    Raises NotFound to others than members. Where a block closed it nothing is recorded: neither side is shown how far
    the other one reads.
    """
    conversation = fetch(Conversation.objects.visible_to(by), conversation_id)
    read_seq = min(seq, conversation.last_seq)
    memberships = Member.objects.filter(conversation=conversation, user=by)
    open_ones = Conversation.objects.without_blocks(by).filter(pk=conversation.pk).values("pk")
    changed = memberships.filter(read_seq__lt=read_seq, conversation__in=open_ones).update(read_seq=read_seq)
    member = memberships.get()
    if changed:
        member_ids = list(conversation.members.values_list("user_id", flat=True))
        frame = {"type": "read", "conversation": conversation.pk, "user": by.pk, "seq": member.read_seq}
        push_on_commit(member_ids, frame)
        push_on_commit([by.pk], unread_frame(by))
        if member.told_seq:
            read_about(by=by, address=conversation.get_absolute_url())
    return member


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame with the number of unread messages, for open pages."""
    return {"type": "unread", "messages": count_unread(user)}


@atomic
def notify_of_unread() -> None:
    """Notify each member once of unread messages of others in a conversation, until they have read it.

    Messages are considered LIFECYCLE.message_tell_minutes after they were sent.
    """
    NOTIFICATION_CURSOR.lock()
    messages = list(NOTIFICATION_CURSOR.readable()[:MAX_MESSAGES_READ])
    if not messages:
        return
    newest = {(message.conversation_id, message.sender_id): message for message in messages}
    for member in waiting_members(newest.values()):
        in_it = [each for each in newest.values() if each.conversation_id == member.conversation_id]
        message = max((each for each in in_it if each.sender_id != member.user_id), key=lambda each: each.seq)
        Member.objects.filter(pk=member.pk).update(told_seq=message.seq)
        conversation = member.conversation
        waiting = MessageWaiting(person=message.sender, title=conversation.title)
        emit(waiting, on=conversation, by=message.sender, to=[member.user])
    NOTIFICATION_CURSOR.advance_to(messages[-1].pk)


@atomic
def open_contact(conversation_ids: Iterable[int]) -> None:
    """Stop masking contact data in these conversations; this is never undone."""
    Conversation.objects.filter(pk__in=list(conversation_ids), contact_open_at=None).update(contact_open_at=clock.now())


@atomic
def close_conversations(one: "User", other: "User") -> None:
    """Close the conversations of two users after a block. Their rows are locked: a concurrent message is either written
    before or refused. Notifications of each other's messages are read, and presence of the other ends.
    """
    shared = Conversation.objects.filter(members__user=one).filter(members__user=other)
    rows = Conversation.objects.filter(pk__in=shared.values("pk")).order_by("pk")
    conversations = list(rows.select_for_update(no_key=True))
    closed = Conversation.objects.filter(pk__in=[each.pk for each in conversations]).exclude(
        pk__in=Conversation.objects.open_to(one).values("pk")
    )
    for person, other_person in ((one, other), (other, one)):
        for conversation in closed:
            read_about(by=person, address=conversation.get_absolute_url())
        push_on_commit([person.pk], unread_frame(person))
        if len(closed) == len(conversations):
            push_on_commit([person.pk], {"type": "presence", "user": other_person.pk, "online": False})
