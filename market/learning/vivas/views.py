"""Pages of vivas, for trainers and officers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.db import fetch
from market.learning.exams.desk_views import runners_only
from market.learning.sittings.models import Sitting
from market.learning.vivas import actions as viva_actions
from market.learning.vivas.forms import DecideVivaForm, VivaForm
from market.learning.vivas.models import Viva


@runners_only
def call_viva(request: MemberRequest, run_sitting_id: int) -> HttpResponse:
    """Ask somebody to come and talk about a paper, or change when and where."""
    sitting = fetch(Sitting.objects.run_by(request.user).select_related("exam", "user"), run_sitting_id)
    row = Viva.objects.filter(sitting=sitting).first()
    form = VivaForm(request.POST or None, initial=_initial(row))
    if form.is_valid():
        with form.refusing():
            sent = form.cleaned_data
            viva_actions.call_viva(
                by=request.user, sitting_id=sitting.pk, at=form.at, place=sent["place"], reason=sent["reason"]
            )
            messages.success(request, _("The trainee is notified. The results wait for the talk."))
            return redirect("exam_sittings", sitting.exam_id)
    context = {"sitting": sitting, "title": sitting.exam.title, "row": row, "form": form}
    return render(request, "learning/call_viva.html", context, status=form.status)


def _initial(row: Viva | None) -> dict[str, Any]:
    if row is None:
        return {}
    at = clock.local(row.at)
    return {"day": at.date(), "clock": at.time(), "place": row.place, "reason": row.reason}


@runners_only
def decide_viva(request: MemberRequest, viva_id: int) -> HttpResponse:
    """Say what came of the talk."""
    rows = Viva.objects.run_by(request.user).select_related("sitting__exam", "sitting__user", "called_by")
    row = fetch(rows, viva_id)
    form = DecideVivaForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            viva_actions.decide_viva(by=request.user, viva_id=row.pk, **form.cleaned_data)
            messages.success(request, _("Decided. The trainee is told."))
            return redirect("exam_sittings", row.sitting.exam_id)
    context = {"row": row, "title": row.sitting.exam.title, "form": form, "is_over": clock.now() >= row.at}
    return render(request, "learning/decide_viva.html", context, status=form.status)
