"""The page of a search in messages."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotFound
from market.core.text.bangla import clip, nfc
from market.core.web.throttles import searches
from market.messaging.models import Conversation
from market.messaging.queries import get_conversation, other_members
from market.search.lists.filters import LONGEST_QUERY
from market.search.messages.excerpts import excerpt, pieces
from market.search.messages.queries import FoundMessage, find, find_conversations
from market.search.messages.wanted import Wanted

PAGE = 20


@signed_in
def search_messages(request: MemberRequest) -> HttpResponse:
    """The messages with the words of `?q=`, of all conversations or of that of `?conversation=`."""
    q = clip(nfc(request.GET.get("q", "")).strip(), LONGEST_QUERY)
    key = request.GET.get("conversation", "")
    if key and not (key.isascii() and key.isdigit() and len(key) < 19):
        raise NotFound
    one = get_conversation(request.user, int(key)) if key else None
    if q:
        searches.check(request)
    wanted = Wanted.of(q)
    page = Paginator(find(request.user, q, conversation=one), PAGE).get_page(request.GET.get("page"))
    context = {
        "q": q,
        "conversation": one,
        "names": _names(request, one) if one else "",
        "talks": []
        if one or page.number > 1
        else [_talk(request, each) for each in find_conversations(request.user, q)],
        "page": page,
        "rows": [_row(request, each, wanted) for each in page],
        "query": urlencode({"q": q, **({"conversation": key} if key else {})}),
    }
    return render(request, "search/messages.html", context)


def _talk(request: MemberRequest, conversation: Conversation) -> dict[str, Any]:
    """A conversation in the list: with whom, and what it is about."""
    return {
        "conversation": conversation,
        "names": _names(request, conversation),
        "face": _face(request, conversation),
    }


def _face(request: MemberRequest, conversation: Conversation) -> Any:
    return next((member.user.face for member in other_members(conversation, request.user)), "")


def _row(request: MemberRequest, match: FoundMessage, wanted: Wanted) -> dict[str, Any]:
    """A message in the list: with whom, who wrote it, when, and the words."""
    message, conversation = match.message, match.message.conversation
    return {
        "found": match,
        "names": _names(request, conversation),
        "face": _face(request, conversation),
        "writer": _("You") if message.sender_id == request.user.pk else message.sender.shown_name,  # type: ignore[union-attr]
        "at": message.created_at,
        "pieces": excerpt(match.text, wanted),
        "files": [pieces(name, wanted) for name in match.files],
    }


def _names(request: MemberRequest, conversation: Conversation) -> str:
    names = [member.user.shown_name for member in other_members(conversation, request.user)]
    return ", ".join(names) or conversation.shown_title
