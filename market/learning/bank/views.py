"""The bank of questions of a course, for trainers and officers: the list, a question, a change of it, files."""

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
from market.core.text.locale import language
from market.learning.bank import actions as bank_actions
from market.learning.bank import statistics
from market.learning.bank.filters import NAMES, BankFilter
from market.learning.bank.forms import RetireQuestionForm
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import (
    bank_of,
    counts_of,
    history_of,
    languages,
    lessons_of,
    statistics_by_question,
    title_of,
    waiting_change,
)
from market.learning.bank.statistics import Statistics
from market.learning.bank.writing import KINDS, file_of
from market.learning.courses.queries import course_of
from market.learning.questions.models import Question
from market.learning.questions.rows import row_of
from market.learning.versions.views import writers_only

A_PAGE = 30


@require_GET
@writers_only
def question_bank(request: MemberRequest, course_slug: str) -> HttpResponse:
    """The questions of a course that are asked, filtered, with how they are answered."""
    course = course_of(course_slug)
    log_access("questions.listed", by=request.user, on=course, course=course.slug)
    figures, lessons = statistics_by_question(course), lessons_of(course)
    weak = {pk for pk, each in figures.items() if each.weak}
    matches = BankFilter(request.GET, bank_of(request.user, course), lessons=lessons, weak_ids=weak)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "course": course,
        "title": title_of(course)[language()],
        "page": Paginator(matches.qs, A_PAGE).get_page(request.GET.get("page")),
        "form": matches.form,
        "active": sum(bool(matches.form.data.get(name)) for name in NAMES),
        "query": query.urlencode(),
        "figures": figures,
        "weak": weak,
        "titles": {each.slug: each.title for each in lessons},
        "sets": QuestionSet.objects.visible_to(request.user).filter(course=course).select_related("author")[:5],
        "rules": statistics,
        **languages(),
    }
    return render(request, "learning/question_bank.html", context)


@writers_only
def bank_question(request: MemberRequest, bank_question_id: int) -> HttpResponse:
    """A question in both languages with what is right, its answers, its versions; and to submit that it goes."""
    question = fetch(Question.objects.visible_to(request.user).select_related("course"), bank_question_id)
    log_access("question.seen", by=request.user, on=question, question=question.slug)
    form = RetireQuestionForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            row = bank_actions.retire_question(by=request.user, question_id=question.pk, **form.cleaned_data)
            messages.success(request, _("Submitted. Another trainer or officer decides on it."))
            return redirect(row)
    figures = statistics_by_question(question.course).get(question.pk, Statistics())
    context = {
        "question": question,
        "row": row_of(question),
        "figures": figures,
        "counts": counts_of(question, figures),
        "history": history_of(question),
        "waiting": waiting_change(question),
        "lesson": next((each for each in lessons_of(question.course) if each.slug == question.lesson), None),
        "form": form,
        "rules": statistics,
        **languages(),
    }
    return render(request, "learning/bank_question.html", context, status=form.status)


@require_GET
@writers_only
def question_file(request: MemberRequest, course_slug: str, kind: str) -> HttpResponse:
    """The questions that are asked, with what is right, as a file to work on."""
    if kind not in KINDS:
        raise NotFound
    course = course_of(course_slug)
    log_access("questions.taken", by=request.user, on=course, course=course.slug)
    name, content = file_of(kind, course, bank_of(request.user, course))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=f"{KINDS[kind]}; charset=utf-8", headers=headers)
