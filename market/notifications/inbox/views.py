"""The list of notifications, and reading them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.events import GROUPS
from market.notifications.filters import NotificationFilter
from market.notifications.inbox import reading_actions
from market.notifications.inbox.serializers import subject_of
from market.notifications.models import Notification


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
