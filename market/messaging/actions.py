"""Every write to a conversation. Pages, API and sockets insert messages by one SQL function."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import Banned, Limited, Suspended
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid, NotFound, TooMany
from market.core.base.events import emit
from market.core.base.payloads import serialize_payload
from market.core.text.bangla import graphemes, nfc
from market.files.access import clean_ids, unknown_files
from market.messaging.events import MessageWaiting
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import (
    NOTIFICATION_CURSOR,
    count_unread,
    get_readable,
    waiting_members,
)
from market.messaging.subjects import SUBJECT
from market.messaging.system_messages import is_system_message
from market.notifications.inbox.reading_actions import read_about
from market.realtime.push import push_on_commit
from market.safety.actions import NotReachable

if TYPE_CHECKING:
    from market.accounts.models import User

MAX_TEXT_LENGTH = 5000
MAX_CODE_POINTS = 4 * MAX_TEXT_LENGTH  # a grapheme can have many code points
MAX_ID = 2**63 - 1
MAX_MESSAGES_READ = 2000  # in one run of the task
APPEND = """
SELECT place, outcome, id, seq, created_at, members FROM append_messages(
    %s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::timestamptz,
    %s::integer)
"""


class MessageDraft(NamedTuple):
    """A message without a number. Without a sender it is a system message: a code with a serialized payload."""

    conversation_id: int
    sender_id: int | None
    client_id: uuid.UUID | None
    text: str
    code: str = ""
    facts: dict[str, Any] = {}
    file_ids: tuple[uuid.UUID, ...] = ()


class AppendResult(NamedTuple):
    """The result for the draft at index `place`: `outcome` is "created", "known" or an error, see `error_for`."""

    place: int
    outcome: str
    id: int | None
    seq: int | None
    created_at: datetime
    members: list[int] | None


class TextMissing(Invalid):
    code = "text_missing"
    sentence = _("Write something first.")


class TextTooLong(Invalid):
    help = "talking-safely#talk"
    code = "text_too_long"
    sentence = _("A message has %(most)s characters at most; this one has %(count)s.")


class FilesTooEarly(DomainError):
    """So nobody is sent pictures by a stranger whom they never answered."""

    help = "talking-safely#files"
    code = "files_too_early"
    sentence = _("Files can be sent once the other side has answered, or money is held.")


class BlockedByYou(NotReachable):
    """The sender blocked the other side: they are told so, and the code is that for both sides."""

    sentence = _("You have blocked this person, so nobody can write here. Unblock them to write again.")


def clean_text(text: str, *, may_be_empty: bool = False) -> str:
    """A message's text as it is stored. Raises TextMissing, TextTooLong (counted in graphemes)."""
    text = nfc(text).strip()
    if not text and not may_be_empty:
        raise TextMissing(errors={"text": [TextMissing.sentence]})
    # A grapheme has at least one code point, so graphemes are counted only in long texts.
    if len(text) > MAX_TEXT_LENGTH and ((count := graphemes(text)) > MAX_TEXT_LENGTH or len(text) > MAX_CODE_POINTS):
        details = {"most": MAX_TEXT_LENGTH, "count": count}
        raise TextTooLong(errors={"text": [str(TextTooLong.sentence) % details]}, **details)
    return text


def append_parameters(drafts: Sequence[MessageDraft]) -> list[Any]:
    """The parameters of APPEND for these drafts."""
    return [
        [draft.conversation_id for draft in drafts],
        [draft.sender_id for draft in drafts],
        [draft.client_id for draft in drafts],
        [draft.text for draft in drafts],
        [draft.code for draft in drafts],
        [json.dumps(draft.facts) for draft in drafts],
        [",".join(map(str, draft.file_ids)) for draft in drafts],
        clock.now(),
        settings.LIFECYCLE.messages_per_minute,
    ]


def error_for(outcome: str) -> DomainError | None:
    """The error for an outcome; None if the message was written. TooMany may be retried in the next minute."""
    error_types: dict[str, type[DomainError]] = {
        "stranger": NotFound,
        "apart": NotReachable,
        "blocked": BlockedByYou,
        "suspended": Suspended,
        "banned": Banned,
        "limited": Limited,
        "too_early": FilesTooEarly,
    }
    if outcome == "no_file":
        return unknown_files()
    if outcome in error_types:
        return error_types[outcome]()
    return TooMany(retry_after=60 - clock.wall().second) if outcome == "too_many" else None


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
def post_message(
    *, by: "User", conversation_id: int, text: str, client_id: uuid.UUID | None = None, file_ids: Iterable[object] = ()
) -> Message:
    """Post a message with the sender's uploads of these ids. A repeated `client_id` adds nothing and returns the first.

    Raises NotFound to others than members, NotReachable (BlockedByYou) where a block closed it, Suspended, Limited in
    one where nobody else has written, TextMissing without files, TextTooLong, TooMany past the limit per minute,
    Invalid for files of others, FilesTooEarly.
    """
    if conversation_id > MAX_ID:
        raise NotFound
    keys = clean_ids(file_ids)
    text = clean_text(text, may_be_empty=bool(keys))
    return _append(MessageDraft(conversation_id, by.pk, client_id or uuid.uuid4(), text, file_ids=tuple(keys)))


@atomic
def post_system_message(conversation: Conversation, code: str, subject: str = "", /, **facts: object) -> Message:
    """Post a system message. `code` is registered by `system_messages`; KeyError else (a programming error).

    `subject` is what it is about, see `subject_of`; its page is linked from the message.
    """
    if not is_system_message(code):
        raise KeyError(code)
    stored = serialize_payload({**facts, SUBJECT: subject} if subject else facts)
    return _append(MessageDraft(conversation.pk, None, None, "", code, stored))


def _append(draft: MessageDraft) -> Message:
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([draft]))
        appended = AppendResult(*cursor.fetchone())
    if error := error_for(appended.outcome):
        raise error
    if appended.outcome == "created":
        hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": appended.seq}
        push_on_commit(appended.members or [], hint)
    if draft.code:  # a system message needs no second query
        return Message(
            pk=appended.id,
            conversation_id=draft.conversation_id,
            seq=appended.seq or 0,
            code=draft.code,
            facts=draft.facts,
            created_at=appended.created_at,
        )
    return Message.objects.get(conversation=draft.conversation_id, seq=appended.seq or 0)


@atomic
def mark_read(*, by: "User", conversation_id: int, seq: int) -> Member:
    """Record that the user has read up to that number; never back, never past the last.

    Raises NotFound to others than members, NotReachable where somebody blocked the user. Whom the user blocked is not
    shown how far they read.
    """
    conversation = get_readable(by, conversation_id, Conversation.objects.visible_to(by))
    read_seq = min(seq, conversation.last_seq)
    memberships = Member.objects.filter(conversation=conversation, user=by)
    changed = memberships.filter(read_seq__lt=read_seq).update(read_seq=read_seq)
    member = memberships.get()
    if changed:
        member_ids = list(conversation.members.values_list("user_id", flat=True))
        frame = {"type": "read", "conversation": conversation.pk, "user": by.pk, "seq": member.read_seq}
        is_open = Conversation.objects.open_to(by).filter(pk=conversation.pk).exists()  # a socket knows no later block
        push_on_commit(member_ids if is_open else [by.pk], frame)
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
