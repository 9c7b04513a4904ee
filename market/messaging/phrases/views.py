"""Pages of the phrase book and of quick replies. With `?to=7` each phrase leads to the form of that conversation; with
`?back=7` the book is for changing quick replies, and leads back there.
"""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.messaging.models import Conversation, QuickReply
from market.messaging.phrases import actions as phrases_actions
from market.messaging.phrases import book
from market.messaging.phrases.actions import MOST_REPLIES
from market.messaging.phrases.forms import QuickReplyForm
from market.messaging.queries import get_conversation, other_members


@signed_in
def phrase_book(request: MemberRequest) -> HttpResponse:
    """The user's quick replies, the form for another, and the phrases, for a conversation (`?to=`) or for none."""
    conversation = _conversation(request, "to")
    form = QuickReplyForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            phrases_actions.add_quick_reply(by=request.user, text=form.cleaned_data["text"])
            messages.success(request, _("The quick reply is saved."))
            return redirect(request.get_full_path())
    fill = partial(book.filled, names=_names(request, conversation))
    context = {
        "conversation": conversation,
        "way_back": conversation or _conversation(request, "back"),
        "query": _query(request),
        "replies": [(each, fill(each.text)) for each in QuickReply.objects.visible_to(request.user)],
        "groups": book.by_group(),
        "fill": fill,
        "place": f"{conversation.get_absolute_url()}?{urlencode({'text': ''})}" if conversation else "",
        "form": form,
        "most": MOST_REPLIES,
    }
    return render(request, "messaging/phrases.html", context, status=form.status)


def _conversation(request: MemberRequest, parameter: str) -> Conversation | None:
    key = _number(request, parameter)
    return get_conversation(request.user, int(key)) if key else None


def _number(request: MemberRequest, parameter: str) -> str:
    key = request.GET.get(parameter, "")
    return key if key.isascii() and key.isdigit() and len(key) < 19 else ""


def _query(request: MemberRequest) -> str:
    """What keeps the way back to a conversation, for addresses of these pages."""
    key = _number(request, "back")
    return f"?back={key}" if key else ""


def _book(request: MemberRequest) -> HttpResponse:
    return redirect(reverse("phrase_book") + _query(request))


def _names(request: MemberRequest, conversation: Conversation | None) -> dict[str, str]:
    """The name of the other side by script; "{name}" where none is meant."""
    others = other_members(conversation, request.user) if conversation else []
    return others[0].user.names if others else {"bn": "{name}", "en": "{name}"}


@signed_in
def quick_reply(request: MemberRequest, reply_id: int) -> HttpResponse:
    """The form to change one."""
    reply = fetch(QuickReply.objects.visible_to(request.user), reply_id)
    form = QuickReplyForm(request.POST or None, initial={"text": reply.text})
    if form.is_valid():
        with form.refusing():
            phrases_actions.change_quick_reply(by=request.user, reply_id=reply_id, text=form.cleaned_data["text"])
            messages.success(request, _("The quick reply is saved."))
            return _book(request)
    context = {"reply": reply, "form": form, "query": _query(request)}
    return render(request, "messaging/quick_reply.html", context, status=form.status)


@require_POST
@signed_in
def move_quick_reply(request: MemberRequest, reply_id: int) -> HttpResponse:
    """Put one before the reply above it."""
    ids = list(QuickReply.objects.visible_to(request.user).values_list("pk", flat=True))
    place = ids.index(reply_id) if reply_id in ids else 1
    phrases_actions.move_quick_reply(by=request.user, reply_id=reply_id, place=place)
    return _book(request)


@require_POST
@signed_in
def delete_quick_reply(request: MemberRequest, reply_id: int) -> HttpResponse:
    """Delete one."""
    phrases_actions.delete_quick_reply(by=request.user, reply_id=reply_id)
    messages.success(request, _("The quick reply is deleted."))
    return _book(request)
