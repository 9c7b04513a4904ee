"""Every write to a talk. Messages come in by one SQL function, from pages, API and sockets alike."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from market.core import clock
from market.core.bangla import graphemes, nfc
from market.core.db import atomic, fetch
from market.core.errors import Invalid, NotFound, TooMany
from market.core.facts import pack
from market.messaging.lines import is_line
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import unread_of
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User

LONGEST_TEXT = 5000
MOST_CODE_POINTS = 4 * LONGEST_TEXT  # of a text in which signs are heaped up
LARGEST_ID = 2**63 - 1
APPEND = """
SELECT place, outcome, id, seq, created_at, members FROM append_messages(
    %s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::timestamptz, %s::integer)
"""


class Draft(NamedTuple):
    """A message that has no number yet. Without a sender it is a system line: a code with packed facts."""

    conversation_id: int
    sender_id: int | None
    client_id: uuid.UUID | None
    text: str
    code: str = ""
    facts: dict[str, Any] = {}


class Appended(NamedTuple):
    """What became of a draft: `outcome` is created, known, stranger or too_many."""

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
    code = "text_too_long"
    sentence = _("A message has %(most)s characters at most; this one has %(count)s.")


def readable(text: str) -> str:
    """A message's text as it is stored. Raises TextMissing or TextTooLong (counted as a reader counts)."""
    text = nfc(text).strip()
    if not text:
        raise TextMissing(errors={"text": [TextMissing.sentence]})
    # A grapheme has at least one code point: most messages need no counting.
    if len(text) > LONGEST_TEXT and ((count := graphemes(text)) > LONGEST_TEXT or len(text) > MOST_CODE_POINTS):
        facts = {"most": LONGEST_TEXT, "count": count}
        raise TextTooLong(errors={"text": [str(TextTooLong.sentence) % facts]}, **facts)
    return text


def append_parameters(drafts: Sequence[Draft]) -> list[Any]:
    """The parameters of APPEND for these drafts."""
    return [
        [draft.conversation_id for draft in drafts],
        [draft.sender_id for draft in drafts],
        [draft.client_id for draft in drafts],
        [draft.text for draft in drafts],
        [draft.code for draft in drafts],
        [json.dumps(draft.facts) for draft in drafts],
        clock.now(),
        settings.LIFECYCLE.messages_per_minute,
    ]


def too_many() -> TooMany:
    """The refusal past the limit of messages: there is room again in the next minute."""
    return TooMany(retry_after=60 - clock.wall().second)


@atomic
def open_conversation(*, title: str, address: str, people: Iterable["User"]) -> Conversation:
    """A new talk of these people. `address` is the page it is about ("" for none)."""
    instant = clock.now()
    conversation = Conversation.objects.create(title=title, address=address, created_at=instant)
    each_once = {person.pk: person for person in people}.values()
    Member.objects.bulk_create(
        Member(conversation=conversation, user=person, joined_at=instant) for person in each_once
    )
    return conversation


@atomic
def post_message(*, by: "User", conversation_id: int, text: str, client_id: uuid.UUID | None = None) -> Message:
    """Say something. With a `client_id` that was sent before nothing is added: the first message is given.

    Raises NotFound to strangers, TextMissing, TextTooLong, TooMany past the limit a minute.
    """
    if conversation_id > LARGEST_ID:
        raise NotFound
    draft = Draft(conversation_id, by.pk, client_id or uuid.uuid4(), readable(text))
    return _append(draft)


@atomic
def post_system_line(conversation: Conversation, code: str, **facts: object) -> Message:
    """Tell in the talk what happened. `code` is registered by `lines.register_line`; KeyError else, our slip."""
    if not is_line(code):
        raise KeyError(code)
    return _append(Draft(conversation.pk, None, None, "", code, pack(facts)))


def _append(draft: Draft) -> Message:
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([draft]))
        added = Appended(*cursor.fetchone())
    if added.outcome == "stranger":
        raise NotFound
    if added.outcome == "too_many":
        raise too_many()
    if added.outcome == "created":
        hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": added.seq}
        push_on_commit(added.members or [], hint)
    return Message.objects.get(conversation=draft.conversation_id, seq=added.seq or 0)


@atomic
def mark_read(*, by: "User", conversation_id: int, seq: int) -> Member:
    """Note that she has read up to that number; never back, never past the last. Raises NotFound to strangers."""
    conversation = fetch(Conversation.objects.visible_to(by), conversation_id)
    reached = min(seq, conversation.last_seq)
    mine = Member.objects.filter(conversation=conversation, user=by)
    changed = mine.filter(read_seq__lt=reached).update(read_seq=reached)
    member = mine.get()
    if changed:
        everybody = list(conversation.members.values_list("user_id", flat=True))
        frame = {"type": "read", "conversation": conversation.pk, "user": by.pk, "seq": member.read_seq}
        push_on_commit(everybody, frame)
        push_on_commit([by.pk], unread_frame(by))
    return member


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame by which open pages learn how much is unread."""
    return {"type": "unread", "messages": unread_of(user)}


@atomic
def open_contact(conversation_ids: Iterable[int]) -> None:
    """From now on the people of these talks may see each other's addresses and numbers; once open, it stays."""
    Conversation.objects.filter(pk__in=list(conversation_ids), contact_open_at=None).update(contact_open_at=clock.now())
