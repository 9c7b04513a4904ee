"""Pages of the Google account that opens the user's, in the settings."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.google import actions as google_actions
from market.accounts.google.accounts import email_of, google_of, has_other_way, require_google
from market.accounts.google.returning import Process
from market.accounts.google.sign_in_views import begin
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.proof import proven
from market.core.web.buttons import pressing


@signed_in
def google(request: MemberRequest) -> HttpResponse:
    """Which Google account opens the user's, and the buttons to connect or disconnect it."""
    require_google()
    account = google_of(request.user)
    context = {
        "account": account,
        "email": email_of(account),
        "has_other_way": account is None or has_other_way(request.user),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "accounts/google.html", context)


@require_POST
@signed_in
@proven("POST")
def connect_google(request: MemberRequest) -> HttpResponse:
    """Lead to Google, and from there back with the account to connect."""
    require_google()
    return begin(request, Process.CONNECT)


@require_POST
@signed_in
@proven("POST")
def disconnect_google(request: MemberRequest) -> HttpResponse:
    """Let Google open the account no more."""
    require_google()
    with pressing(request, _("Google is disconnected.")):
        google_actions.disconnect_google(by=request.user)
    return redirect("google")
