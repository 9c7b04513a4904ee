"""Answers to the checks of a lesson, and how far it was read."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from market.learning.courses.queries import lesson_of, outline_of
from market.learning.courses.views import lesson_page, reader_of
from market.learning.progress import actions as progress_actions
from market.learning.progress.actions import LastAnswer
from market.learning.progress.checks import check_of, checks_of
from market.learning.questions.forms import QuestionForm
from market.learning.questions.marking import is_right


@require_POST
def answer_check(request: HttpRequest, course_slug: str, lesson_slug: str, check_id: int) -> HttpResponse:
    """Answer a check. What somebody answers who is not signed in is looked at and stored nowhere."""
    reader = reader_of(request)
    outline = outline_of(course_slug, reader)
    row = lesson_of(outline, lesson_slug)
    question = check_of(outline.version.course, row, check_id)
    form = QuestionForm(question, reader.pk if reader else "", request.POST)
    last = None
    if form.is_valid() and reader is None and form.cleaned_data["client_id"]:  # sent later, after the sign-in ended
        return HttpResponse(status=401)
    if form.is_valid():
        with form.refusing():
            if reader:
                progress_actions.answer_check(
                    by=reader, question=question, answer=form.answer, client_id=form.cleaned_data["client_id"]
                )
                progress_actions.note_reading(
                    by=reader, lesson=row, read_to=len(row.blocks)
                )  # the checks stand at its end
                return redirect(f"{request.path.partition('/checks/')[0]}/#check-{question.pk}")
            last = LastAnswer(form.answer, is_right(question.kind, question.body, form.answer))
    checks = [
        replace(each, form=form, last=last) if each.question.pk == question.pk else each
        for each in checks_of(reader, outline.version.course, row)
    ]
    return lesson_page(request, outline, row, checks, form.status)
