"""Pages of reports about a class: of trainees, the trainer and officers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.web.forms import Form
from market.training.classes.form_pages import Words, form_page
from market.training.issuing.desk_views import officers_only
from market.training.models import ClassInquiry, ClassReport, ClassSession
from market.training.not_held import actions
from market.training.not_held.forms import AnswerReportForm, DecideReportForm, ReportClassForm

RELATED = ("session__batch__topic", "session__batch__district", "trainer", "decided_by")


@signed_in
def report_class(request: MemberRequest, session_id: int) -> HttpResponse:
    """Where a trainee reports a class."""
    rows = ClassSession.objects.visible_to(request.user).select_related("batch__topic")
    session = fetch(rows, session_id)
    if actions.place_of(request.user, session) is None:
        raise NotAllowed
    form = ReportClassForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            actions.report_class(by=request.user, session_id=session_id, **form.cleaned_data)
            messages.success(
                request, _("Reported. You hear what is decided. Your trainer never learns who reported it.")
            )
            return redirect(session)
    hint = _("Only officers read it with your name. Your trainer learns that it was reported, never by whom.")
    return form_page(request, session, form, Words(_("Report this class"), _("Report it"), hint))


@officers_only
def class_reports(request: MemberRequest) -> HttpResponse:
    """The reported classes: those that wait for a decision first."""
    rows = ClassInquiry.objects.visible_to(request.user).select_related(*RELATED)
    waiting = rows.waiting().order_by("answer_until")
    others = rows.exclude(state=ClassInquiry.State.OPEN)
    context = {"waiting": waiting[:100], "page": Paginator(others, 20).get_page(request.GET.get("page"))}
    return render(request, "training/class_reports.html", context)


@signed_in
def class_inquiry(request: MemberRequest, session_id: int) -> HttpResponse:
    """The reports about a class: for officers who decide, and without names for its trainer."""
    return _show(request, session_id)


def _show(request: MemberRequest, session_id: int, **bound: Form) -> HttpResponse:
    rows = ClassInquiry.objects.visible_to(request.user)
    key = rows.filter(session=session_id).values_list("pk", flat=True).first()
    inquiry = fetch(rows.select_related(*RELATED), key)
    is_trainer = inquiry.trainer_id == request.user.pk
    if not is_trainer:
        log_access("classreport.seen", by=request.user, on=inquiry)
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "session": inquiry.session,
        "batch": inquiry.session.batch,
        "is_trainer": is_trainer,
        "reports": () if is_trainer else inquiry.reports.select_related("enrolment"),
        "kinds": reported_kinds(inquiry),
        "answer_form": bound.get("answer") or AnswerReportForm(initial={"text": inquiry.answer}),
        "decide_form": bound.get("decide") or DecideReportForm(),
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "training/class_inquiry.html", context, status=status)


def reported_kinds(inquiry: ClassInquiry) -> list[str]:
    """What was reported, without by how many."""
    kinds = set(inquiry.reports.values_list("kind", flat=True))
    return [str(each.label) for each in ClassReport.Kind if each in kinds]


@require_POST
@signed_in
def answer_class_report(request: MemberRequest, session_id: int) -> HttpResponse:
    """The trainer's answer."""
    form = AnswerReportForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.answer_class_report(by=request.user, session_id=session_id, **form.cleaned_data)
            messages.success(request, _("Your answer is with the office."))
            return redirect("class_inquiry", session_id)
    return _show(request, session_id, answer=form)


@require_POST
@officers_only
def decide_class_report(request: MemberRequest, session_id: int) -> HttpResponse:
    """An officer's decision."""
    form = DecideReportForm(request.POST)
    if form.is_valid():
        with form.refusing():
            held, reason = form.cleaned_data["held"] == "yes", form.cleaned_data["reason"]
            actions.decide_class_report(by=request.user, session_id=session_id, held=held, reason=reason)
            messages.success(request, _("Decided. Who reported it and the trainer are told."))
            return redirect("class_inquiry", session_id)
    return _show(request, session_id, decide=form)
