"""Settings of an account, and its side."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.forms import SettingsForm, names_of
from market.accounts.google.accounts import email_of, google_of
from market.accounts.middleware import VISIT_LANGUAGE, keep_language
from market.accounts.people import actions as people_actions
from market.accounts.people import side_actions
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.people.name_actions import suggested_name
from market.accounts.phone.numbers import number_of
from market.core.base.time_zones import plain_zone
from market.core.text.locale import activate_for, zone
from market.core.text.phone_numbers import format_phone
from market.core.web.open_web import without_language


def set_language(request: HttpRequest, language: str) -> HttpResponse:
    """Turn to a language, then back to the page.

    The link (GET) changes nothing that lasts: it holds for this visit, or in a cookie for who is not signed in. The
    button (POST) makes it the setting of the account.
    """
    back = without_language(request.GET.get("next", "/"))
    is_ours = "/" in back and url_has_allowed_host_and_scheme(back, allowed_hosts=None)  # a bare word names a view
    response = redirect(back if is_ours else "/")
    if language not in dict(settings.LANGUAGES):
        return response
    if not request.user.is_authenticated:
        keep_language(response, language)
    elif request.method != "POST":
        request.session[VISIT_LANGUAGE] = language
    else:
        request.session.pop(VISIT_LANGUAGE, None)
        if request.user.language != language:
            people_actions.change_settings(by=request.user, language=language)
    return response


@signed_in
def account_settings(request: MemberRequest) -> HttpResponse:
    """The user's names, language, digits, time zone and presence, and the links to all other settings."""
    initial = {name: getattr(request.user, name) for name in ("name", "language", "digits", "is_presence_hidden")}
    initial |= names_of(request.user) | {"time_zone": plain_zone(zone())}
    form = SettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            people_actions.change_settings(by=request.user, **form.cleaned_data)
            request.session.pop(VISIT_LANGUAGE, None)
            with activate_for(request.user):
                messages.success(request, _("Your settings are saved."))
            return redirect("account_settings")
    number = number_of(request.user)
    context = {
        "form": form,
        "number": format_phone(number) if number else "",
        "google": email_of(google_of(request.user)),
    }
    return render(request, "accounts/settings.html", context, status=form.status)


@require_POST
@signed_in
def choose_side(request: MemberRequest) -> HttpResponse:
    """Turn the site to hiring or to working."""
    side_actions.choose_side(by=request.user, side=request.POST.get("side", ""))
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
@signed_in
def answer_suggested_name(request: MemberRequest) -> HttpResponse:
    """Confirm the other name that the home page suggested (`name`), or, without one, be asked no more."""
    name = request.POST.get("name", "")
    if not name:
        people_actions.change_settings(by=request.user, is_name_asked=True)
        messages.success(request, _("You find your names in the settings at any time."))
    elif name != suggested_name(request.user):  # the user has changed their name since
        return redirect("account_settings")
    else:
        people_actions.change_settings(by=request.user, other_name=name)
        messages.success(request, _("Readers of the other language now see “%(name)s”.") % {"name": name})
    return redirect("work")
