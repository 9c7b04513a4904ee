"""Pages for users: the measures against them, the statement of reasons of each, and its appeal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.moderation.appeals import actions as appeals_actions
from market.moderation.forms import AppealForm
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Measure
from market.moderation.queries import measures_of


@signed_in
def my_measures(request: MemberRequest) -> HttpResponse:
    """All measures against the user, those in effect first."""
    measures = list(measures_of(request.user))
    standing = [each for each in measures if each.is_standing]
    past = [each for each in measures if not each.is_standing]
    return render(request, "moderation/measures.html", {"standing": standing, "past": past})


@signed_in
def measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """The statement of reasons."""
    return _render_statement(request, measure_id, AppealForm())


@require_POST
@signed_in
def appeal_measure(request: MemberRequest, measure_id: int) -> HttpResponse:
    """POST: appeal a measure."""
    fetch(Measure.objects.visible_to(request.user), measure_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        with form.refusing():
            appeals_actions.appeal_measure(by=request.user, measure_id=measure_id, **form.cleaned_data)
            messages.success(request, _("Your appeal is sent. Another moderator looks at it."))
            return redirect("measure", measure_id)
    return _render_statement(request, measure_id, form)


def _render_statement(request: MemberRequest, measure_id: int, form: AppealForm) -> HttpResponse:
    measure = fetch(measures_of(request.user), measure_id)
    context = {"measure": measure, "appeal": getattr(measure, "appeal", None), "form": form}
    return render(request, "moderation/measure.html", context, status=form.status)


def measure_grounds(request: HttpRequest) -> HttpResponse:
    """The published list of grounds, for everybody."""
    return render(request, "moderation/grounds.html", {"grounds": GROUNDS.values()})
