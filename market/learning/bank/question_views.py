"""Pages where one question is written: a new one, or one in other words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.locale import language
from market.core.web.uploads import takes_files
from market.learning.bank import actions as bank_actions
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import lessons_of, title_of
from market.learning.bank.question_forms import QuestionWritingForm, Row, empty_row
from market.learning.courses.models import Course
from market.learning.courses.queries import course_of
from market.learning.questions.models import Question
from market.learning.questions.rows import row_of
from market.learning.versions.views import writers_only


@takes_files
@writers_only
def write_question(request: MemberRequest, course_slug: str) -> HttpResponse:
    """Submit a question that is wholly new: first its kind is chosen. `set`: it begins as one that did not come into
    use."""
    course = course_of(course_slug)
    title = title_of(course)[language()]
    row = _beginning(request, course)
    if row is None:
        context = {"course": course, "title": title, "kinds": Question.Kind.choices}
        return render(request, "learning/choose_question_kind.html", context)
    form = _form(request, course, row)
    if form.is_valid():
        with form.refusing():
            written = _with_pictures(request, course, form)
            done = bank_actions.write_question(by=request.user, course_slug=course_slug, row=written)
            return _submitted(request, form, done)
    _keep_pictures(form)
    context = {"course": course, "title": title, "form": form, "kind": Question.Kind(form.kind).label}
    return render(request, "learning/write_question.html", context, status=form.status)


def _beginning(request: MemberRequest, course: Course) -> Row | None:
    """What the form begins with; None: no kind was chosen."""
    kind, set_id = request.GET.get("kind", ""), request.GET.get("set", "")
    if set_id.isdecimal():
        sets = QuestionSet.objects.visible_to(request.user).filter(course=course)
        row = fetch(sets, int(set_id)).only_new
        log_access("questions.read", by=request.user, on=course, course=course.slug)
        return {**row, "id": ""} if row else None
    return empty_row(kind) if kind in Question.Kind.values else None


@takes_files
@writers_only
def change_question(request: MemberRequest, bank_question_id: int) -> HttpResponse:
    """Submit a question in other words."""
    question = fetch(Question.objects.visible_to(request.user).in_use().select_related("course"), bank_question_id)
    log_access("question.seen", by=request.user, on=question, question=question.slug)
    form = _form(request, question.course, row_of(question))
    if form.is_valid():
        with form.refusing():
            written = _with_pictures(request, question.course, form)
            done = bank_actions.change_question(by=request.user, question_id=question.pk, row=written)
            return _submitted(request, form, done)
    _keep_pictures(form)
    context = {"question": question, "form": form}
    return render(request, "learning/change_question.html", context, status=form.status)


def _form(request: MemberRequest, course: Course, row: Row) -> QuestionWritingForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return QuestionWritingForm(row, *sent, by=request.user, lessons=lessons_of(course))


def _with_pictures(request: MemberRequest, course: Course, form: QuestionWritingForm) -> Row:
    """The row with the pictures that came along; without one in Bangla both languages show the same."""
    row, digests = form.written_row, {}
    for name in ("picture", "picture_bn"):
        if file := form.cleaned_data.get(name):
            sent: dict[str, Any] = {"course_slug": course.slug, "content": file.read(), "field": name}
            digests[name] = bank_actions.add_question_picture(by=request.user, **sent).digest
    if "picture" in digests:
        row["picture"] = {"en": digests["picture"], "bn": digests.get("picture_bn", digests["picture"])}
    elif digests:
        row["picture"] = row["picture"] | {"bn": digests["picture_bn"]}
    return row


def _keep_pictures(form: QuestionWritingForm) -> None:
    """Of a form that comes back."""
    if form.errors:
        with form.refusing():
            form.keep_sent()


def _submitted(request: MemberRequest, form: QuestionWritingForm, row: QuestionSet) -> HttpResponse:
    form.forget_sent()
    messages.success(request, _("Submitted. Another trainer or officer decides on it."))
    return redirect(row)
