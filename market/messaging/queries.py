"""Reads over talks, members and messages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from market.core.db import fetch
from market.messaging.models import Conversation, Member, Message

if TYPE_CHECKING:
    from market.accounts.models import User

PAGE = 50


def talks_of(user: "User") -> QuerySet[Conversation]:
    """Her talks, the newest word first, each with its members and `unread`: what others wrote since she read."""
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
        .prefetch_related(Prefetch("members", Member.objects.select_related("user").order_by("joined_at", "pk")))
        .order_by("-moved_at", "-pk")
    )


def with_last_messages(conversations: Iterable[Conversation]) -> list[Conversation]:
    """The same talks, each with its newest message as `last` (None if nothing was said), in one query."""
    talks = list(conversations)
    wanted = Q(pk__in=[])
    for talk in talks:
        wanted |= Q(conversation=talk.pk, seq=talk.last_seq)
    found = {each.conversation_id: each for each in Message.objects.filter(wanted)} if talks else {}
    for talk in talks:
        talk.last = found.get(talk.pk)  # type: ignore[attr-defined]
    return talks


def unread_of(user: "User") -> int:
    """How many messages of others she has not read, over all talks, in one query."""
    mine = Q(conversation__members__user=user, seq__gt=F("conversation__members__read_seq"))
    return Message.objects.filter(mine, sender__isnull=False).exclude(sender=user).count()


def talk_of(user: "User", conversation_id: int) -> Conversation:
    """One of her talks, with its members and `unread`. Raises NotFound to strangers."""
    return fetch(talks_of(user), conversation_id)


def newest(conversation: Conversation, *, before: int | None = None, limit: int = PAGE) -> list[Message]:
    """The newest messages (those before a number), in order."""
    found = conversation.messages.all() if before is None else conversation.messages.filter(seq__lt=before)
    return list(reversed(found.order_by("-seq")[:limit]))


def following(conversation: Conversation, *, after: int, limit: int = PAGE) -> list[Message]:
    """The messages after a number, in order: what a device lacks."""
    return list(conversation.messages.filter(seq__gt=after).order_by("seq")[:limit])


def others(conversation: Conversation, user: "User") -> list[Any]:
    """The members of a talk but herself."""
    return [member for member in conversation.members.all() if member.user_id != user.pk]
