"""Pages of signing in and up by Google, and of proving with it that it is still the same person."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from market.accounts.google.accounts import GOOGLE, google_of, require_google
from market.accounts.google.actions import join_by_google as join
from market.accounts.google.forms import JoinForm
from market.accounts.google.openid import GoogleAdapter
from market.accounts.google.returning import JOINING, Process, is_over, sign_in
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.reset_actions import ask_reset
from market.accounts.sign_in.throttles import HOUR
from market.core.web import clients
from market.core.web.buttons import pressing

_callback = OAuth2CallbackView.adapter_view(GoogleAdapter)


def begin(request: HttpRequest, process: Process) -> HttpResponse:
    """Lead to Google. Where to go on and whose browser it is waits in the session. Raises TooMany."""
    clients.spend("google", times=settings.LIFECYCLE.sign_in_tries_per_client_hour, per=HOUR)
    data = {"device": request.POST.get("device", "")[:10], "user": request.user.pk}
    provider = get_adapter(request).get_provider(request, GOOGLE)
    response: HttpResponse = provider.redirect(request, process, next_url=get_next_redirect_url(request), data=data)
    return response


@require_POST
@never_cache
def google_login(request: HttpRequest) -> HttpResponse:
    """The button beside the password, and above the form of a new account."""
    require_google()
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    return begin(request, Process.SIGN_IN)


@require_GET
@never_cache
def google_callback(request: HttpRequest) -> HttpResponse:
    """Where Google leads back to."""
    require_google()
    response: HttpResponse = _callback(request)
    return response


@never_cache
def join_by_google(request: HttpRequest) -> HttpResponse:
    """The short form of a new account: what Google does not say."""
    require_google()
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    pending: dict[str, Any] | None = request.session.get(JOINING)
    if pending is None or is_over(pending):
        messages.info(
            request, _("Signing in with Google took too long, or was opened in another browser. Please start again.")
        )
        return redirect("account_signup")
    place = pending["state"]["next"] or ""
    form = JoinForm(request.POST if request.method == "POST" else None, name=pending["name"], place=place)
    if form.is_valid():
        with form.refusing():
            fields = {name: form.cleaned_data[name] for name in ("side", "name", "display_name")}
            language = translation.get_language() or "en"
            user = join(uid=pending["uid"], email=pending["email"], language=language, **fields)
            del request.session[JOINING]
            return sign_in(request, user, pending["uid"], pending["state"])
    return render(
        request, "accounts/join_by_google.html", {"form": form, "email": pending["email"]}, status=form.status
    )


@never_cache
@signed_in
def confirm_google(request: MemberRequest) -> HttpResponse:
    """Proof anew for who has neither password nor second factor: once more to Google, or a password by mail first."""
    account = google_of(request.user)
    if request.method == "POST" and account is not None:
        require_google()
        return begin(request, Process.PROVE)
    context = {"has_account": account is not None, "next": get_next_redirect_url(request) or ""}
    return render(request, "accounts/confirm_google.html", context)


@signed_in
def account_set_password(request: MemberRequest) -> HttpResponse:
    """For who has no password: it is chosen by a link in a mail."""
    if request.user.has_usable_password():
        return redirect("account_change_password")
    if request.method == "POST":
        with pressing(request, _("The mail is on its way. Open its link to choose a password.")):
            ask_reset(email=request.user.email)
        return redirect("google")
    return render(request, "accounts/set_password.html")
