"""The public list of outages, with the forms of officers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.web.buttons import pressing
from market.training.district_outages import actions as outages_actions
from market.training.district_outages import deciding_actions
from market.training.district_outages.forms import EndForm, OutageForm
from market.training.district_outages.models import DistrictOutage
from market.training.district_outages.queries import listed_outages, waiting_outages
from market.training.issuing.desk_views import officers_only


def outages(request: HttpRequest) -> HttpResponse:
    """Everybody reads where there is an outage, and until when."""
    user = request.user
    is_officer = user.is_authenticated and user.has_role(User.Role.OFFICER)
    return _list(request, {"is_officer": is_officer})


@officers_only
def enter_outage(request: MemberRequest) -> HttpResponse:
    """The form for an outage."""
    form = OutageForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            outage = outages_actions.enter_outage(by=request.user, **form.details())
            messages.success(request, _entered(outage))
            return redirect("outages")
    return render(request, "training/enter_outage.html", {"form": form}, status=form.status)


def _entered(outage: DistrictOutage) -> str:
    if outage.is_waiting:
        return _("Entered. It has begun already, so another officer confirms it before any deadline moves.")
    return _("Entered. Deadlines of the people there wait.")


@require_POST
@officers_only
def extend_outage(request: MemberRequest, outage_id: int) -> HttpResponse:
    """It lasts longer."""
    form = _end_form(outage_id, request.POST)
    if form.is_valid():
        with form.refusing():
            outages_actions.extend_outage(by=request.user, outage_id=outage_id, until_at=form.until_at())
            messages.success(request, _("Extended. Deadlines of the people there wait."))
            return redirect("outages")
    return _list(request, {"is_officer": True, "extending": {outage_id: form}}, status=form.status)


def _list(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    waiting = waiting_outages()[:100] if context["is_officer"] else []
    shown = {"outages": listed_outages()[:100], "waiting": waiting, "end_form": _end_form, "extending": {}, **context}
    return render(request, "training/outages.html", shown, status=status)


def _end_form(outage_id: int, data: QueryDict | None = None) -> EndForm:
    """The form of one outage: several stand on the page, so the ids of its fields differ."""
    return EndForm(data, auto_id=f"outage_{outage_id}_%s")


@require_POST
@officers_only
def end_outage(request: MemberRequest, outage_id: int) -> HttpResponse:
    """It is over before its time."""
    with pressing(request, _("Ended. Deadlines come back by what is left of it.")):
        outages_actions.end_outage(by=request.user, outage_id=outage_id)
    return redirect("outages")


@require_POST
@officers_only
def confirm_outage(request: MemberRequest, outage_id: int) -> HttpResponse:
    """Another officer confirms one that began before it was entered."""
    with pressing(request, _("Confirmed. Deadlines of the people there move.")):
        deciding_actions.confirm_outage(by=request.user, outage_id=outage_id)
    return redirect("outages")


@require_POST
@officers_only
def refuse_outage(request: MemberRequest, outage_id: int) -> HttpResponse:
    """It does not count."""
    with pressing(request, _("Refused. No deadline moves.")):
        deciding_actions.refuse_outage(by=request.user, outage_id=outage_id)
    return redirect("outages")
