"""Pages of graduating: who is ready in a batch, exceptions, and a trainee's own certificate."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.web.forms import Form
from market.training.enrolments.terms import is_at_end
from market.training.graduation import actions as graduation_actions
from market.training.graduation import exception_actions
from market.training.graduation.forms import ExceptionForm, RefuseExceptionForm
from market.training.graduation.queries import STANDS, Readiness, is_by_rule, readiness, readiness_of, stands
from market.training.issuing.desk_views import officers_only
from market.training.models import Batch, Enrolment, GraduationException


def _batch(user: User, batch_id: int) -> Batch:
    if not user.has_role(User.Role.OFFICER, User.Role.TRAINER):
        raise Http404
    batch = fetch(Batch.objects.visible_to(user).select_related("topic", "district", "phase"), batch_id)
    if not is_by_rule(batch):
        raise Http404
    return batch


@signed_in
def batch_graduation(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Each trainee of a batch with what is met and what lacks, for its trainers and for officers."""
    return _show(request, _batch(request.user, batch_id))


def _show(request: MemberRequest, batch: Batch, form: Form | None = None) -> HttpResponse:
    rows = readiness_of(batch)
    counts = stands(rows)
    open_ones = GraduationException.objects.proposed().filter(enrolment__batch=batch)
    context: dict[str, Any] = {
        "batch": batch,
        "rows": rows,
        "figures": [(label, counts[stand]) for stand, label in STANDS.items()],
        "to_prepare": sum(each.is_to_prepare for each in rows),
        "is_officer": request.user.has_role(User.Role.OFFICER),
        "is_at_end": is_at_end(batch),
        "exceptions": open_ones.select_related("enrolment", "proposed_by"),
        "names": {each.code: each.requirement.name for row in rows for each in row.criteria},
        "form": form or RefuseExceptionForm(),
    }
    return render(request, "training/batch_graduation.html", context, status=form.status if form else 200)


@signed_in
def batch_graduation_file(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The same as CSV."""
    batch = _batch(request.user, batch_id)
    log_access("graduation.taken", by=request.user, on=batch)
    with translation.override("en"):
        rows = readiness_of(batch)
        codes = {each.code: each.requirement.name for row in rows for each in row.criteria}
        heads = [*map(str, HEADS), *codes.values()]
        lines = [heads, *(_line(row, list(codes)) for row in rows)]
    response = HttpResponse(to_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.code}-graduation.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


HEADS = (
    pgettext_lazy("spreadsheet", "Seat"),
    pgettext_lazy("spreadsheet", "Name in English"),
    pgettext_lazy("spreadsheet", "Name in Bangla"),
    pgettext_lazy("spreadsheet", "State"),
    pgettext_lazy("spreadsheet", "What lacks"),
)


def _line(row: Readiness, codes: list[str]) -> list[str]:
    shown = {each.code: each.requirement.shown for each in row.criteria}
    lacking = " ".join(each.requirement.missing for each in row.lacking)
    names = [row.place.name_en, row.place.name_bn]
    return [str(row.place.seat), *names, str(STANDS[row.stand]), lacking, *(shown.get(code, "") for code in codes)]


@require_POST
@officers_only
def prepare_ready(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Prepare the certificates of all who are ready."""
    batch = _batch(request.user, batch_id)
    form = Form(request.POST)
    if form.is_valid():
        with form.refusing():
            issuance = graduation_actions.prepare_ready(by=request.user, batch_id=batch_id)
            messages.success(request, _("Prepared. Another officer must release it."))
            return redirect(issuance)
    return _show(request, batch, form)


@officers_only
def propose_exception(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """Propose an exception for one trainee."""
    rows = Enrolment.objects.visible_to(request.user).select_related("batch__topic", "batch__district")
    place = fetch(rows, enrolment_id)
    if not is_by_rule(place.batch):
        raise Http404
    [stand] = readiness([place])
    form = ExceptionForm(request.POST or None, lacking=stand.lacking)
    if form.is_valid():
        with form.refusing():
            exception_actions.propose_exception(by=request.user, enrolment_id=place.pk, **form.cleaned_data)
            messages.success(request, _("Proposed. Another officer must confirm it."))
            return redirect(place)
    context = {"place": place, "batch": place.batch, "stand": stand, "form": form}
    return render(request, "training/propose_exception.html", context, status=form.status)


def _exception(request: MemberRequest, exception_id: int) -> GraduationException:
    rows = GraduationException.objects.visible_to(request.user).select_related("enrolment__batch")
    return fetch(rows, exception_id)


@require_POST
@officers_only
def confirm_exception(request: MemberRequest, exception_id: int) -> HttpResponse:
    """Confirm what another officer proposed."""
    row = _exception(request, exception_id)
    form = Form(request.POST)
    if form.is_valid():
        with form.refusing():
            exception_actions.confirm_exception(by=request.user, exception_id=exception_id)
            messages.success(request, _("Confirmed. The trainee is told, and the programme's page counts it."))
            return redirect("batch_graduation", row.enrolment.batch_id)
    return _show(request, _batch(request.user, row.enrolment.batch_id), form)


@require_POST
@officers_only
def refuse_exception(request: MemberRequest, exception_id: int) -> HttpResponse:
    """Refuse what another officer proposed."""
    row = _exception(request, exception_id)
    form = RefuseExceptionForm(request.POST)
    if form.is_valid():
        with form.refusing():
            exception_actions.refuse_exception(by=request.user, exception_id=exception_id, **form.cleaned_data)
            messages.success(request, _("Refused. Who proposed it is told the reason."))
            return redirect("batch_graduation", row.enrolment.batch_id)
    return _show(request, _batch(request.user, row.enrolment.batch_id), form)


@require_POST
@signed_in
def take_certificate(request: MemberRequest, enrolment_id: int) -> HttpResponse:
    """A trainee takes the own certificate into the account."""
    graduation_actions.take_certificate(by=request.user, enrolment_id=enrolment_id)
    messages.success(request, _("Your certificate is confirmed. Now make your profile."))
    return redirect("edit_profile")
