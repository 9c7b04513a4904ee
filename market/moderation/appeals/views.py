"""An appeal against a measure: sent by its user, decided on the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.core.base.db import fetch
from market.moderation.appeals import actions as appeals_actions
from market.moderation.cases.views import MODERATORS, render_case
from market.moderation.forms import AppealForm, VerdictForm
from market.moderation.measures.views import render_statement
from market.moderation.models import Measure


@require_POST
@with_role(*MODERATORS)
def decide_measure_appeal(request: MemberRequest, measure_id: int) -> HttpResponse:
    """POST: decide an appeal."""
    measure = fetch(Measure.objects.on_desk(request.user).select_related("case__about", "case__keeper"), measure_id)
    form = VerdictForm(request.POST)
    if form.is_valid():
        with form.refusing():
            appeals_actions.decide_measure_appeal(by=request.user, measure_id=measure_id, **form.cleaned_data)
            messages.success(request, _("The appeal is decided. The person is notified."))
            return redirect("case", measure.case_id)
    return render_case(request, measure.case, form)


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
    return render_statement(request, measure_id, form)
