"""Officers' pages of allowances: rules, lists of a phase and month, and questions of trainees."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.text.csv_export import to_csv
from market.core.text.workbooks import XLSX, as_workbook
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.payments.allowances import approving_actions
from market.payments.allowances.export import heads, rows_of
from market.payments.allowances.forms import CorrectForm, ReasonForm
from market.payments.allowances.fund import fund_balance
from market.payments.allowances.queries import months_to_list, questions_for, sums_of
from market.payments.allowances.words import why
from market.training.allowances import list_actions
from market.training.allowances.months import month_name
from market.training.models import AllowanceCorrection, AllowanceLine, AllowanceList

officers_only = with_role(User.Role.OFFICER)


@officers_only
def allowance_lists(request: MemberRequest) -> HttpResponse:
    """What waits, months without a list, and all lists, newest first."""
    rows = AllowanceList.objects.visible_to(request.user).select_related("phase", "made_by", "rule")
    page = Paginator(rows.exclude(state=AllowanceList.State.PREPARED), 20).get_page(request.GET.get("page"))
    context = {
        "waiting": [(each, sums_of(each)) for each in rows.waiting()[:20]],
        "page": page,
        "missing": months_to_list()[::-1],
        "fund": fund_balance(),
        "questions": questions_for(request.user).count(),
        "month_name": month_name,
    }
    return render(request, "payments/allowance_lists.html", context)


@require_POST
@officers_only
def make_allowance_list(request: MemberRequest, phase_id: int, month: str) -> HttpResponse:
    """Make the list of a month, or an additional one."""
    day, row = parse_date(f"{month}-01"), None
    if day is None:
        raise NotFound
    with pressing(request, _("The list is made. Look at it; another officer approves it.")):
        row = list_actions.make_allowance_list(by=request.user, phase_id=phase_id, month=day)
    return redirect(row or "allowance_lists")


@officers_only
def allowance_list(request: MemberRequest, list_id: int) -> HttpResponse:
    """One list with its lines, and what can be done with it."""
    return _render(request, list_id)


def _render(request: MemberRequest, list_id: int, form: Form | None = None) -> HttpResponse:
    rows = AllowanceList.objects.visible_to(request.user)
    row = fetch(rows.select_related("phase__programme", "rule", "made_by", "decided_by"), list_id)
    lines = row.lines.select_related("trainee", "enrolment__batch", "allowance").prefetch_related("corrections__by")
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    corrected = AllowanceCorrection.objects.filter(line__list=row, by=request.user).exists()
    context: dict[str, Any] = {
        "row": row,
        "month": month_name(row.month),
        "sums": sums_of(row),
        "page": page,
        "lines": [(each, why(each), getattr(each, "allowance", None)) for each in page],
        "is_own": row.made_by_id == request.user.pk or corrected,
        "fund": fund_balance(),
        "refuse_form": form if isinstance(form, ReasonForm) else ReasonForm(),
    }
    return render(request, "payments/allowance_list.html", context, status=form.status if form else 200)


@require_POST
@officers_only
def approve_allowance_list(request: MemberRequest, list_id: int) -> HttpResponse:
    """Another officer approves it: the money is reserved, and is paid."""
    version = request.POST.get("version", "")
    with pressing(request, _("Approved: the money is reserved, and is paid now. The trainees are told.")):
        approving_actions.approve_allowance_list(
            by=request.user, list_id=list_id, version=int(version) if version.isdecimal() and len(version) < 9 else 0
        )
    return redirect("allowance_list", list_id)


@require_POST
@officers_only
def refuse_allowance_list(request: MemberRequest, list_id: int) -> HttpResponse:
    """Refuse it, with a reason."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusing():
            list_actions.refuse_allowance_list(by=request.user, list_id=list_id, **form.cleaned_data)
            messages.success(request, _("Refused. Nothing of it is paid; make the list again."))
            return redirect("allowance_list", list_id)
    return _render(request, list_id, form)


@officers_only
def correct_allowance_line(request: MemberRequest, line_id: int) -> HttpResponse:
    """Pay a line that the rule does not pay, or the reverse, with a reason."""
    rows = AllowanceLine.objects.select_related("list__phase", "list__rule", "trainee", "enrolment__batch")
    line = fetch(rows.filter(list__in=AllowanceList.objects.visible_to(request.user)), line_id)
    form = CorrectForm(request.POST or None, initial={"is_paid": "no" if line.is_paying else "yes"})
    if form.is_valid():
        with form.refusing():
            is_paid = form.cleaned_data["is_paid"] == "yes"
            reason = form.cleaned_data["reason"]
            list_actions.correct_allowance_line(by=request.user, line_id=line_id, is_paid=is_paid, reason=reason)
            messages.success(request, _("Corrected. The reason stays in the record."))
            return redirect(line.list)
    context = {"form": form, "line": line, "why": why(line), "month": month_name(line.month)}
    return render(request, "payments/correct_allowance_line.html", context, status=form.status)


@officers_only
def allowance_list_file(request: MemberRequest, list_id: int) -> HttpResponseBase:
    """The list as a file for a spreadsheet: `?kind=xlsx`, else CSV. That it was taken is logged."""
    row = fetch(AllowanceList.objects.visible_to(request.user).select_related("phase"), list_id)
    log_access("allowances.exported", by=request.user, on=row)
    name, rows = f"allowances-{row.phase.number}-{row.month:%Y-%m}-{row.number}", rows_of(row)
    if request.GET.get("kind") == "xlsx":
        book = as_workbook(heads(), rows)
        response: HttpResponseBase = FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    else:
        lines = [[str(each) for each in cells] for cells in rows]
        response = HttpResponse(to_csv([heads(), *lines]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
