"""The pages of conversations. They work without script; chat.js and its neighbours make them live."""

from datetime import datetime
from functools import partial
from typing import Any

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import ngettext

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.text import formats
from market.core.text.bangla import clip, nfc
from market.core.text.locale import local
from market.core.web.clients import is_fetched_ahead
from market.core.web.middleware import permissions_policy
from market.core.web.uploads import takes_files
from market.files.access import own_files
from market.files.links import media_sources
from market.files.models import Upload
from market.messaging.actions import mark_read, post_message
from market.messaging.attachments import can_send_files
from market.messaging.forms import MessageForm
from market.messaging.models import Conversation, Message
from market.messaging.parts import actions_for, card_for, conversation_filters
from market.messaging.queries import (
    PAGE_SIZE,
    SIDEBAR_SIZE,
    get_conversation,
    messages_for,
    newest_messages,
    other_members,
    pinned_messages,
    recent_conversations,
    with_last_messages,
)
from market.messaging.reading import is_deleted, quote
from market.messaging.rows import day_label, message_rows, text_for, time_label
from market.messaging.sorting.actions import sort_conversation
from market.messaging.sorting.queries import count_by_filter, filtered_conversations
from market.safety.models import has_blocked

MAX_BEGUN = 1000  # characters of a message that a link begins


@signed_in
def conversations(request: MemberRequest) -> HttpResponse:
    """The user's conversations, newest message first: all that are not archived, or those of `?filter=`."""
    filters = conversation_filters()
    chosen = filters.get(request.GET.get("filter", ""))
    code, counts = chosen.code if chosen else "", count_by_filter(request.user)
    pages = Paginator(filtered_conversations(request.user, code), SIDEBAR_SIZE)
    pages.count = counts[code]  # it asks no second time
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_list_row(request, row) for row in with_last_messages(request.user, page.object_list)],
        "filters": filters.values(),
        "chosen": chosen,
        "counts": counts,
    }
    return render(request, "messaging/list.html", context)


@takes_files
@signed_in
def conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """A conversation and the form for a message, which `?text=` begins. Opening it marks it as read.

    `?before=` shows older messages, with the mark of new ones at that of `?new=`.
    """
    recent = recent_conversations(request.user)
    current = next((row for row in recent if row.pk == conversation_id), None)
    current = current or get_conversation(request.user, conversation_id)
    begun = clip(request.GET.get("text", ""), MAX_BEGUN)
    member = next(row for row in current.members.all() if row.user_id == request.user.pk)
    initial = {"text": begun or member.draft, "reply_to": request.GET.get("reply")}
    form = MessageForm(request.POST or None, request.FILES or None, initial=initial)
    if _is_sent(request, current, form):
        return redirect(f"{current.get_absolute_url()}#last")
    before = _parse_number(request.GET.get("before"))
    messages = newest_messages(request.user, current, before=before)
    unread_from = None if current.is_apart else member.read_seq + 1  # type: ignore[attr-defined]  # annotated
    first_new = unread_from if before is None else _parse_number(request.GET.get("new"))
    is_here = first_new is not None and bool(messages) and messages[0].seq <= first_new
    is_elsewhere = before is None and getattr(current, "unread", 0) > 0 and not is_here
    is_part = "Live-Refresh" in request.headers  # an open page reads parts of itself again
    if before is None and current.last_seq > member.read_seq and not is_part and not is_fetched_ahead(request):
        mark_read(by=request.user, conversation_id=current.pk, seq=current.last_seq)
        current.unread = 0  # type: ignore[attr-defined]  # annotated
    context = {
        "form": form,
        "is_begun": bool(begun) and not form.is_bound,
        "draft_at": None if begun or form.is_bound else member.draft_at,
        "is_newest": before is None,
        "first_new": first_new if is_elsewhere else None,
        "later": messages[-1].seq + PAGE_SIZE + 1 if messages and before is not None else None,
        "lines": message_rows(request, current, messages, first_new - 1 if is_here and first_new else None),
        "rows": [_list_row(request, row) for row in with_last_messages(request.user, recent)],
        "older": messages[0].seq if messages and messages[0].seq > 1 else None,
        **_page_context(request, current, form, messages),
    }
    return _with_sound(request, render(request, "messaging/conversation.html", context, status=form.status))


def _page_context(
    request: MemberRequest, current: Conversation, form: MessageForm, messages: list[Message]
) -> dict[str, Any]:
    """What stands around the messages of a conversation, and what can be done in it."""
    people = other_members(current, request.user)
    return {
        "conversation": current,
        "people": people,
        "read_seq": min((row.read_seq for row in people), default=0),
        "delivered_seq": min((row.reached_seq for row in people), default=0),
        "attached": form.attached(request.user),
        "can_attach": can_send_files(request.user, current, messages),
        "quote": _replied(request, current, form),
        "pinned": [_quote(request, current, each) for each in pinned_messages(request.user, current)],
        "card": None if current.is_closed else card_for(request.user, current),  # type: ignore[attr-defined]
        "actions": [] if current.is_closed else actions_for(request.user, current),  # type: ignore[attr-defined]
        "sorted": _sorted_as(request, current),
        "is_own_block": current.is_closed and has_blocked(request.user, *(row.user_id for row in people)),  # type: ignore[attr-defined]
    }


def _with_sound(request: MemberRequest, response: HttpResponse) -> HttpResponse:
    """The page of a conversation records and plays voice notes; no other one may use the microphone."""
    response["Permissions-Policy"] = permissions_policy("microphone")
    allow = csp_update({"media-src": media_sources(request.user)})
    return allow(lambda _request: response)(request)  # type: ignore[return-value]  # it is the same one


def _is_sent(request: MemberRequest, current: Conversation, form: MessageForm) -> bool:
    """Whether the form was posted and its message is there. A refused one keeps what was typed, and its files.

    Somebody who went back to the page of a message and writes another one sends the same `client_id`: it is a new one.
    """
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)
            if form.is_valid():
                text, client_id = form.cleaned_data["text"], form.cleaned_data["client_id"]
                send = partial(
                    post_message,
                    by=request.user,
                    conversation_id=current.pk,
                    text=text,
                    file_ids=form.upload_ids,
                    reply_to=form.cleaned_data["reply_to"],
                )
                if not _is_it(send(client_id=client_id), text, own_files(request.user, form.upload_ids)):
                    send()
                sort_conversation(by=request.user, conversation_id=current.pk, draft="")
                return True
    return False


def _is_it(message: Message, text: str, files: list[Upload]) -> bool:
    """Whether a message is the one with this text and these files; without script the same file comes once more."""
    attached = message.attached.values_list("upload__name", "upload__sha256")
    has_text = message.text == nfc(text).strip() or message.edited_at is not None
    return has_text and list(attached) == [(each.name, each.sha256) for each in files]


def _replied(request: MemberRequest, conversation: Conversation, form: MessageForm) -> dict[str, Any] | None:
    """The message that the form replies to; None if there is none of that number."""
    seq = _parse_number(form["reply_to"].value())
    message = messages_for(request.user, conversation).filter(seq=seq).first() if seq else None
    return _quote(request, conversation, message) if message else None


def _quote(request: MemberRequest, conversation: Conversation, message: Message) -> dict[str, Any]:
    return quote(message, request.user.pk, is_open=conversation.contact_open_at is not None)


def _parse_number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None


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
        **_sorted_as(request, conversation),
    }


def _sorted_as(request: MemberRequest, conversation: Conversation) -> dict[str, Any]:
    """Whether the user muted it and archived it, and what they began to write."""
    member = conversation.membership_of(request.user)
    return {
        "is_muted": member is not None and member.is_muted,
        "is_archived": conversation.is_archived_for(request.user),
        "draft": member.draft if member else "",
    }


def _last_words(request: MemberRequest, last: Message, conversation: Conversation) -> str:
    """The last message in a list: its text, or how many files it has."""
    count = "" if last.code or is_deleted(last) else ngettext("%(num)s file", "%(num)s files", last.file_count)
    files = count % {"num": formats.format_number(last.file_count, translation.get_language() or "en")}
    return text_for(request, last, conversation) or (files if count and last.file_count else "")


def names_of_others(request: MemberRequest, conversation: Conversation) -> str:
    """The names of the other members, or the title."""
    names = [member.user.shown_name for member in other_members(conversation, request.user)]
    return ", ".join(names) or str(conversation)


def _short_time_label(at: datetime, request: MemberRequest) -> str:
    """The time of day for today, else the day."""
    is_today = local(at).date() == local(clock.now()).date()
    return time_label(at, request) if is_today else day_label(at, request)
