"""Trainees' pages of allowances: what each month brings, where it is, and asking the office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.payments.allowances import paying_actions, question_actions
from market.payments.allowances.forms import AskForm
from market.payments.allowances.queries import lines_of, this_month_of
from market.payments.allowances.words import where, why
from market.payments.documents import allowance_documents
from market.payments.models import Allowance, AllowanceQuestion
from market.payments.payout_methods.queries import coming_method, names_of, usable_method
from market.training.allowances.months import month_name
from market.training.models import AllowanceLine


@signed_in
def my_allowances(request: MemberRequest) -> HttpResponse:
    """Each month with what it brings, why, and where the money is."""
    method = usable_method(request.user, "BDT")
    rows = [_shown(line, has_account=method is not None) for line in lines_of(request.user)]
    context = {
        "rows": rows,
        "method": method,
        "coming": coming_method(request.user, "BDT"),
        "may_give": bool(names_of(request.user)),
        "this_month": this_month_of(request.user),
        "month_name": month_name,
    }
    return render(request, "payments/my_allowances.html", context)


def _shown(line: AllowanceLine, *, has_account: bool) -> dict[str, object]:
    """A line as the page has it."""
    allowance: Allowance | None = getattr(line, "allowance", None)
    questions = sorted(line.questions.all(), key=lambda each: -each.pk)
    return {
        "line": line,
        "allowance": allowance,
        "month": month_name(line.month),
        "why": why(line),
        "correction": max(line.corrections.all(), key=lambda each: each.pk, default=None),
        "where": where(allowance, has_account=has_account) if allowance else "",
        "question": questions[0] if questions else None,
    }


@signed_in
def ask_about_allowance(request: MemberRequest, line_id: int) -> HttpResponse:
    """Ask the office about a month: something is wrong, or the money has not arrived."""
    line = fetch(lines_of(request.user), line_id)
    kind = request.GET.get("kind", "")
    form = AskForm(request.POST or None, initial={"kind": kind if kind in AllowanceQuestion.Kind.values else "line"})
    if form.is_valid():
        with form.refusing():
            question_actions.ask_about_allowance(by=request.user, line_id=line_id, **form.cleaned_data)
            messages.success(request, _("The office has your question, and answers within days."))
            return redirect("my_allowances")
    context = {"form": form, "row": _shown(line, has_account=True), "kind": form["kind"].value()}
    return render(request, "payments/ask_about_allowance.html", context, status=form.status)


@require_POST
@signed_in
def confirm_allowance(request: MemberRequest, allowance_id: int) -> HttpResponse:
    """The money has arrived."""
    with pressing(request, _("Thank you: it is noted that it has arrived.")):
        question_actions.confirm_allowance(by=request.user, allowance_id=allowance_id)
    return redirect("my_allowances")


@require_POST
@signed_in
def retry_allowance(request: MemberRequest, allowance_id: int) -> HttpResponse:
    """Try it again, to the account in use."""
    with pressing(request, _("It is tried again.")):
        paying_actions.retry_allowance(by=request.user, allowance_id=allowance_id)
    return redirect("my_allowances")


@require_POST
@signed_in
def return_allowance(request: MemberRequest, allowance_id: int) -> HttpResponse:
    """Give it back to the fund."""
    with pressing(request, _("It is given back to the fund.")):
        paying_actions.return_allowance(by=request.user, allowance_id=allowance_id)
    return redirect("my_allowances")


@require_POST
@signed_in
def issue_allowance_receipt(request: MemberRequest, allowance_id: int) -> HttpResponse:
    """The receipt as a numbered document, with its PDF."""
    return redirect(allowance_documents.issue_allowance_receipt(by=request.user, allowance_id=allowance_id))


@signed_in
def allowance_receipt(request: MemberRequest, allowance_id: int) -> HttpResponse:
    """The receipt of a paid allowance, to print."""
    rows = Allowance.objects.filter(trainee=request.user, state=Allowance.State.PAID)
    allowance = fetch(rows.select_related("line__list__phase__programme", "line__enrolment__batch"), allowance_id)
    payout = allowance.payouts.exclude(state="failed").latest("pk")
    context = {"allowance": allowance, "payout": payout, "month": month_name(allowance.line.month)}
    return render(request, "payments/allowance_receipt.html", context)
