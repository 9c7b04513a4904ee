"""The bell's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from market.accounts.decorators import MemberRequest, signed_in
from market.core.db import fetch
from market.notifications.actions import read_notifications
from market.notifications.models import Notification
from market.notifications.serializers import subject_of


@signed_in
def notification_list(request: MemberRequest) -> HttpResponse:
    """Her news, newest first; opening one leads to where she can act."""
    page = Paginator(Notification.objects.visible_to(request.user), 20).get_page(request.GET.get("page"))
    rows = [(told, subject_of(told)) for told in page]
    waiting = Notification.objects.visible_to(request.user).unread().count()
    return render(request, "notifications/list.html", {"page": page, "rows": rows, "waiting": waiting})


@signed_in
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Lead to where she can act, and note that this one was read."""
    told = fetch(Notification.objects.visible_to(request.user), notification_id)
    read_notifications(by=request.user, up_to=told.pk)
    safe = url_has_allowed_host_and_scheme(told.url, allowed_hosts=None)
    return redirect(told.url if safe else "notifications")


@require_POST
@signed_in
def read_all(request: MemberRequest) -> HttpResponse:
    """Note that all was read."""
    newest = Notification.objects.visible_to(request.user).first()
    if newest:
        read_notifications(by=request.user, up_to=newest.pk)
    return redirect("notifications")
