"""Reads over talks, members and messages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.base.log_cursor import LogCursor
from market.core.base.prepared import Each, hold, prepared
from market.messaging.models import Conversation, Member, Message
from market.safety.actions import NotReachable

if TYPE_CHECKING:
    from market.accounts.models import User

PAGE = 50
BESIDE = 20
FEW = 3


def talks_of(user: "User") -> QuerySet[Conversation]:
    """Her talks, the newest word first, each with its members and `unread`: what others wrote since she read."""
    members = Member.objects.select_related("user").order_by("joined_at", "pk")
    return _talks_of(user).prefetch_related(Prefetch("members", members))


def _talks_of(user: "User") -> QuerySet[Conversation]:
    read_seq = Member.objects.filter(conversation=OuterRef("conversation"), user=user).values("read_seq")
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
        .annotate(unread=Coalesce(Subquery(unread), 0), moved_at=Coalesce("last_message_at", "created_at"))
        .order_by("-moved_at", "-pk")
    )


@prepared
def _last_talks(user: "User") -> QuerySet[Conversation]:
    return _talks_of(user)[:BESIDE]


@prepared
def _members_of(talks: list[int]) -> QuerySet[Member]:
    return Member.objects.filter(conversation__in=Each(talks)).select_related("user").order_by("joined_at", "pk")


@prepared
def _last_messages_of(talks: list[int]) -> QuerySet[Message]:
    return Message.objects.filter(conversation__in=Each(talks), seq=F("conversation__last_seq"))


def last_talks_of(user: "User") -> list[Conversation]:
    """The first of `talks_of`, as they stand beside a talk. Every talk's page asks: so it is prepared."""
    talks = _last_talks(user)
    if talks:
        hold(talks, "members", _members_of([talk.pk for talk in talks]), by="conversation_id")
    return talks


@prepared
def _unread_talks(user: "User") -> QuerySet[Any]:
    others = Member.objects.filter(conversation=OuterRef("pk")).exclude(user=user).order_by("joined_at", "pk")
    talks = _talks_of(user).filter(unread__gt=0)  # type: ignore[misc]  # annotated
    return talks.annotate(others=ArraySubquery(others.values("user__display_name")))[:FEW]


def unread_talks_of(user: "User") -> list[Any]:
    """The last few of `talks_of` in which something is unread, each with the `names` of the others: one statement."""
    talks = _unread_talks(user)
    for talk in talks:
        talk.names = ", ".join(talk.others) or talk.title
    return talks


def with_last_messages(conversations: Iterable[Conversation]) -> list[Conversation]:
    """The same talks, each with its newest message as `last` (None if nothing was said), in one query."""
    talks = list(conversations)
    newest = _last_messages_of([talk.pk for talk in talks]) if talks else []
    found = {each.conversation_id: each for each in newest}
    for talk in talks:
        talk.last = found.get(talk.pk)  # type: ignore[attr-defined]
    return talks


def unread_of(user: "User") -> int:
    """How many messages of others she has not read, over all talks. Every page asks: so it is one plain query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM messaging_member AS hers"
            " JOIN messaging_conversation AS talk ON talk.id = hers.conversation_id AND talk.last_seq > hers.read_seq"
            " JOIN messaging_message AS said ON said.conversation_id = talk.id AND said.seq > hers.read_seq"
            " WHERE hers.user_id = %s AND said.sender_id <> %s"
            " AND talk.id NOT IN (SELECT messaging_closed_to(%s))",
            [user.pk, user.pk, user.pk],
        )
        return int(cursor.fetchone()[0])


def talk_of(user: "User", conversation_id: int) -> Conversation:
    """One of her talks, with its members and `unread`. Raises NotFound, or NotReachable where it is closed."""
    return open_talk_of(user, conversation_id, talks_of(user))


def open_talk_of(user: "User", conversation_id: int, talks: QuerySet[Conversation]) -> Conversation:
    """One of these talks, which are visible to her. Raises as `talk_of`: the refusal says nothing of who blocked."""
    try:
        return fetch(talks, conversation_id)
    except NotFound:
        if Conversation.objects.joined_by(user).filter(pk=conversation_id).exists():
            raise NotReachable from None
        raise


@prepared
def _newest(conversation: Conversation) -> QuerySet[Message]:
    return Message.objects.filter(conversation=conversation).order_by("-seq")[:PAGE]


def newest(conversation: Conversation, *, before: int | None = None, limit: int = PAGE) -> list[Message]:
    """The newest messages (those before a number), in order."""
    if before is None and limit == PAGE:
        return _newest(conversation)[::-1]
    found = conversation.messages.all() if before is None else conversation.messages.filter(seq__lt=before)
    return list(reversed(found.order_by("-seq")[:limit]))


def following(conversation: Conversation, *, after: int, limit: int = PAGE) -> list[Message]:
    """The messages after a number, in order: what a device lacks."""
    return list(conversation.messages.filter(seq__gt=after).order_by("seq")[:limit])


def others(conversation: Conversation, user: "User") -> list[Any]:
    """The members of a talk but herself."""
    return [member for member in conversation.members.all() if member.user_id != user.pk]


def said_by_people() -> QuerySet[Message]:
    """What was not said by the site itself, in any talk."""
    return Message.objects.filter(sender__isnull=False).select_related("sender")


def _before_told() -> timedelta:
    return timedelta(minutes=settings.LIFECYCLE.message_tell_minutes)


TO_TELL = LogCursor("messaging.told", said_by_people, "created_at", ripe=_before_told)


def waiting_members(newest: Iterable[Message]) -> list[Member]:
    """Who has not read these messages of others, nor was told of their talk since she read there last."""
    wanted = Q(pk__in=[])
    for message in newest:
        wanted |= Q(conversation=message.conversation_id, read_seq__lt=message.seq) & ~Q(user=message.sender_id)
    untold = Member.objects.filter(wanted, told_seq__lte=F("read_seq"), user__is_active=True)
    found = untold.select_related("user", "conversation").order_by("pk")
    return [member for member in found if not member.user.has_blocks or _is_open(member)]


def _is_open(member: Member) -> bool:
    return Conversation.objects.visible_to(member.user).filter(pk=member.conversation_id).exists()
