"""Archiving and muting from the pages; both work without script."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import Invalid
from market.core.web.returning import page_before
from market.messaging.sorting import actions

CHANGES: dict[str, tuple[dict[str, Any], Any]] = {
    "archive": ({"is_archived": True}, _("The conversation is archived. A new message brings it back.")),
    "unarchive": ({"is_archived": False}, _("The conversation is back in your messages.")),
    "mute": ({"is_muted": True}, _("The conversation is muted: its messages still come, but you are not notified.")),
    "unmute": ({"is_muted": False}, _("You are notified of messages in this conversation again.")),
}


@require_POST
@signed_in
def sort_conversation(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """Archive, mute, or undo either, then back to the page it was done on; from an archived one's own, to the list."""
    change, sentence = CHANGES.get(request.POST.get("do", ""), ({}, ""))
    if not change:
        raise Invalid
    actions.sort_conversation(by=request.user, conversation_id=conversation_id, **change)
    messages.success(request, sentence)
    back = page_before(request)
    is_put_away = request.POST["do"] == "archive" and back == reverse("conversation", args=[conversation_id])
    return redirect("conversations" if is_put_away else back or "conversations")
