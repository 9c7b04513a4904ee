"""The page of one message: what its reader can do with it. The menu of a message in a conversation shows the same."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.errors import NotFound
from market.messaging.changes.actions import delete_for_oneself, edit_message, editable_until, pin, react
from market.messaging.forms import EditForm
from market.messaging.models import Conversation, Message
from market.messaging.queries import PAGE_SIZE, get_conversation, get_message, other_members
from market.messaging.rows import message_rows, time_label


@signed_in
def message(request: MemberRequest, conversation_id: int, seq: int) -> HttpResponse:
    """A message of a member with what to do: react, reply, edit, pin, report, delete for oneself."""
    conversation = get_conversation(request.user, conversation_id)
    shown = get_message(request.user, conversation, seq)
    if shown.code or shown.sender_id is None or shown.is_deleted:  # type: ignore[attr-defined]  # annotated
        raise NotFound
    form = _edit_form(request, shown)
    if request.method == "POST" and _is_done(request, shown, form):
        return redirect(address_of(conversation, seq))
    people = other_members(conversation, request.user)
    context = {
        "conversation": conversation,
        "people": people,
        "line": message_rows(request, conversation, [shown], None)[0],
        "address": address_of(conversation, seq),
        "here": request.path,
        "can_write": not conversation.is_closed,  # type: ignore[attr-defined]  # annotated
        "kinds": Message.Reaction.choices,
        "own_kind": shown.reactions.get(str(request.user.pk), ""),
        "is_pinned": seq in conversation.pinned,
        "form": form,
        "editable_until": time_label(editable_until(shown), request),
    }
    return render(request, "messaging/message.html", context, status=form.status if form else 200)


def address_of(conversation: Conversation, seq: int) -> str:
    """The address of a message in its conversation: on the page with the newest ones if it is among them."""
    is_recent = conversation.last_seq - seq < PAGE_SIZE
    return f"{conversation.get_absolute_url()}{'' if is_recent else f'?before={seq + 1}'}#m{seq}"


def _edit_form(request: MemberRequest, shown: Message) -> EditForm | None:
    """The form for a new text, where the reader may still edit the message."""
    is_edit = request.method == "POST" and request.POST.get("act") == "edit"
    if not is_edit and (shown.sender_id != request.user.pk or clock.now() >= editable_until(shown)):
        return None
    return EditForm(request.POST if is_edit else None, initial={"text": shown.text})


def _is_done(request: MemberRequest, shown: Message, form: EditForm | None) -> bool:
    """Whether what was asked for is done; a refused edit stays in the form."""
    act, which = request.POST.get("act"), _which(request, shown)
    if act == "edit" and form is not None:
        with form.refusing():
            if form.is_valid():
                edit_message(**which, text=form.cleaned_data["text"])
                return True
        return False
    if act == "react" and request.POST.get("kind", "") in ("", *Message.Reaction.values):
        react(**which, kind=request.POST.get("kind", ""))
    elif act in ("pin", "unpin"):
        pin(**which, is_pinned=act == "pin")
    elif act == "delete":
        delete_for_oneself(**which)
    return True


def _which(request: MemberRequest, shown: Message) -> dict[str, Any]:
    return {"by": request.user, "conversation_id": shown.conversation_id, "seq": shown.seq}
