"""Every write to a talk. Messages come in by one SQL function, from pages, API and sockets alike."""

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
from market.core.base.payloads import serialize_payload
from market.core.text.bangla import graphemes, nfc
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import TO_TELL, open_talk_of, unread_of, waiting_members
from market.messaging.system_messages import is_system_message
from market.notifications.inbox.actions import notify
from market.notifications.inbox.reading_actions import read_about
from market.realtime.push import push_on_commit
from market.safety.actions import NotReachable

if TYPE_CHECKING:
    from market.accounts.models import User

LONGEST_TEXT = 5000
MOST_CODE_POINTS = 4 * LONGEST_TEXT  # of a text in which signs are heaped up
LARGEST_ID = 2**63 - 1
MOST_TOLD = 2000  # messages looked at in one go
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
    """What became of a draft: `outcome` is created, known, or why not: see `refusal`."""

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


def refusal(outcome: str) -> DomainError | None:
    """Why a draft was not written; None where it was. Past the limit there is room again in the next minute."""
    known: dict[str, type[DomainError]] = {
        "stranger": NotFound,
        "apart": NotReachable,
        "suspended": Suspended,
        "banned": Banned,
        "limited": Limited,
    }
    if outcome in known:
        return known[outcome]()
    return TooMany(retry_after=60 - clock.wall().second) if outcome == "too_many" else None


@atomic
def open_conversation(
    *, title: str, address: str, people: Iterable["User"], seen_by: "User | None" = None
) -> Conversation:
    """A new talk of these people. `address` is the page it is about ("" for none).

    Until something is said in it, only `seen_by` sees it (None: all of them do).
    """
    instant = clock.now()
    conversation = Conversation.objects.create(title=title, address=address, seen_by=seen_by, created_at=instant)
    each_once = {person.pk: person for person in people}.values()
    Member.objects.bulk_create(
        Member(conversation=conversation, user=person, joined_at=instant) for person in each_once
    )
    return conversation


@atomic
def post_message(*, by: "User", conversation_id: int, text: str, client_id: uuid.UUID | None = None) -> Message:
    """Say something. With a `client_id` that was sent before nothing is added: the first message is given.

    Raises NotFound to strangers, NotReachable where a block closed the talk, Suspended, Limited in a talk in which
    nobody else has written, TextMissing, TextTooLong, TooMany past the limit a minute.
    """
    if conversation_id > LARGEST_ID:
        raise NotFound
    draft = Draft(conversation_id, by.pk, client_id or uuid.uuid4(), readable(text))
    return _append(draft)


@atomic
def post_system_message(conversation: Conversation, code: str, **facts: object) -> Message:
    """Tell in the talk what happened. `code` is registered by `system_messages`; KeyError else, our slip."""
    if not is_system_message(code):
        raise KeyError(code)
    return _append(Draft(conversation.pk, None, None, "", code, serialize_payload(facts)))


def _append(draft: Draft) -> Message:
    with connection.cursor() as cursor:
        cursor.execute(APPEND, append_parameters([draft]))
        added = Appended(*cursor.fetchone())
    if refused := refusal(added.outcome):
        raise refused
    if added.outcome == "created":
        hint = {"type": "conversation", "conversation": draft.conversation_id, "seq": added.seq}
        push_on_commit(added.members or [], hint)
    if draft.code:  # a line of the site's is known as it is
        return Message(
            pk=added.id,
            conversation_id=draft.conversation_id,
            seq=added.seq or 0,
            code=draft.code,
            facts=draft.facts,
            created_at=added.created_at,
        )
    return Message.objects.get(conversation=draft.conversation_id, seq=added.seq or 0)


@atomic
def mark_read(*, by: "User", conversation_id: int, seq: int) -> Member:
    """Note that she has read up to that number; never back, never past the last.

    Raises NotFound to strangers, NotReachable where a block closed the talk.
    """
    conversation = open_talk_of(by, conversation_id, Conversation.objects.visible_to(by))
    reached = min(seq, conversation.last_seq)
    mine = Member.objects.filter(conversation=conversation, user=by)
    changed = mine.filter(read_seq__lt=reached).update(read_seq=reached)
    member = mine.get()
    if changed:
        everybody = list(conversation.members.values_list("user_id", flat=True))
        frame = {"type": "read", "conversation": conversation.pk, "user": by.pk, "seq": member.read_seq}
        push_on_commit(everybody, frame)
        push_on_commit([by.pk], unread_frame(by))
        if member.told_seq:
            read_about(by=by, address=conversation.get_absolute_url())
    return member


def unread_frame(user: "User") -> dict[str, Any]:
    """The frame by which open pages learn how much is unread."""
    return {"type": "unread", "messages": unread_of(user)}


@atomic
def tell_of_unread() -> None:
    """Tell each person once of a talk in which something of others waits unread, until she has read it.

    Messages are looked at when they have been there for MESSAGE_TELL_MINUTES.
    """
    TO_TELL.alone()
    found = list(TO_TELL.ripen()[:MOST_TOLD])
    if not found:
        return
    newest = {(message.conversation_id, message.sender_id): message for message in found}
    for member in waiting_members(newest.values()):
        said = [each for each in newest.values() if each.conversation_id == member.conversation_id]
        message = max((each for each in said if each.sender_id != member.user_id), key=lambda each: each.seq)
        Member.objects.filter(pk=member.pk).update(told_seq=message.seq)
        talk = member.conversation
        notify(member.user, "message.waiting", on=talk, person=message.sender, title=talk.title)
    TO_TELL.read(found[-1].pk)


@atomic
def open_contact(conversation_ids: Iterable[int]) -> None:
    """From now on the people of these talks may see each other's addresses and numbers; once open, it stays."""
    Conversation.objects.filter(pk__in=list(conversation_ids), contact_open_at=None).update(contact_open_at=clock.now())


@atomic
def close_talks(one: "User", other: "User") -> None:
    """The two are kept apart from now on. Their talks are locked, so that a message is before this or refused; both
    stop seeing whether the other is here; and what waits to be told of what the other wrote is not told any more.
    """
    both = Conversation.objects.filter(members__user=one).filter(members__user=other)
    talks = list(Conversation.objects.filter(pk__in=both.values("pk")).order_by("pk").select_for_update(no_key=True))
    closed = Conversation.objects.filter(pk__in=[talk.pk for talk in talks]).exclude(
        pk__in=Conversation.objects.visible_to(one).values("pk")
    )
    for person, away in ((one, other), (other, one)):
        for talk in closed:
            read_about(by=person, address=talk.get_absolute_url())
        push_on_commit([person.pk], unread_frame(person))
        if len(closed) == len(talks):
            push_on_commit([person.pk], {"type": "presence", "user": away.pk, "online": False})
