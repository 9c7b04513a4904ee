"""Reads of conversations, members and messages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.base.log_cursor import LogCursor
from market.core.base.prepared import Each, hold, prepared
from market.core.text.locale import language
from market.core.text.names import name_for
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, ConversationQuerySet, Member, Message
from market.messaging.reading import deleted_by

if TYPE_CHECKING:
    from market.accounts.models import User

PAGE_SIZE = 50
SIDEBAR_SIZE = 20
MAX_UNREAD_LISTED = 3


def conversations_of(user: "User") -> ConversationQuerySet:
    """The user's conversations, archived ones too, newest message first, each with members, `is_closed`
    and `unread`, a number of messages: none in one that a block closed."""
    members = Member.objects.select_related("user").order_by("joined_at", "pk")
    return _annotated_conversations(user).prefetch_related(Prefetch("members", members))


def _annotated_conversations(user: "User") -> ConversationQuerySet:
    # Of the conversation, not of each message: so the index of its numbers is read from there on alone.
    read_seq = Member.objects.filter(conversation=OuterRef(OuterRef("pk")), user=user).values("read_seq")
    unread = (
        Message.objects.filter(conversation=OuterRef("pk"), sender__isnull=False)
        .filter(seq__gt=Subquery(read_seq))
        .exclude(sender=user)
        .order_by()
        .values("conversation")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        Conversation.objects.visible_to(user)
        .with_closed(user)
        .annotate(
            unread=Case(When(is_apart=True, then=0), default=Coalesce(Subquery(unread), 0)),
            moved_at=Coalesce("last_message_at", "created_at"),
        )
        .order_by("-moved_at", "-pk")
    )


@prepared
def _recent_conversations(user: "User") -> QuerySet[Conversation]:
    return _annotated_conversations(user).not_archived_by(user)[:SIDEBAR_SIZE]


@prepared
def _members_of(conversation_ids: list[int]) -> QuerySet[Member]:
    rows = Member.objects.filter(conversation__in=Each(conversation_ids))
    return rows.select_related("user").order_by("joined_at", "pk")


@prepared
def _last_messages_of(user: "User", conversation_ids: list[int]) -> QuerySet[Message]:
    rows = Message.objects.filter(conversation__in=Each(conversation_ids), seq=F("conversation__last_seq"))
    return rows.annotate(is_deleted=deleted_by(user))


def recent_conversations(user: "User") -> list[Conversation]:
    """The first of `conversations_of` that are not archived, for the list beside a conversation, by prepared
    statements."""
    conversations = _recent_conversations(user)
    if conversations:
        hold(conversations, "members", _members_of([each.pk for each in conversations]), by="conversation_id")
    return conversations


@prepared
def _unread_conversations(user: "User") -> QuerySet[Any]:
    others = Member.objects.filter(conversation=OuterRef("pk")).exclude(user=user).order_by("joined_at", "pk")
    names = JSONObject(name=F("user__display_name"), other_name=F("user__other_name"))
    conversations = _annotated_conversations(user).filter(unread__gt=0)  # type: ignore[misc]  # annotated
    return conversations.annotate(others=ArraySubquery(others.values(both=names)))[:MAX_UNREAD_LISTED]


def unread_conversations(user: "User") -> list[Any]:
    """The first few of `conversations_of` with unread messages, each with the `names` of the others: one query."""
    conversations = _unread_conversations(user)
    for conversation in conversations:
        names = [name_for(language(), **each) for each in conversation.others]
        conversation.names = ", ".join(names) or str(conversation)
    return conversations


def with_last_messages(user: "User", conversations: Iterable[Conversation]) -> list[Conversation]:
    """The same conversations, each with its newest message as `last` (None without any), in one query; where messages
    have files, in a second one that gives each its `file_list`."""
    rows = list(conversations)
    newest = list(_last_messages_of(user, [conversation.pk for conversation in rows])) if rows else []
    files = files_of(newest)
    for message in newest:
        message.file_list = files.get(message.pk, [])  # type: ignore[attr-defined]
    last_by_conversation = {message.conversation_id: message for message in newest}
    for conversation in rows:
        conversation.last = last_by_conversation.get(conversation.pk)  # type: ignore[attr-defined]
    return rows


def count_unread(user: "User") -> int:
    """The number of unread messages in all conversations. Every page needs it, so it is one SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM messaging_member AS me"
            " JOIN messaging_conversation AS c ON c.id = me.conversation_id AND c.last_seq > me.read_seq"
            " JOIN messaging_message AS m ON m.conversation_id = c.id AND m.seq > me.read_seq"
            " WHERE me.user_id = %s AND m.sender_id <> %s"
            " AND c.id NOT IN (SELECT messaging_closed_to(%s))",
            [user.pk, user.pk, user.pk],
        )
        return int(cursor.fetchone()[0])


def get_conversation(user: "User", conversation_id: int) -> Conversation:
    """One of the user's conversations, as `conversations_of` has it. Raises NotFound."""
    return fetch(conversations_of(user), conversation_id)


@prepared
def _newest_page(user: "User", conversation: Conversation) -> QuerySet[Message]:
    return messages_for(user, conversation).order_by("-seq")[:PAGE_SIZE]


def messages_for(user: "User", conversation: Conversation) -> QuerySet[Message]:
    """The messages of a conversation, each with `is_deleted`: by the user, for themselves."""
    return Message.objects.filter(conversation=conversation).annotate(is_deleted=deleted_by(user))


def newest_messages(
    user: "User", conversation: Conversation, *, before: int | None = None, limit: int = PAGE_SIZE
) -> list[Message]:
    """The newest messages (before a number) as `messages_for` gives them, in order of `seq`."""
    if before is None and limit == PAGE_SIZE:
        return _newest_page(user, conversation)[::-1]
    messages = messages_for(user, conversation)
    messages = messages if before is None else messages.filter(seq__lt=before)
    return list(reversed(messages.order_by("-seq")[:limit]))


def messages_after(user: "User", conversation: Conversation, *, after: int, limit: int = PAGE_SIZE) -> list[Message]:
    """The messages after a number as `messages_for` gives them, in order of `seq`."""
    return list(messages_for(user, conversation).filter(seq__gt=after).order_by("seq")[:limit])


def get_message(user: "User", conversation: Conversation, seq: int) -> Message:
    """One message of a conversation of the user, as `messages_for` gives it. Raises NotFound."""
    message = messages_for(user, conversation).filter(seq=seq).first()
    if message is None:
        raise NotFound
    message.conversation = conversation
    return message


def pinned_messages(user: "User", conversation: Conversation) -> list[Message]:
    """The pinned messages in the order of pinning, without those that the user deleted or moderators hid."""
    if not conversation.pinned:
        return []
    rows = messages_for(user, conversation).filter(seq__in=conversation.pinned, code="", is_deleted=False)  # type: ignore[misc]
    messages = sorted(rows, key=lambda each: conversation.pinned.index(each.seq))
    for message in messages:
        message.conversation = conversation
    return messages


def other_members(conversation: Conversation, user: "User") -> list[Any]:
    """The members of a conversation without the user."""
    return [member for member in conversation.members.all() if member.user_id != user.pk]


def messages_of_people() -> QuerySet[Message]:
    """All messages but system messages."""
    return Message.objects.filter(sender__isnull=False).select_related("sender")


def _notification_delay() -> timedelta:
    return timedelta(minutes=settings.LIFECYCLE.message_tell_minutes)


NOTIFICATION_CURSOR = LogCursor("messaging.told", messages_of_people, "created_at", min_age=_notification_delay)


def waiting_members(newest: Iterable[Message]) -> list[Member]:
    """The members who have not read these messages and were not notified since they last read the conversation, but
    for those who muted it."""
    wanted = Q(pk__in=[])
    for message in newest:
        wanted |= Q(conversation=message.conversation_id, read_seq__lt=message.seq) & ~Q(user=message.sender_id)
    not_notified = Member.objects.filter(wanted, told_seq__lte=F("read_seq"), is_muted=False, user__is_active=True)
    members = not_notified.select_related("user", "conversation").order_by("pk")
    return [member for member in members if not member.user.has_blocks or _is_open(member)]


def _is_open(member: Member) -> bool:
    return Conversation.objects.open_to(member.user).filter(pk=member.conversation_id).exists()
