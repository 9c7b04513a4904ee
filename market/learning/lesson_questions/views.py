"""Pages of questions at lessons, for whoever learns."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.web.buttons import pressing
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.lesson_questions import actions as questions_actions
from market.learning.lesson_questions.forms import AnswerForm, AskForm, HideForm
from market.learning.lesson_questions.models import LessonAnswer, LessonQuestion, LessonText
from market.learning.lesson_questions.queries import answers_to, guides, place_of, questions_at, require_learner

PAGE = 20


@signed_in
def lesson_questions(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """All questions at a lesson, and where one asks."""
    require_learner(request.user)
    outline = outline_of(course_slug, request.user)
    lesson = lesson_of(outline, lesson_slug)
    form = AskForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            question = questions_actions.ask_at_lesson(by=request.user, lesson=lesson, **form.cleaned_data)
            messages.success(request, _("Your question is here. You are notified when it is answered."))
            return redirect(question)
    rows = questions_at(outline.version.course, lesson.slug, request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"outline": outline, "lesson": lesson, "page": page, "form": form}
    return render(request, "learning/lesson_questions.html", context, status=form.status)


@signed_in
def lesson_question(request: MemberRequest, lesson_question_id: int) -> HttpResponse:
    """A question with its answers, and where one answers."""
    require_learner(request.user)
    question = _question(request, lesson_question_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            answer = questions_actions.answer_at_lesson(by=request.user, question_id=question.pk, **form.cleaned_data)
            messages.success(request, _("Your answer is here. Who asked is notified."))
            return redirect(answer)
    context: dict[str, Any] = {
        "question": question,
        "place": place_of(question, request.user),
        "answers": answers_to(question, request.user),
        "form": form,
        "may_guide": guides(request.user),
        "may_choose": question.written_by_id == request.user.pk or guides(request.user),
    }
    return render(request, "learning/lesson_question.html", context, status=form.status)


def _question(request: MemberRequest, question_id: int) -> LessonQuestion:
    rows = LessonQuestion.objects.visible_to(request.user).select_related("course", "written_by", "hidden_by")
    return fetch(rows, question_id)


@require_POST
@signed_in
def choose_best_answer(request: MemberRequest, lesson_answer_id: int) -> HttpResponse:
    """Say that an answer is the best one."""
    answer = fetch(LessonAnswer.objects.visible_to(request.user), lesson_answer_id)
    with pressing(request, _("Chosen: it stands first now.")):
        questions_actions.choose_best_answer(by=request.user, answer_id=lesson_answer_id)
    return redirect(answer)


@signed_in
def hide_lesson_question(request: MemberRequest, lesson_question_id: int) -> HttpResponse:
    """Hide a question with a reason; who asked takes it back."""
    require_learner(request.user)
    question = _question(request, lesson_question_id)
    hide = questions_actions.hide_lesson_question
    return _hiding(request, question, question, lambda reason: hide(by=request.user, question_id=question.pk, **reason))


@signed_in
def hide_lesson_answer(request: MemberRequest, lesson_answer_id: int) -> HttpResponse:
    """Hide an answer with a reason; who wrote it takes it back."""
    require_learner(request.user)
    rows = LessonAnswer.objects.visible_to(request.user).select_related("written_by", "question")
    answer, hide = fetch(rows, lesson_answer_id), questions_actions.hide_lesson_answer
    return _hiding(
        request, answer, answer.question, lambda reason: hide(by=request.user, answer_id=answer.pk, **reason)
    )


def _hiding(request: MemberRequest, row: LessonText, question: LessonQuestion, hide: Any) -> HttpResponse:
    is_own = row.written_by_id == request.user.pk
    if not is_own and not guides(request.user):
        raise NotAllowed
    form = HideForm(request.POST or None)
    if is_own:
        if request.method == "POST":
            with pressing(request, _("Taken back. Others do not see it any more.")):
                hide({})
        return redirect(question)
    if form.is_valid():
        with form.refusing():
            hide(form.cleaned_data)
            messages.success(request, _("Hidden. Who wrote it is told the reason."))
            return redirect(question)
    context = {"row": row, "question": question, "form": form}
    return render(request, "learning/hide_lesson_text.html", context, status=form.status)
