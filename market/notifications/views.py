"""The bell's page, how she is told, and leaving a kind of mail."""

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
from market.notifications.channels import bounce_actions, device_actions
from market.notifications.filters import NotificationFilter
from market.notifications.forms import NewsSettingsForm
from market.notifications.models import Notification, Subscription
from market.notifications.preferences import actions as preferences_actions
from market.notifications.preferences import unsubscribing
from market.notifications.preferences.channels import settings_of
from market.notifications.serializers import subject_of
from market.notifications.telling import reading_actions
from market.notifications.telling.actions import is_stopped
from market.notifications.telling.types import GROUPS


@signed_in
def notifications(request: MemberRequest) -> HttpResponse:
    """Her news, newest first, all or filtered; opening one leads to where she can act."""
    hers = Notification.objects.visible_to(request.user)
    asked = NotificationFilter(request.GET, hers)
    found = asked.qs if asked.is_valid() else hers
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    filters = {name: request.GET[name] for name in ("unread", "group") if asked.is_valid() and request.GET.get(name)}
    context = {
        "page": page,
        "rows": [(told, subject_of(told)) for told in page],
        "waiting": hers.unread().count(),
        "only_unread": filters.get("unread"),
        "group": filters.get("group", ""),
        "groups": GROUPS,
        "query": urlencode(filters),
    }
    return render(request, "notifications/list.html", context)


@signed_in
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Lead to where she can act, and note that this one was read."""
    told = fetch(Notification.objects.visible_to(request.user), notification_id)
    reading_actions.read_notification(by=request.user, notification_id=told.pk)
    safe = url_has_allowed_host_and_scheme(told.url, allowed_hosts=None)
    return redirect(told.url if safe else "notifications")


@require_POST
@signed_in
def read_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Note that one was read, and stay on the page of the list where she was."""
    reading_actions.read_notification(by=request.user, notification_id=notification_id)
    query = request.POST.get("query", "")
    return redirect(f"/notifications/?{query}" if query.isprintable() and "#" not in query else "notifications")


@require_POST
@signed_in
def read_notifications(request: MemberRequest) -> HttpResponse:
    """Note that all was read."""
    newest = Notification.objects.visible_to(request.user).first()
    if newest:
        reading_actions.read_notifications(by=request.user, up_to=newest.pk)
    return redirect("notifications")


@signed_in
def notification_settings(request: MemberRequest) -> HttpResponse:
    """By which ways each kind of news reaches her, her digest, her quiet hours and her devices."""
    hers = settings_of(request.user)
    form = NewsSettingsForm(request.POST or None, hers=hers)
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
    """Mail to her address again."""
    bounce_actions.resume_mail(by=request.user)
    messages.success(request, _("We mail to your address again."))
    return redirect("notification_settings")


@require_POST
@signed_in
def remove_device(request: MemberRequest, subscription_id: int) -> HttpResponse:
    """Tell a device no more."""
    device_actions.remove_device(by=request.user, subscription_id=subscription_id)
    messages.success(request, _("This device is told no more."))
    return redirect("notification_settings")


# The link of a mail is proof enough, and mail programs press it without cookies or a token (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST leave: the kind that the link names, or with `all` every kind that can be left."""
    user, kind = unsubscribing.read(token)
    is_all = kind is None or bool(request.POST.get("all"))
    if request.method == "POST":
        preferences_actions.unsubscribe(user=user, code=None if kind is None or is_all else kind.code)
    context = {"kind": kind, "is_all": is_all, "is_done": request.method == "POST", "address": user.email}
    return render(request, "notifications/unsubscribe.html", context)
