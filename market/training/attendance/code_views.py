"""Buttons and the field of a code said in class, on the page of the class."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.training.attendance import code_actions
from market.training.models import ClassSession

LONGEST = 40  # of what is typed as a code


def _class(request: MemberRequest, session_id: int) -> ClassSession:
    return fetch(ClassSession.objects.visible_to(request.user), session_id)


@require_POST
@signed_in
def open_attendance_code(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show a code."""
    session = _class(request, session_id)
    with pressing(request, _("Say the code, or show it: it counts from now on.")):
        code_actions.open_code(by=request.user, session_id=session_id)
    return redirect(session)


@require_POST
@signed_in
def end_attendance_code(request: MemberRequest, session_id: int) -> HttpResponse:
    """End it before its minutes are over."""
    session = _class(request, session_id)
    with pressing(request, _("The code does not count any more.")):
        code_actions.end_code(by=request.user, session_id=session_id)
    return redirect(session)


@require_POST
@signed_in
def enter_attendance_code(request: MemberRequest, session_id: int) -> HttpResponse:
    """A trainee was there."""
    session = _class(request, session_id)
    with pressing(request, _("You are marked as present.")):
        code_actions.enter_code(by=request.user, session_id=session_id, code=request.POST.get("code", "")[:LONGEST])
    return redirect(session)
