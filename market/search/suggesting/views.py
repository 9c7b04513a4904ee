"""A user's own past searches on pages: they are shown on the page of the search, and cleared there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.search.suggesting import actions


@require_POST
@signed_in
def clear_past_searches(request: MemberRequest) -> HttpResponse:
    """POST: clear the user's past searches."""
    actions.clear_past_searches(by=request.user)
    messages.success(request, _("Your past searches are cleared."))
    return redirect("search")
