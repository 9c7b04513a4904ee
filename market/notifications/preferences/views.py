"""The settings of notifications, and leaving a type of mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from market.accounts.people.decorators import MemberRequest, signed_in
from market.notifications.channels import device_actions
from market.notifications.forms import NewsSettingsForm
from market.notifications.inbox.actions import is_stopped
from market.notifications.models import Subscription
from market.notifications.preferences import actions as preferences_actions
from market.notifications.preferences import unsubscribing
from market.notifications.preferences.channels import settings_of


@signed_in
def notification_settings(request: MemberRequest) -> HttpResponse:
    """By which channels each notification type reaches the user, digest, quiet hours and devices."""
    user_settings = settings_of(request.user)
    form = NewsSettingsForm(request.POST or None, current=user_settings)
    if form.is_valid():
        with form.refusing():
            preferences_actions.change_news_settings(by=request.user, **form.changes())
            messages.success(request, _("From now on you are notified as you chose."))
            return redirect("notification_settings")
    context = {
        "form": form,
        "devices": Subscription.objects.visible_to(request.user),
        "key": device_actions.push_key().public,
        "is_stopped": is_stopped(request.user.email),
    }
    return render(request, "notifications/settings.html", context, status=form.status)


# The link of a mail is proof enough, and mail programs press it without cookies or a token (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST leave: the notification type that the link names, or with `all` every one that can be left."""
    user, kind = unsubscribing.read(token)
    is_all = kind is None or bool(request.POST.get("all"))
    if request.method == "POST":
        preferences_actions.unsubscribe(user=user, code=None if kind is None or is_all else kind.code)
    context = {"kind": kind, "is_all": is_all, "is_done": request.method == "POST", "address": user.email}
    return render(request, "notifications/unsubscribe.html", context)
