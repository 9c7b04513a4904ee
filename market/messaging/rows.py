"""Messages as the rows of a page: with their labels, and what stands beside them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.text import formats
from market.core.text.locale import local
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, Member, Message
from market.messaging.parts import cards_for
from market.messaging.phrases.book import hints_for
from market.messaging.queries import PAGE_SIZE, other_members
from market.messaging.reading import hidden_from_others, is_deleted, quotes_of, reactions_of, text_for_reader
from market.messaging.subjects import urls_of
from market.messaging.system_messages import is_by


def text_for(request: MemberRequest, message: Message, conversation: Conversation) -> str:
    """The text of a message as the page shows it: also of the user's own as the others read it."""
    is_open = conversation.contact_open_at is not None
    hidden = hidden_from_others(message, reader=request.user.pk, is_open=is_open)
    return str(hidden["text"]) if hidden else text_for_reader(request.user.pk, message, is_open=is_open)


def message_rows(
    request: MemberRequest, conversation: Conversation, messages: list[Message], unread_after: int | None
) -> list[dict[str, Any]]:
    """The messages with their labels: the day before its first message, and a mark before the first new one."""
    lines: list[dict[str, Any]] = []
    day, is_marked, language = "", unread_after is None, translation.get_language() or "en"
    is_open = conversation.contact_open_at is not None
    urls, cards, files = urls_of(messages, request.user), cards_for(request.user, messages), files_of(messages)
    quotes, others = quotes_of(messages, request.user, is_open=is_open), other_members(conversation, request.user)
    for message in messages:
        own = message.sender_id == request.user.pk
        is_foreign = message.sender_id is not None and not own and not is_deleted(message)
        is_mine = own or is_by(message.code, message.facts, request.user.pk)
        is_new = not is_marked and not is_mine and not is_deleted(message) and message.seq > (unread_after or 0)
        is_marked = is_marked or is_new
        label = day_label(message.created_at, request)
        lines.append(
            {
                "message": message,
                "own": own,
                "state": state_of(message, others),
                "text": text_for(request, message, conversation),
                "hidden": hidden_from_others(message, reader=request.user.pk, is_open=is_open),
                "url": urls.get(message.pk, ""),
                "card": cards.get(message.pk),
                "files": files.get(message.pk, []),
                "quote": quotes.get(message.pk),
                "hints": hints_for(message.text, language) if is_foreign else [],
                "reactions": reactions_of(message),
                "is_deleted": is_deleted(message),
                "day": label if label != day else "",
                "date": local(message.created_at).date().isoformat(),
                "is_new": is_new and len(messages) <= PAGE_SIZE,
                "time": time_label(message.created_at, request),
            }
        )
        day = label
    return lines


def state_of(message: Message, others: Sequence[Member]) -> str:
    """How far a message has come with all the other members: "sent", "delivered" or "read"."""
    if message.seq <= min((each.read_seq for each in others), default=0):
        return "read"
    return "delivered" if message.seq <= min((each.reached_seq for each in others), default=0) else "sent"


def day_label(at: datetime, request: MemberRequest) -> str:
    language = translation.get_language() or "en"
    day, today = local(at).date(), local(clock.now()).date()
    near = {0: _("Today"), 1: _("Yesterday")}.get((today - day).days)
    return near or formats.format_day(day, language, year=day.year != today.year)


def time_label(at: datetime, request: MemberRequest) -> str:
    """The time of day alone."""
    whole = formats.format_when(local(at), translation.get_language() or "en")
    return whole.rsplit(", ", 1)[1]
