"""The officers' page of the seal and the signatures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.db import fetch
from market.core.web.forms import Form
from market.core.web.uploads import takes_files
from market.training.issuing.desk_views import officers_only
from market.training.models import Signatories
from market.training.signatories import actions as signatories_actions
from market.training.signatories.actions import TEXTS
from market.training.signatories.forms import RefuseSignatoriesForm, SignatoriesForm
from market.training.signatories.pictures import data_uri


@takes_files
@officers_only
def signatories(request: MemberRequest) -> HttpResponse:
    """Those of now, those that wait, those before, and the form for others."""
    form = SignatoriesForm(request.POST or None, request.FILES or None, by=request.user, initial=_initial())
    if form.is_valid():
        with form.refusing():
            signatories_actions.propose_signatories(by=request.user, details=form.details)
            form.forget_sent()
            messages.success(request, _("Uploaded. Another officer must confirm it."))
            return redirect("signatories")
    return _show(request, form)


def _initial() -> dict[str, object]:
    today = clock.local(clock.now()).date()
    row = Signatories.objects.on(today)
    return {"valid_from": today, **({name: getattr(row, name) for name in TEXTS} if row else {})}


def _show(request: MemberRequest, form: SignatoriesForm, refusal: Form | None = None) -> HttpResponse:
    rows = Signatories.objects.visible_to(request.user).select_related("proposed_by", "decided_by")
    context = {
        "rows": rows[:20],
        "current": Signatories.objects.on(clock.local(clock.now()).date()),
        "form": form,
        "refusal": refusal or RefuseSignatoriesForm(),
        "data_uri": data_uri,
    }
    return render(request, "training/signatories.html", context, status=(refusal or form).status)


@require_POST
@officers_only
def confirm_signatories(request: MemberRequest, signatories_id: int) -> HttpResponse:
    """Confirm what another officer uploaded."""
    signatories_actions.confirm_signatories(by=request.user, signatories_id=signatories_id)
    messages.success(request, _("Confirmed. Certificates carry it from its day on."))
    return redirect("signatories")


@require_POST
@officers_only
def refuse_signatories(request: MemberRequest, signatories_id: int) -> HttpResponse:
    """Refuse what another officer uploaded."""
    fetch(Signatories.objects.visible_to(request.user), signatories_id)
    form = RefuseSignatoriesForm(request.POST)
    if form.is_valid():
        with form.refusing():
            signatories_actions.refuse_signatories(by=request.user, signatories_id=signatories_id, **form.cleaned_data)
            messages.success(request, _("Refused. Who uploaded it is told the reason."))
            return redirect("signatories")
    return _show(request, SignatoriesForm(by=request.user, initial=_initial()), form)
