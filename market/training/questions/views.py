"""Pages of questions about a class: trainees ask, trainers answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.web.buttons import pressing
from market.training.classes.adding_actions import teaches
from market.training.classes.form_pages import Words, form_page
from market.training.models import ClassQuestion, ClassSession
from market.training.questions import actions as questions_actions
from market.training.questions.forms import AnswerForm, QuestionForm


def _question(request: MemberRequest, question_id: int) -> ClassQuestion:
    rows = ClassQuestion.objects.visible_to(request.user)
    return fetch(rows.select_related("session__batch__topic", "asked_by"), question_id)


@signed_in
def ask_question(request: MemberRequest, session_id: int) -> HttpResponse:
    """Ask about a class, also before it."""
    rows = ClassSession.objects.visible_to(request.user).select_related("batch__topic")
    session = fetch(rows, session_id)
    if not questions_actions.may_ask(request.user, session):
        raise NotAllowed
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            question = questions_actions.ask_question(by=request.user, session_id=session_id, **form.cleaned_data)
            messages.success(request, _("Your question is on its way. You are notified when it is answered."))
            return redirect(question)
    hint = _("Your trainers see your name. The others of the batch read the question, not who asks.")
    return form_page(request, session, form, Words(_("Ask a question"), _("Ask it"), hint))


@signed_in
def change_question(request: MemberRequest, question_id: int) -> HttpResponse:
    """An own question in other words."""
    question = _question(request, question_id)
    if question.asked_by_id != request.user.pk:
        raise NotAllowed
    form = QuestionForm(request.POST or None, initial={"text": question.text})
    if form.is_valid():
        with form.refusing():
            questions_actions.change_question(by=request.user, question_id=question_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(question)
    remove = reverse("remove_question", args=[question_id]) if question.is_open else ""
    return form_page(request, question.session, form, Words(_("Change your question"), _("Save"), remove=remove))


@require_POST
@signed_in
def remove_question(request: MemberRequest, question_id: int) -> HttpResponse:
    """Take an own question back."""
    session = _question(request, question_id).session
    with pressing(request, _("Removed.")):
        questions_actions.remove_question(by=request.user, question_id=question_id)
    return redirect(session)


@signed_in
def answer_question(request: MemberRequest, question_id: int) -> HttpResponse:
    """The answer for all."""
    question = _question(request, question_id)
    if not teaches(request.user, question.session):
        raise NotAllowed
    form = AnswerForm(request.POST or None, initial={"answer": question.answer})
    if form.is_valid():
        with form.refusing():
            questions_actions.answer_question(by=request.user, question_id=question_id, **form.cleaned_data)
            messages.success(request, _("Answered. All trainees of the batch read it."))
            return redirect(question)
    hint = _("%(name)s asks. The others of the batch read question and answer, not who asks.")
    words = Words(_("Answer a question"), _("Answer it"), hint % {"name": question.asked_by.shown_name}, question.text)
    return form_page(request, question.session, form, words)
