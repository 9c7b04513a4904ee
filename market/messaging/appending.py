"""How a message comes into a conversation: one SQL function for pages, API and sockets."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import Banned, Limited, Suspended
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid, NotFound, TooMany
from market.core.text.bangla import graphemes, nfc
from market.files.access import unknown_files
from market.messaging.models import Message
from market.realtime.push import push_on_commit
from market.safety.actions import NotReachable

MAX_TEXT_LENGTH = 5000
MAX_CODE_POINTS = 4 * MAX_TEXT_LENGTH  # a grapheme can have many code points
MAX_ID = 2**63 - 1
APPEND = """
SELECT place, outcome, id, seq, created_at, members FROM append_messages(
    %s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::bigint[],
    %s::timestamptz, %s::integer, %s::integer)
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
    reply_to: int | None = None  # the number of a message in the same conversation


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


class FirstContactsUsed(DomainError):
    """A client for whom no money was ever held wrote first to many people, none of whom has answered."""

    help = "talking-safely#first"
    code = "first_contacts_used"
    sentence = _(
        "You wrote to %(most)s new people within a day, and none of them has answered yet. "
        "Wait for an answer, or write to others tomorrow."
    )


class ReplyUnknown(Invalid):
    help = "talking-safely#talk"
    code = "reply_unknown"
    sentence = _("The message that you reply to is not in this conversation.")


class ConversationClosed(NotReachable):
    """It can be read only. Whether a block closed it, or an account that is no more, is not told."""

    help = "talking-safely#closed"
    code, sentence = "conversation_closed", _("This conversation is closed.")
    advice = _("What was written can still be read.")


class BlockedByYou(ConversationClosed):
    """The sender blocked the other side: they are told so, and the code is that for both sides."""

    help = "talking-safely#block"
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
        _numbers(draft.conversation_id for draft in drafts),
        _numbers(draft.sender_id for draft in drafts),
        _texts(str(draft.client_id) if draft.client_id else None for draft in drafts),
        _texts(draft.text for draft in drafts),
        _texts(draft.code for draft in drafts),
        _texts(json.dumps(draft.facts) for draft in drafts),
        _texts(",".join(map(str, draft.file_ids)) for draft in drafts),
        _numbers(draft.reply_to for draft in drafts),
        clock.now(),
        settings.LIFECYCLE.messages_per_minute,
        settings.LIFECYCLE.first_contacts_per_day,
    ]


def _numbers(values: Iterable[int | None]) -> str:
    """An array as PostgreSQL reads it: psycopg writes one ten times slower, value by value in Python."""
    return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"


def _texts(values: Iterable[str | None]) -> str:
    return f"{{{','.join('NULL' if value is None else _quoted(value) for value in values)}}}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def error_for(outcome: str) -> DomainError | None:
    """The error for an outcome; None if the message was written. TooMany may be retried in the next minute."""
    error_types: dict[str, type[DomainError]] = {
        "stranger": NotFound,
        "apart": ConversationClosed,
        "blocked": BlockedByYou,
        "suspended": Suspended,
        "banned": Banned,
        "limited": Limited,
        "too_early": FilesTooEarly,
        "no_reply": ReplyUnknown,
    }
    if outcome == "no_file":
        return unknown_files()
    if outcome == "too_many_firsts":
        return FirstContactsUsed(most=settings.LIFECYCLE.first_contacts_per_day)
    if outcome in error_types:
        return error_types[outcome]()
    return TooMany(retry_after=60 - clock.wall().second) if outcome == "too_many" else None


def append(draft: MessageDraft) -> Message:
    """Write a message, and push it once it is committed. Raises what `error_for` gives."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([draft]))
        appended = AppendResult(*cursor.fetchone())
    if error := error_for(appended.outcome):
        raise error
    # For one that was written before, too: whoever wrote it may have ended before anybody was told.
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
