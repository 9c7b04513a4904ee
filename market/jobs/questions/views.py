"""The button by which a client opens a conversation with a freelancer."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.jobs.questions import actions as questions_actions
from market.jobs.questions.forms import TalkForm


@require_POST
@signed_in
def open_conversation(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Open the conversation with a freelancer; a `text` stands in it, ready to be gone on with."""
    form = TalkForm(request.POST)
    fields: dict[str, Any] = form.cleaned_data if form.is_valid() else {"job": None, "service": None, "text": ""}
    text = fields["text"]
    conversation = questions_actions.start_conversation(
        by=request.user, profile_id=profile_id, job_id=fields["job"], service_id=fields["service"]
    )
    begun = f"?{urlencode({'text': text + chr(10)})}" if text else ""
    return redirect(f"{conversation.get_absolute_url()}{begun}")
