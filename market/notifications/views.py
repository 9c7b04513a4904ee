"""The list of notifications, their settings, and leaving a type of mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.events import GROUPS
from market.notifications.channels import bounce_actions, device_actions
from market.notifications.filters import NotificationFilter
from market.notifications.forms import NewsSettingsForm
from market.notifications.inbox import reading_actions
from market.notifications.inbox.actions import is_stopped
from market.notifications.models import Notification, Subscription
from market.notifications.preferences import actions as preferences_actions
from market.notifications.preferences import unsubscribing
from market.notifications.preferences.channels import settings_of
from market.notifications.serializers import subject_of


@signed_in
def notifications(request: MemberRequest) -> HttpResponse:
    """The user's notifications, newest first, all or filtered; opening one leads to where they can act."""
    own = Notification.objects.visible_to(request.user)
    filtered = NotificationFilter(request.GET, own)
    matches = filtered.qs if filtered.is_valid() else own
    page = Paginator(matches, 20).get_page(request.GET.get("page"))
    filters = {name: request.GET[name] for name in ("unread", "group") if filtered.is_valid() and request.GET.get(name)}
    context = {
        "page": page,
        "rows": [(each, subject_of(each)) for each in page],
        "waiting": own.unread().count(),
        "only_unread": filters.get("unread"),
        "group": filters.get("group", ""),
        "groups": GROUPS,
        "query": urlencode(filters),
    }
    return render(request, "notifications/list.html", context)


@signed_in
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Lead to where the user can act, and mark this one as read."""
    notification = fetch(Notification.objects.visible_to(request.user), notification_id)
    reading_actions.read_notification(by=request.user, notification_id=notification.pk)
    safe = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return redirect(notification.url if safe else "notifications")


@require_POST
@signed_in
def read_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark one as read, and stay on the page of the list."""
    reading_actions.read_notification(by=request.user, notification_id=notification_id)
    query = request.POST.get("query", "")
    return redirect(f"/notifications/?{query}" if query.isprintable() and "#" not in query else "notifications")


@require_POST
@signed_in
def read_notifications(request: MemberRequest) -> HttpResponse:
    """Mark all as read."""
    newest = Notification.objects.visible_to(request.user).first()
    if newest:
        reading_actions.read_notifications(by=request.user, up_to=newest.pk)
    return redirect("notifications")


@signed_in
def notification_settings(request: MemberRequest) -> HttpResponse:
    """By which channels each notification type reaches the user, digest, quiet hours and devices."""
    user_settings = settings_of(request.user)
    form = NewsSettingsForm(request.POST or None, current=user_settings)
    if form.is_valid():
        with form.refusing():
            preferences_actions.change_news_settings(by=request.user, **form.changes())
            messages.success(request, _("From now on you are told as you chose."))
            return redirect("notification_settings")
    context = {
        "form": form,
        "devices": Subscription.objects.visible_to(request.user),
        "key": device_actions.push_key().public,
        "is_stopped": is_stopped(request.user.email),
    }
    return render(request, "notifications/settings.html", context, status=form.status)


@require_POST
@signed_in
def resume_mail(request: MemberRequest) -> HttpResponse:
    """Mail to the user's address again."""
    bounce_actions.resume_mail(by=request.user)
    messages.success(request, _("We mail to your address again."))
    return redirect("notification_settings")


@require_POST
@signed_in
def remove_device(request: MemberRequest, subscription_id: int) -> HttpResponse:
    """Push to a device no more."""
    device_actions.remove_device(by=request.user, subscription_id=subscription_id)
    messages.success(request, _("This device is told no more."))
    return redirect("notification_settings")


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
