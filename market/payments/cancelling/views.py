"""Buttons of the workroom: give notice to cancel late work, and take it back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.buttons import pressing
from market.payments.cancelling import actions as cancelling_actions
from market.payments.views import find_milestone


@require_POST
@signed_in
def give_cancel_notice(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Give notice."""
    milestone = find_milestone(request, milestone_id)
    with pressing(request, _("You gave notice. The freelancer has been notified, and can still deliver.")):
        cancelling_actions.give_cancel_notice(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)


@require_POST
@signed_in
def withdraw_cancel_notice(request: MemberRequest, milestone_id: int) -> HttpResponse:
    """Take the notice back."""
    milestone = find_milestone(request, milestone_id)
    with pressing(request, _("You withdrew the notice. The money stays held.")):
        cancelling_actions.withdraw_cancel_notice(by=request.user, milestone_id=milestone_id)
    return redirect(milestone)
