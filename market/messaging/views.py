"""The pages of talk. They work by themselves; chat.js makes them live."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.text import formats
from market.messaging.actions import mark_read, post_message
from market.messaging.forms import MessageForm
from market.messaging.models import Conversation, Message
from market.messaging.queries import (
    BESIDE,
    PAGE,
    last_talks_of,
    newest,
    others,
    talk_of,
    talks_of,
    with_last_messages,
)
from market.messaging.serializers import words_for


@signed_in
def conversations(request: MemberRequest) -> HttpResponse:
    """Her talks, the newest word first."""
    page = Paginator(talks_of(request.user), BESIDE).get_page(request.GET.get("page"))
    rows = [_row(request, talk) for talk in with_last_messages(page.object_list)]
    return render(request, "messaging/list.html", {"page": page, "rows": rows})


@signed_in
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """One talk: what was said, and the composer. Opening it reads it."""
    beside = last_talks_of(request.user)
    talk = next((each for each in beside if each.pk == conversation_id), None) or talk_of(request.user, conversation_id)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            post_message(by=request.user, conversation_id=talk.pk, **form.cleaned_data)
            return redirect(f"{talk.get_absolute_url()}#last")
    before = _number(request.GET.get("before"))
    found = newest(talk, before=before)
    member = next(each for each in talk.members.all() if each.user_id == request.user.pk)
    unread_after = member.read_seq
    if before is None and talk.last_seq > unread_after:
        mark_read(by=request.user, conversation_id=talk.pk, seq=talk.last_seq)
        talk.unread = 0  # type: ignore[attr-defined]  # annotated
    people = others(talk, request.user)
    return render(
        request,
        "messaging/conversation.html",
        {
            "talk": talk,
            "form": form,
            "people": people,
            "lines": _lines(request, talk, found, unread_after if before is None else None),
            "rows": [_row(request, each) for each in with_last_messages(beside)],
            "older": found[0].seq if found and found[0].seq > 1 else None,
            "is_newest": before is None,
            "read_seq": min((each.read_seq for each in people), default=0),
        },
        status=form.status,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None


def _row(request: MemberRequest, talk: Conversation) -> dict[str, Any]:
    """A talk in the list: who it is with, what it is about, the last word and how much is unread."""
    last: Message | None = getattr(talk, "last", None)
    at = last.created_at if last else talk.created_at
    return {
        "talk": talk,
        "name": names(request, talk),
        "last": said_to(request, last, talk) if last else "",
        "is_mine": bool(last and last.sender_id == request.user.pk),
        "at": at,
        "when": _short(at, request),
        "unread": getattr(talk, "unread", 0),
    }


def names(request: MemberRequest, talk: Conversation) -> str:
    """Who a talk is with."""
    return ", ".join(member.user.display_name for member in others(talk, request.user)) or str(talk)


def said_to(request: MemberRequest, message: Message, talk: Conversation) -> str:
    """The text of a message as she reads it."""
    return words_for(request.user.pk, message, is_open=talk.contact_open_at is not None)


def _lines(
    request: MemberRequest, talk: Conversation, found: list[Message], unread_after: int | None
) -> list[dict[str, Any]]:
    """Messages as the page shows them: with the day before the first of each, and a mark before what is new."""
    lines: list[dict[str, Any]] = []
    day, is_marked = "", unread_after is None
    for message in found:
        own = message.sender_id == request.user.pk
        is_new = not is_marked and not own and message.seq > (unread_after or 0)
        is_marked = is_marked or is_new
        shown = _day(message.created_at, request)
        lines.append(
            {
                "message": message,
                "own": own,
                "text": said_to(request, message, talk),
                "day": shown if shown != day else "",
                "date": clock.local(message.created_at).date().isoformat(),
                "is_new": is_new and len(found) <= PAGE,
                "time": _time(message.created_at, request),
            }
        )
        day = shown
    return lines


def _day(at: datetime, request: MemberRequest) -> str:
    language = translation.get_language() or "en"
    day, today = clock.local(at).date(), clock.local(clock.now()).date()
    near = {0: _("Today"), 1: _("Yesterday")}.get((today - day).days)
    return near or formats.format_day(day, language, year=day.year != today.year)


def _time(at: datetime, request: MemberRequest) -> str:
    """The time of day alone."""
    whole = formats.format_when(clock.local(at), translation.get_language() or "en")
    return whole.rsplit(", ", 1)[1]


def _short(at: datetime, request: MemberRequest) -> str:
    """The time of a word of today, else its day."""
    is_today = clock.local(at).date() == clock.local(clock.now()).date()
    return _time(at, request) if is_today else _day(at, request)
