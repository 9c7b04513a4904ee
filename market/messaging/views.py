"""The pages of conversations. They work without script; chat.js updates them live."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.text import formats
from market.core.text.bangla import clip, nfc
from market.core.text.locale import local
from market.core.web.uploads import takes_files
from market.messaging.actions import mark_read, post_message
from market.messaging.attachments import can_send_files, files_of
from market.messaging.forms import MessageForm
from market.messaging.models import Conversation, Message
from market.messaging.parts import actions_for, cards_for
from market.messaging.queries import (
    PAGE_SIZE,
    SIDEBAR_SIZE,
    conversations_of,
    get_conversation,
    newest_messages,
    other_members,
    recent_conversations,
    with_last_messages,
)
from market.messaging.serializers import hidden_from_others, text_for_reader
from market.messaging.subjects import urls_of

MAX_BEGUN = 300  # characters of a message that a link begins


@signed_in
def conversations(request: MemberRequest) -> HttpResponse:
    """The user's conversations, newest message first."""
    page = Paginator(conversations_of(request.user), SIDEBAR_SIZE).get_page(request.GET.get("page"))
    rows = [_list_row(request, row) for row in with_last_messages(page.object_list)]
    return render(request, "messaging/list.html", {"page": page, "rows": rows})


@takes_files
@signed_in
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """A conversation and the form for a message, which `?text=` begins. Opening it marks it as read."""
    recent = recent_conversations(request.user)
    current = next((row for row in recent if row.pk == conversation_id), None)
    current = current or get_conversation(request.user, conversation_id)
    begun = clip(request.GET.get("text", ""), MAX_BEGUN)
    form = MessageForm(request.POST or None, request.FILES or None, initial={"text": begun})
    if _is_sent(request, current, form):
        return redirect(f"{current.get_absolute_url()}#last")
    before = _parse_number(request.GET.get("before"))
    messages = newest_messages(current, before=before)
    member = next(row for row in current.members.all() if row.user_id == request.user.pk)
    unread_after = member.read_seq
    if before is None and current.last_seq > unread_after:
        mark_read(by=request.user, conversation_id=current.pk, seq=current.last_seq)
        current.unread = 0  # type: ignore[attr-defined]  # annotated
    people = other_members(current, request.user)
    return render(
        request,
        "messaging/conversation.html",
        {
            "conversation": current,
            "form": form,
            "attached": form.attached(request.user),
            "can_attach": can_send_files(request.user, current, messages),
            "is_begun": bool(begun) and not form.is_bound,
            "people": people,
            "lines": _message_rows(request, current, messages, unread_after if before is None else None),
            "actions": [] if current.is_closed else actions_for(request.user, current),  # type: ignore[attr-defined]
            "rows": [_list_row(request, row) for row in with_last_messages(recent)],
            "older": messages[0].seq if messages and messages[0].seq > 1 else None,
            "is_newest": before is None,
            "read_seq": min((row.read_seq for row in people), default=0),
        },
        status=form.status,
    )


def _is_sent(request: MemberRequest, current: Conversation, form: MessageForm) -> bool:
    """Whether the form was posted and its message is there. A refused one keeps what was typed, and its files.

    Somebody who went back to the page of a message and writes another one sends the same `client_id`: it is a new one.
    """
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)
            if form.is_valid():
                text, client_id = form.cleaned_data["text"], form.cleaned_data["client_id"]
                send = partial(post_message, by=request.user, conversation_id=current.pk, text=text, file_ids=form.kept)
                if send(client_id=client_id).text != nfc(text).strip():
                    send()
                return True
    return False


def _parse_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None


def _list_row(request: MemberRequest, conversation: Conversation) -> dict[str, Any]:
    """A row of the list: names, title, last message and number of unread ones."""
    last: Message | None = getattr(conversation, "last", None)
    at = last.created_at if last else conversation.created_at
    return {
        "conversation": conversation,
        "name": names_of_others(request, conversation),
        "face": next((member.user.face for member in other_members(conversation, request.user)), ""),
        "last": _last_words(request, last, conversation) if last else "",
        "is_mine": bool(last and last.sender_id == request.user.pk),
        "at": at,
        "when": _short_time_label(at, request),
        "unread": getattr(conversation, "unread", 0),
    }


def _last_words(request: MemberRequest, last: Message, conversation: Conversation) -> str:
    """The last message in a list: its text, or how many files it has."""
    count = "" if last.code else ngettext("%(num)s file", "%(num)s files", last.file_count)
    files = count % {"num": formats.format_number(last.file_count, translation.get_language() or "en")}
    return text_for(request, last, conversation) or (files if last.file_count else "")


def names_of_others(request: MemberRequest, conversation: Conversation) -> str:
    """The names of the other members, or the title."""
    names = [member.user.shown_name for member in other_members(conversation, request.user)]
    return ", ".join(names) or str(conversation)


def text_for(request: MemberRequest, message: Message, conversation: Conversation) -> str:
    """The text of a message as the page shows it: also of the user's own as the others read it."""
    is_open = conversation.contact_open_at is not None
    hidden = hidden_from_others(message, reader=request.user.pk, is_open=is_open)
    return str(hidden["text"]) if hidden else text_for_reader(request.user.pk, message, is_open=is_open)


def _message_rows(
    request: MemberRequest, conversation: Conversation, messages: list[Message], unread_after: int | None
) -> list[dict[str, Any]]:
    """The messages with their labels: the day before its first message, and a mark before the first new one."""
    lines: list[dict[str, Any]] = []
    day, is_marked = "", unread_after is None
    urls, cards, files = urls_of(messages, request.user), cards_for(request.user, messages), files_of(messages)
    for message in messages:
        own = message.sender_id == request.user.pk
        is_open = conversation.contact_open_at is not None
        is_new = not is_marked and not own and message.seq > (unread_after or 0)
        is_marked = is_marked or is_new
        day_label = _day_label(message.created_at, request)
        lines.append(
            {
                "message": message,
                "own": own,
                "text": text_for(request, message, conversation),
                "hidden": hidden_from_others(message, reader=request.user.pk, is_open=is_open),
                "url": urls.get(message.pk, ""),
                "card": cards.get(message.pk),
                "files": files.get(message.pk, []),
                "day": day_label if day_label != day else "",
                "date": local(message.created_at).date().isoformat(),
                "is_new": is_new and len(messages) <= PAGE_SIZE,
                "time": _time_label(message.created_at, request),
            }
        )
        day = day_label
    return lines


def _day_label(at: datetime, request: MemberRequest) -> str:
    language = translation.get_language() or "en"
    day, today = local(at).date(), local(clock.now()).date()
    near = {0: _("Today"), 1: _("Yesterday")}.get((today - day).days)
    return near or formats.format_day(day, language, year=day.year != today.year)


def _time_label(at: datetime, request: MemberRequest) -> str:
    """The time of day alone."""
    whole = formats.format_when(local(at), translation.get_language() or "en")
    return whole.rsplit(", ", 1)[1]


def _short_time_label(at: datetime, request: MemberRequest) -> str:
    """The time of day for today, else the day."""
    is_today = local(at).date() == local(clock.now()).date()
    return _time_label(at, request) if is_today else _day_label(at, request)
