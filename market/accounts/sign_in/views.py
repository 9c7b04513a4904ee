"""Pages of the devices on which a user is signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.models import ApiToken
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in import device_actions, reset_actions
from market.accounts.sign_in.device_actions import disowned_device, live_devices
from market.core.text import formats
from market.core.web.buttons import pressing


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
    messages.success(request, sentence if count else _("You were not signed in anywhere else."))
    return redirect("devices")


def not_me(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link in the notification of a new sign-in: it was not me."""
    device = disowned_device(key)
    if request.method == "POST":
        reset_actions.mail_reset(device_actions.disown_sign_in(key=key))
        return render(request, "accounts/locked.html")
    return render(request, "accounts/not_me.html", {"device": device, "key": key})
