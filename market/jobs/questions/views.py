"""The button by which a client opens a conversation with a freelancer."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.jobs.questions import actions as questions_actions
from market.jobs.questions.forms import TalkForm


@require_POST
@signed_in
def open_conversation(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Open the conversation with a freelancer."""
    form = TalkForm(request.POST)
    job_id = form.cleaned_data["job"] if form.is_valid() else None
    return redirect(questions_actions.start_conversation(by=request.user, profile_id=profile_id, job_id=job_id))
