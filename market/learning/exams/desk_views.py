"""The desk of exams, for trainers and officers: set one, follow it, decide about time, cancel it, release results."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.core.web.tables import send_table
from market.learning.courses.queries import course_of, outline_of
from market.learning.exams import actions as exams_actions
from market.learning.exams import desk_queries
from market.learning.exams.desk_forms import CancelExamForm, ExtraTimeForm, LostTimeForm, SetExamForm, lesson_choices
from market.learning.exams.models import Exam
from market.learning.exams.queries import RELATED, open_beside, with_titles
from market.learning.exams.results_table import results_table
from market.learning.marking import actions as marking_actions
from market.learning.models import CourseVersion
from market.learning.sittings import contact_actions
from market.learning.sittings.models import Interruption

runners_only = with_role(*exams_actions.ROLES)
PAGE = 20


def exam_run_by(request: MemberRequest, exam_id: int) -> Exam:
    """An exam that the user runs. Raises NotFound."""
    return fetch(Exam.objects.run_by(request.user).select_related(*RELATED), exam_id)


@require_GET
@runners_only
def exam_desk(request: MemberRequest) -> HttpResponse:
    """The exams that the user runs, those of one state with `?state=`."""
    state = request.GET.get("state", "")
    page = Paginator(desk_queries.desk_exams(request.user, state), PAGE).get_page(request.GET.get("page"))
    page.object_list = with_titles(list(page.object_list))
    context = {"page": page, "state": state, "states": Exam.State.choices}
    return render(request, "learning/exam_desk.html", context)


@runners_only
def set_exam(request: MemberRequest) -> HttpResponse:
    """Set an exam: first the course (`?course=`), then all else. `?batch=` is chosen at the beginning."""
    slug = request.GET.get("course", "")
    if not slug:
        versions = CourseVersion.objects.current().select_related("course__topic")
        return render(request, "learning/choose_exam_course.html", {"versions": versions})
    course, stocks = course_of(slug), desk_queries.stock_of(course_of(slug))
    titles = {each.slug: each.title for each in outline_of(slug, None).lessons}
    form = SetExamForm(
        request.POST or None,
        by=request.user,
        batches=list(desk_queries.batches_for(request.user, course)),
        lessons=lesson_choices(stocks, titles),
        initial={"batch": request.GET.get("batch", "")},
    )
    if form.is_valid():
        with form.refusing():
            exam = exams_actions.set_exam(
                by=request.user,
                course_slug=slug,
                terms=form.terms,
                rules=form.rules,
                batch_id=form.cleaned_data["batch"],
            )
            messages.success(request, _("The exam is set. Those who can sit it are told."))
            return redirect("exam_sittings", exam.pk)
    version = CourseVersion.objects.current().get(course=course)
    rows = [(titles.get(each.lesson, each.lesson), each) for each in stocks]
    context = {"form": form, "version": version, "stocks": rows}
    return render(request, "learning/set_exam.html", context, status=form.status)


@require_GET
@runners_only
def exam_sittings(request: MemberRequest, exam_id: int) -> HttpResponse:
    """How an exam goes: figures, what waits for a decision, and all sittings."""
    exam = exam_run_by(request, exam_id)
    page = Paginator(desk_queries.sittings_of(exam), PAGE).get_page(request.GET.get("page"))
    waiting = desk_queries.waiting_marks(exam)
    context = {
        **_head(exam),
        "page": page,
        "figures": desk_queries.figures_of(exam),
        "lost_times": desk_queries.lost_time_of(exam),
        "remarks": desk_queries.remarks_of(exam),
        "vivas": desk_queries.vivas_of(exam),
        "waiting": len(waiting),
        "mine": sum(each.may_mark(request.user) for each in waiting),
        "extra_times": desk_queries.extra_times_of(exam),
        "rules": exam.rules.all(),
        "beside": open_beside(exam) if exam.state == Exam.State.CLOSED else [],
    }
    return render(request, "learning/exam_sittings.html", context)


def _head(exam: Exam) -> dict[str, Any]:
    return {"exam": exam, "title": exam.title}


@require_GET
@runners_only
def exam_results(request: MemberRequest, exam_id: int) -> HttpResponseBase:
    """The results as a file: `?kind=` csv, xlsx or pdf."""
    exam = exam_run_by(request, exam_id)
    log_access("exam.taken", by=request.user, on=exam)
    return send_table(results_table(exam), request.GET.get("kind", "csv"))


@runners_only
def grant_extra_time(request: MemberRequest, exam_id: int) -> HttpResponse:
    """More time for somebody, before they begin."""
    exam = exam_run_by(request, exam_id)
    form = ExtraTimeForm(request.POST or None, exam=exam)
    if form.is_valid():
        sent = form.cleaned_data
        with form.refusing():
            exams_actions.grant_extra_time(
                by=request.user,
                exam_id=exam_id,
                user_id=sent["user"].pk,
                minutes=sent["minutes"],
                reason=sent["reason"],
            )
            messages.success(request, _("Saved. The person is told."))
            return redirect("exam_sittings", exam_id)
    return render(request, "learning/grant_extra_time.html", {**_head(exam), "form": form}, status=form.status)


@runners_only
def cancel_exam(request: MemberRequest, exam_id: int) -> HttpResponse:
    """Cancel an exam, with the reason."""
    exam = exam_run_by(request, exam_id)
    form = CancelExamForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            exams_actions.cancel_exam(by=request.user, exam_id=exam_id, **form.cleaned_data)
            messages.success(request, _("Cancelled. Everybody concerned is told why."))
            return redirect("exam_sittings", exam_id)
    context = {**_head(exam), "form": form, "figures": desk_queries.figures_of(exam)}
    return render(request, "learning/cancel_exam.html", context, status=form.status)


@require_POST
@runners_only
def release_exam(request: MemberRequest, exam_id: int) -> HttpResponse:
    """All results are out; `despite_open` is sent where the page said that others sit an exam with these questions."""
    with pressing(request, _("The results are out. Everybody who sat the exam is told.")):
        marking_actions.release_exam(by=request.user, exam_id=exam_id, despite_open="despite_open" in request.POST)
    return redirect("exam_sittings", exam_id)


@runners_only
def decide_lost_time(request: MemberRequest, interruption_id: int) -> HttpResponse:
    """Return more of the time that somebody lost, or none."""
    rows = Interruption.objects.run_by(request.user).select_related("sitting__user", "sitting__exam__course")
    row = fetch(rows, interruption_id)
    form = LostTimeForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            contact_actions.decide_lost_time(by=request.user, interruption_id=interruption_id, **form.cleaned_data)
            messages.success(request, _("Decided. The trainee is told."))
            return redirect("exam_sittings", row.sitting.exam_id)
    context = {**_head(row.sitting.exam), "row": row, "form": form}
    return render(request, "learning/decide_lost_time.html", context, status=form.status)
