"""Pages of an account that allauth does not bring: settings, devices, tokens, sides. See also `privacy.views`."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.forms import SettingsForm, TokenForm
from market.accounts.middleware import VISIT_LANGUAGE
from market.accounts.models import ApiToken
from market.accounts.people import actions as people_actions
from market.accounts.people import side_actions
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in import device_actions, reset_actions
from market.accounts.sign_in.device_actions import disowned_device, live_devices
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import proven
from market.accounts.tokens import actions as tokens_actions
from market.accounts.tokens.scopes import ALL, SCOPES
from market.core.text import formats
from market.core.text.locale import activate_for
from market.core.web.buttons import pressing


def set_language(request: HttpRequest, language: str) -> HttpResponse:
    """Turn to a language, then back to the page.

    The link (GET) changes nothing that lasts: it holds for this visit, or in a cookie for who is not signed in. The
    button (POST) makes it the setting of the account.
    """
    back = request.GET.get("next", "/")
    is_ours = "/" in back and url_has_allowed_host_and_scheme(back, allowed_hosts=None)  # a bare word names a view
    response = redirect(back if is_ours else "/")
    if language not in dict(settings.LANGUAGES):
        return response
    if not request.user.is_authenticated:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.PRODUCTION
        )
    elif request.method != "POST":
        request.session[VISIT_LANGUAGE] = language
    else:
        request.session.pop(VISIT_LANGUAGE, None)
        if request.user.language != language:
            people_actions.change_settings(by=request.user, language=language)
    return response


@signed_in
def account_settings(request: MemberRequest) -> HttpResponse:
    """The user's names, language and digits, and the links to all other settings."""
    initial = {name: getattr(request.user, name) for name in ("display_name", "name", "language", "digits")}
    form = SettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            people_actions.change_settings(by=request.user, **form.cleaned_data)
            request.session.pop(VISIT_LANGUAGE, None)
            with activate_for(request.user):
                messages.success(request, _("Your settings are saved."))
            return redirect("account_settings")
    return render(request, "accounts/settings.html", {"form": form}, status=form.status)


@require_POST
@signed_in
def choose_side(request: MemberRequest) -> HttpResponse:
    """Turn the site to hiring or to working."""
    side_actions.choose_side(by=request.user, side=request.POST.get("side", ""))
    return redirect(settings.LOGIN_REDIRECT_URL)


@signed_in
def devices(request: MemberRequest) -> HttpResponse:
    """Where the user is signed in, programs too."""
    key = request.session.session_key
    rows = list(live_devices(request.user)[:50])
    tokens = list(ApiToken.objects.filter(user=request.user).select_related("token")[:60])
    is_known = any(device.session_key == key for device in rows)
    context = {"devices": rows, "key": key, "is_known": is_known, "tokens": tokens}
    return render(request, "accounts/devices.html", context)


@require_POST
@signed_in
def end_device(request: MemberRequest, device_id: int) -> HttpResponse:
    """Sign out one of them."""
    with pressing(request, _("That device is signed out.")):
        device_actions.end_device(by=request.user, device_id=device_id)
    return redirect("devices")


@require_POST
@signed_in
def end_other_devices(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    tokens = request.POST.get("tokens") == "on"
    count = device_actions.end_other_devices(by=request.user, keep=request.session.session_key or "", tokens=tokens)
    sentence = ngettext("%(num)s sign-in was ended.", "%(num)s sign-ins were ended.", count) % {
        "num": formats.format_number(count, request.user.language)
    }
    messages.success(request, sentence if count else _("You were signed in nowhere else."))
    return redirect("devices")


def not_me(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link in the notification of a new sign-in: it was not me."""
    device = disowned_device(key)
    if request.method == "POST":
        reset_actions.mail_reset(device_actions.disown_sign_in(key=key))
        return render(request, "accounts/locked.html")
    return render(request, "accounts/not_me.html", {"device": device, "key": key})


def _kept_token(_request: MemberRequest, fields: QueryDict) -> KeptAct | None:
    """The token that waits to be made: its name, what it may do and for how long."""
    form = TokenForm(fields)
    if not form.is_valid():
        return None
    named, days = form.cleaned_data, dict(form.fields["days"].choices)  # type: ignore[attr-defined]
    rights = [str(SCOPES[each]) for each in named["scopes"]]
    good_for = f"{form.fields['days'].label}: {days[named['days']]}"
    return KeptAct(_("The token “%(name)s”") % {"name": named["name"]}, _("Make the token"), [*rights, good_for])


@signed_in
@proven("POST")
@kept_as(_kept_token)
def tokens(request: MemberRequest) -> HttpResponse:
    """The user's API tokens; a new one is shown once, in the answer to the form."""
    form = TokenForm(request.POST or None)
    new_token = None
    if form.is_valid():
        with form.refusing():
            token, text = tokens_actions.create_api_token(by=request.user, **form.cleaned_data)
            new_token, form = {"token": token, "text": text}, TokenForm()
    rows = ApiToken.objects.filter(user=request.user).select_related("token")[:60]
    context = {"form": form, "made": new_token, "tokens": rows, "scopes": SCOPES, "all": ALL}
    response = render(request, "accounts/tokens.html", context, status=form.status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def revoke_api_token(request: MemberRequest, token_id: int) -> HttpResponse:
    """Take one away."""
    with pressing(request, _("The token opens nothing any more.")):
        tokens_actions.revoke_api_token(by=request.user, token_id=token_id)
    return redirect("devices" if request.POST.get("page") == "devices" else "tokens")
