"""Questions that wait for a second person: submitted as a file, read, brought into use or sent back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.learning.bank import actions as bank_actions
from market.learning.bank.forms import QuestionFileForm, QuestionSetReturnForm
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import languages, lessons_of, title_of
from market.learning.courses.queries import course_of
from market.learning.questions.models import Question
from market.learning.questions.rows import row_of
from market.learning.versions.views import writers_only

MOST_FAULTS, FIRST_ROWS = 200, 20


@takes_files
@writers_only
def import_questions(request: MemberRequest, course_slug: str) -> HttpResponse:
    """Read a file, show all that is wrong in it by line and how its questions would be asked; then submit it."""
    course = course_of(course_slug)
    form = QuestionFileForm(request.POST or None, request.FILES or None, by=request.user, lessons=lessons_of(course))
    context: dict[str, Any] = {"course": course, "title": title_of(course)[language()], "form": form}
    if form.is_valid():
        with form.refusing():
            file = form.cleaned_data["file"]
            sent: dict[str, Any] = {"course_slug": course_slug, "name": file.name, "content": file.read()}
            sent["chosen"] = form.chosen
            if request.POST.get("go") == "submit":
                row = bank_actions.submit_questions(by=request.user, **sent)
                form.forget_sent()
                messages.success(request, _("Submitted. Another trainer or officer decides on it."))
                return redirect(row)
            context["checked"] = bank_actions.check_questions(by=request.user, **sent)
            form.keep_sent()
    status = 400 if "checked" in context and context["checked"].faults else form.status
    context |= {**languages(), "shown": MOST_FAULTS}
    return render(request, "learning/import_questions.html", context, status=status)


@writers_only
def question_set(request: MemberRequest, question_set_id: int) -> HttpResponse:
    """A set as it would be asked, beside what is asked now, and the decision."""
    rows = QuestionSet.objects.visible_to(request.user).select_related("course", "author", "reviewer")
    row = fetch(rows, question_set_id)
    log_access("questions.read", by=request.user, on=row, course=row.course.slug)
    form = QuestionSetReturnForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            bank_actions.return_question_set(by=request.user, set_id=row.pk, **form.cleaned_data)
            messages.success(request, _("Sent back. Who submitted it is told what is to be mended."))
            return redirect("question_bank", row.course.slug)
    before = _before(row)
    changes = [(each, before.get((each["id"], each["was"]))) for each in row.changes]
    context = {
        "set": row,
        "title": title_of(row.course)[language()],
        "titles": {each.slug: each.title for each in lessons_of(row.course)},
        "changes": changes,
        "form": form,
        **languages(),
    }
    return render(request, "learning/question_set.html", context, status=form.status)


def _before(row: QuestionSet) -> dict[tuple[str, int], dict[str, Any]]:
    """What was asked when the set was submitted, as rows, by id and number."""
    slugs = [each["id"] for each in row.changes]
    there = Question.objects.filter(course=row.course, slug__in=slugs)
    return {(each.slug, each.number): row_of(each) for each in there}


@require_POST
@writers_only
def accept_question_set(request: MemberRequest, question_set_id: int) -> HttpResponse:
    """The questions are asked from now on."""
    with pressing(request, _("In use: the questions are asked from now on.")):
        bank_actions.accept_question_set(by=request.user, set_id=question_set_id)
    return redirect("question_set", question_set_id)


@require_POST
@writers_only
def withdraw_question_set(request: MemberRequest, question_set_id: int) -> HttpResponse:
    """Who submitted the questions takes them back."""
    with pressing(request, _("Withdrawn. Nobody reads these questions any more.")):
        bank_actions.withdraw_question_set(by=request.user, set_id=question_set_id)
    return redirect("question_set", question_set_id)
