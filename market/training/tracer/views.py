"""Pages of the tracer: the five questions by a link or signed in, a graduate's own answers, and the officers' list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from moneyed import Money

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import audit, log_access
from market.core.base.db import fetch
from market.core.text.csv_export import to_csv
from market.core.text.workbooks import XLSX, as_workbook
from market.core.web.buttons import pressing
from market.training.issuing.desk_views import officers_only
from market.training.models import TracerRefusal, TracerRound
from market.training.tracer import actions
from market.training.tracer.export import export_heads, export_rows
from market.training.tracer.forms import PhoneTracerForm, TracerForm
from market.training.tracer.links import round_id_of
from market.training.tracer.results import questions

BATCH = ("certificate__batch__district", "certificate__batch__topic")


def tracer_questions(request: HttpRequest, tracer_token: str) -> HttpResponse:
    """The questions of a round, for whoever has its link. Former answers and incomes are shown to the graduate only."""
    row = fetch(TracerRound.objects.select_related("certificate"), round_id_of(tracer_token))
    is_own = request.user.is_authenticated and row.certificate.holder_id == request.user.pk
    last = row.answers.last() if is_own else None
    form = TracerForm(request.POST or None, last=last)
    is_done = False
    if form.is_valid():
        with form.refusing():
            if is_own:
                actions.answer_own(by=request.user, round_id=row.pk, answers=form.answers)  # type: ignore[arg-type]
            else:
                actions.answer_by_link(round_id=row.pk, answers=form.answers)
            is_done = True
    context: dict[str, Any] = {
        "round": row,
        "token": tracer_token,
        "form": form,
        "is_own": is_own,
        "is_open": actions.can_be_answered(row),
        "is_done": is_done,
        "is_refused": actions.is_refused(row),
        "here": _money(actions.earned_here(row)) if is_own else [],
    }
    return _secret(render(request, "training/tracer_questions.html", context, status=form.status))


def _secret(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _money(amounts: dict[str, str]) -> list[Money]:
    return [Money(amount, currency) for currency, amount in amounts.items()]


@require_POST
def stop_tracer(request: HttpRequest, tracer_token: str) -> HttpResponse:
    """Do not ask this graduate again."""
    actions.refuse_by_link(round_id=round_id_of(tracer_token))
    messages.success(request, _("We do not ask you again."))
    return redirect("tracer_questions", tracer_token)


@signed_in
def my_tracer(request: MemberRequest) -> HttpResponse:
    """A graduate's own rounds with what was answered."""
    rows = TracerRound.objects.filter(certificate__holder=request.user).prefetch_related("answers")
    rounds = [(each, list(each.answers.all())[-1:]) for each in rows]
    is_refused = TracerRefusal.objects.filter(certificate__holder=request.user).exists()
    context = {"rounds": rounds, "is_refused": is_refused, "questions": questions()}
    return render(request, "training/my_tracer.html", context)


@officers_only
def tracer_desk(request: MemberRequest) -> HttpResponse:
    """The open rounds without an answer, those who have no account first: whom the office calls."""
    rows = TracerRound.objects.open()
    waiting = TracerRound.objects.to_call().select_related(*BATCH)
    page = Paginator(waiting, 20).get_page(request.GET.get("page"))
    context = {"page": page, "open": rows.count(), "answered": rows.exclude(answered_at=None).count()}
    return render(request, "training/tracer_desk.html", context)


@officers_only
def answer_tracer(request: MemberRequest, round_id: int) -> HttpResponse:
    """Enter what a graduate said by phone."""
    row = fetch(TracerRound.objects.select_related(*BATCH), round_id)
    log_access("tracer.opened", by=request.user, on=row)
    form = PhoneTracerForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            note = form.cleaned_data["note"]
            actions.answer_by_phone(by=request.user, round_id=round_id, answers=form.answers, note=note)
            messages.success(request, _("Saved."))
            return redirect("tracer_desk")
    state = {"is_refused": actions.is_refused(row), "is_open": actions.can_be_answered(row)}
    context = {"round": row, "form": form, **state}
    return _secret(render(request, "training/answer_tracer.html", context, status=form.status))


@require_POST
@officers_only
def refuse_tracer(request: MemberRequest, round_id: int) -> HttpResponse:
    """A graduate said by phone not to be asked again."""
    with pressing(request, _("Noted. This graduate is not asked again.")):
        actions.refuse_by_phone(by=request.user, round_id=round_id)
    return redirect("tracer_desk")


@officers_only
def export_tracer(request: MemberRequest) -> HttpResponseBase:
    """All last answers without names, for a spreadsheet: `?kind=xlsx`, else CSV."""
    audit("tracer.exported", by=request.user, on=request.user)
    if request.GET.get("kind") == "xlsx":
        book = as_workbook(export_heads(), export_rows())
        response: HttpResponseBase = FileResponse(book, as_attachment=True, filename="tracer.xlsx", content_type=XLSX)
    else:
        lines = [["" if each is None else str(each) for each in row] for row in export_rows()]
        response = HttpResponse(to_csv([export_heads(in_english=True), *lines]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="tracer.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
