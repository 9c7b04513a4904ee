"""The officers' page of hosts, and the way into a live room."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import DomainError
from market.core.web.buttons import pressing
from market.training.issuing.desk_views import officers_only
from market.training.models import RoomHost
from market.training.rooms import actions as rooms_actions
from market.training.rooms.forms import RoomHostForm
from market.training.rooms.queries import room_of


@signed_in
def enter_room(request: MemberRequest, session_id: int) -> HttpResponse:
    """To the live room while it is open; before and after, back to the class with the reason."""
    try:
        response = redirect(room_of(request.user, session_id))
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
        return redirect("class_session", session_id)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@officers_only
def room_hosts(request: MemberRequest) -> HttpResponse:
    """The hosts that are allowed, and the form for another one."""
    form = RoomHostForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            rooms_actions.add_room_host(by=request.user, **form.cleaned_data)
            messages.success(request, _("Live rooms may be there from now on."))
            return redirect("room_hosts")
    rows = RoomHost.objects.select_related("added_by")
    return render(request, "training/room_hosts.html", {"rows": rows, "form": form}, status=form.status)


@require_POST
@officers_only
def remove_room_host(request: MemberRequest, host_id: int) -> HttpResponse:
    """Allow a host no more."""
    with pressing(request, _("Removed. No new room can be there.")):
        rooms_actions.remove_room_host(by=request.user, host_id=host_id)
    return redirect("room_hosts")
