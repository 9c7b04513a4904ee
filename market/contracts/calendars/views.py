"""The calendar of deadlines: the page with its address, the feed itself, and one contract as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import is_proven, proven, to_proof
from market.contracts.calendars import actions as calendars_actions
from market.contracts.calendars.feeds import feed_address, feed_of, file_of, owner_of
from market.contracts.models import CalendarKey
from market.contracts.queries import contracts_of
from market.core.base.db import fetch

TYPE = "text/calendar; charset=utf-8"


@signed_in
def calendar(request: MemberRequest) -> HttpResponse:
    """The calendar's address, after re-authentication, and how to renew or end it."""
    key = CalendarKey.objects.filter(user=request.user).first()
    is_shown = is_proven(request)
    if request.GET.get("show") and not is_shown:
        return to_proof(request)
    address = feed_address(request, key) if key and is_shown else ""
    response = render(request, "contracts/calendar.html", {"address": address, "key": key})
    if address:
        response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
@proven("POST")
@kept_as(lambda _request, _fields: KeptAct(_("A link for your calendar"), _("Create a link"), goes_on=True))
def renew_calendar(request: MemberRequest) -> HttpResponse:
    """A new address."""
    calendars_actions.renew_calendar(by=request.user)
    messages.success(request, _("Your calendar has a new link. An old one leads nowhere now."))
    return redirect("calendar")


@require_POST
@signed_in
def end_calendar(request: MemberRequest) -> HttpResponse:
    """Delete the address of the calendar feed."""
    calendars_actions.end_calendar(by=request.user)
    messages.success(request, _("Your calendar has no link any more."))
    return redirect("calendar")


@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for whoever has the address."""
    user = owner_of(token)
    if user is None:
        raise Http404
    return _answer(feed_of(user), "amar-kaj.ics")


@signed_in
def contract_calendar(request: MemberRequest, contract_id: int) -> HttpResponse:
    """One contract's deadlines."""
    contract = fetch(contracts_of(request.user), contract_id)
    return _answer(file_of(contract, request.user), f"contract-{contract.pk}.ics")


def _answer(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, max-age=600"
    return response
