"""Pages of those who mark: answers without names, by rubric; remarks; the similarity report and the statistics."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.files.access import without_name
from market.learning.exams.desk_views import PAGE, exam_run_by, runners_only
from market.learning.exams.models import Exam
from market.learning.marking import actions as marking_actions
from market.learning.marking.forms import MarkForm, RemarkForm
from market.learning.marking.models import Remark
from market.learning.marking.queries import MarkedAnswer, answered_question, answers_to_mark
from market.learning.marking.similarity_queries import similar_sittings_of
from market.learning.marking.statistics_queries import statistics_of_exam
from market.learning.questions.models import Question
from market.learning.questions.wording import answer_in_words


@require_GET
@runners_only
def exam_marking(request: MemberRequest, exam_id: int) -> HttpResponse:
    """The answers of an exam that people mark: what waits for the user, and how far the rest is."""
    exam = exam_run_by(request, exam_id)
    rows = answers_to_mark(exam)
    questions = Question.objects.in_bulk({each.answer.question_id for each in rows})
    mine = [each for each in rows if each.may_mark(request.user)]
    context = {
        "exam": exam,
        "title": exam.title,
        "page": Paginator(mine, PAGE).get_page(request.GET.get("page")),
        "questions": questions,
        "others": sum(each.waits_for is not None for each in rows) - len(mine),
        "done": sum(each.waits_for is None for each in rows),
    }
    return render(request, "learning/exam_marking.html", context)


@runners_only
def mark_answer(request: MemberRequest, exam_id: int, answer_id: int) -> HttpResponse:
    """One answer with the rubric of its question. After it comes the next one that waits for the user."""
    exam = exam_run_by(request, exam_id)
    rows = answers_to_mark(exam)
    row = next((each for each in rows if each.number == answer_id), None)
    if row is None:
        raise NotFound
    question = row.answer.question
    form = MarkForm(request.POST or None, question=question, initial=_given(request, row))
    if form.is_valid():
        with form.refusing():
            marking_actions.mark_answer(
                by=request.user,
                sitting_id=row.answer.sitting_id,
                question_id=question.pk,
                points=form.points,
                reason=form.cleaned_data["reason"],
            )
            return _next(request, exam, rows, row)
    log_access("exam.answer_seen", by=request.user, on=row.answer.sitting)
    context = _mark_context(exam, row, question) | {"form": form}
    return render(request, "learning/mark_answer.html", context, status=form.status)


def _given(request: MemberRequest, row: MarkedAnswer) -> dict[str, Any]:
    """The points that the user gave before."""
    own = next((each for each in reversed(row.marks.values()) if each.by_id == request.user.pk), None)
    return {f"points_{at}": each for at, each in enumerate(own.points)} | {"reason": own.reason} if own else {}


def _mark_context(exam: Exam, row: MarkedAnswer, question: Question) -> dict[str, Any]:
    is_third = row.waits_for == "third"
    return {
        "exam": exam,
        "title": exam.title,
        "row": row,
        "question": question,
        "text": answer_in_words(question, row.answer.answer),
        "files": [without_name(each.upload) for each in row.answer.files.select_related("upload__owner")],
        "most": sum(each["points"] for each in question.body["criteria"]),
        "before": [row.marks[each] for each in ("first", "second")] if is_third else [],
    }


def _next(request: MemberRequest, exam: Exam, rows: list[MarkedAnswer], row: MarkedAnswer) -> HttpResponse:
    """To the first answer after this one that waits for the user, else to the list."""
    at = rows.index(row)
    order = [*rows[at + 1 :], *rows[:at]]
    following = next((each for each in order if each.may_mark(request.user)), None)
    if following is None:
        messages.success(request, _("Saved. No other answer waits for you."))
        return redirect("exam_marking", exam.pk)
    messages.success(request, _("Saved. This is the next answer."))
    return redirect("mark_answer", exam.pk, following.number)


@runners_only
def decide_remark(request: MemberRequest, remark_id: int) -> HttpResponse:
    """Look at an answer again: the question, what is right, the answer, its mark, and the reason. No name."""
    rows = Remark.objects.run_by(request.user).select_related("sitting__exam__course", "question")
    row = fetch(rows, remark_id)
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            marking_actions.decide_remark(
                by=request.user, remark_id=remark_id, percent=form.percent_given, answer=form.cleaned_data["answer"]
            )
            messages.success(request, _("Decided. The trainee is told."))
            return redirect("exam_sittings", row.sitting.exam_id)
    log_access("exam.answer_seen", by=request.user, on=row.sitting)
    answered = answered_question(row.sitting, row.question)
    files = answered.answer.files.select_related("upload__owner") if answered.answer else []
    context = {
        "title": row.sitting.exam.title,
        "row": row,
        "answered": answered,
        "points": answered.share * answered.weight,
        "files": [without_name(each.upload) for each in files],
        "is_own": row.sitting.marks.filter(question=row.question, by=request.user).exists(),
        "form": form,
    }
    return render(request, "learning/decide_remark.html", context, status=form.status)


@require_GET
@runners_only
def similar_sittings(request: MemberRequest, exam_id: int) -> HttpResponse:
    """Pairs of papers whose wrong answers are the same more often than by chance, for a person to judge."""
    exam = exam_run_by(request, exam_id)
    log_access("exam.compared", by=request.user, on=exam)
    context = {"exam": exam, "title": exam.title, "pairs": similar_sittings_of(exam)}
    return render(request, "learning/similar_sittings.html", context)


@require_GET
@runners_only
def exam_statistics(request: MemberRequest, exam_id: int) -> HttpResponse:
    """How each question did, once the results are out."""
    exam = exam_run_by(request, exam_id)
    context = {"exam": exam, "title": exam.title, "rows": statistics_of_exam(exam)}
    return render(request, "learning/exam_statistics.html", context)
