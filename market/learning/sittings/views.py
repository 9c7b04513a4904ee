"""Pages of a sitting: the paper at once or a question a page, what became of it, and the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import DomainError, NotFound
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.learning.badges.models import ExamBadge
from market.learning.exams.passed import passed_sittings
from market.learning.marking import actions as marking_actions
from market.learning.marking.actions import remark_until
from market.learning.marking.queries import result_of
from market.learning.models import Interruption, Question, Sitting
from market.learning.questions.forms import QuestionForm
from market.learning.sittings import actions, answer_actions, contact_actions
from market.learning.sittings.devices import device_of, new_device, remember
from market.learning.sittings.forms import FileAnswerForm, LostTimeForm, RemarkForm
from market.learning.sittings.papers import PaperQuestion, answered_of, paper_of
from market.learning.sittings.refusals import OnOtherDevice
from market.learning.vivas.models import Viva
from market.training.badges.forms import BadgeForm


def _begin(request: MemberRequest, exam_id: int, *, is_trial: bool) -> HttpResponse:
    key = new_device(request)
    try:
        sitting = actions.begin(by=request.user, exam_id=exam_id, device=key, is_trial=is_trial)
    except OnOtherDevice:
        rows = Sitting.objects.of(request.user).filter(exam=exam_id, is_trial=is_trial)
        return redirect(rows.order_by("number").last() or reverse("exam", args=[exam_id]))
    return remember(redirect(sitting), key)


@require_POST
@signed_in
def begin_exam(request: MemberRequest, exam_id: int) -> HttpResponse:
    """Begin, or go on where it was begun."""
    try:
        return _begin(request, exam_id, is_trial=False)
    except DomainError as refusal:
        return _refused(request, refusal, "exam", exam_id)


@require_POST
@signed_in
def begin_trial(request: MemberRequest, exam_id: int) -> HttpResponse:
    """A trial paper, to see how it goes."""
    try:
        return _begin(request, exam_id, is_trial=True)
    except DomainError as refusal:
        return _refused(request, refusal, "exam", exam_id)


def _refused(request: HttpRequest, refusal: DomainError, name: str, pk: int) -> HttpResponse:
    with pressing(request, ""):
        raise refusal
    return redirect(name, pk)


def _own(request: MemberRequest, sitting_id: int) -> Sitting:
    rows = Sitting.objects.of(request.user).select_related("exam__course", "exam__batch", "user")
    return fetch(rows, sitting_id)


@require_GET
@signed_in
def sitting(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """The paper while it runs; the result once it is out; between them what arrived. `?question=3` is one question."""
    row = _own(request, sitting_id)
    if row.is_running:
        return _running(request, row)
    if row.points is not None and (row.is_trial or row.exam.released_at is not None):
        return _result(request, row)
    context = {**_state(request, row), "answered": len(answered_of(row)), "remarks": {}}
    return render(request, "learning/sitting_over.html", context)


def _running(request: MemberRequest, row: Sitting) -> HttpResponse:
    device = row.current_device
    if device.key != device_of(request):
        return render(request, "learning/sitting_elsewhere.html", {"sitting": row, "device": device})
    contact_actions.say_present(by=request.user, sitting_id=row.pk)
    wanted = request.GET.get("question", "")
    only = min(max(int(wanted), 1), len(row.paper)) if wanted.isdecimal() and len(wanted) < 4 else 0
    paper = paper_of(row, only)
    context = {**_state(request, row), "device": device, "only": only, "paper": paper}
    if only and paper[0].question.kind == Question.Kind.FILE:
        context["typed"] = FileAnswerForm(last=paper[0].last)
    context |= {"answered": answered_of(row), "next_number": answer_actions.next_number(device)}
    return render(request, "learning/sitting.html", context)


def _state(request: MemberRequest, row: Sitting) -> dict[str, Any]:
    interruptions = list(row.interruptions.order_by("-from_at"))
    return {
        "sitting": row,
        "exam": row.exam,
        "now": clock.now(),
        "arrives_until": row.end + row.exam.grace,
        "interruptions": interruptions,
        "can_report": row.submitted_at is None and row.exam.counts_at(row.ends_at) and not row.is_trial,
        "lost_time_form": LostTimeForm(),
        "viva": Viva.objects.filter(sitting=row).first(),
    }


def _result(request: MemberRequest, row: Sitting, form: RemarkForm | None = None, at: int = 0) -> HttpResponse:
    until = remark_until(row.exam)
    context = {
        "sitting": row,
        "exam": row.exam,
        "viva": Viva.objects.filter(sitting=row).first(),
        "badge_form": BadgeForm() if passed_sittings([request.user.pk]).filter(pk=row.pk).exists() else None,
        "exam_badge": ExamBadge.objects.valid().filter(sitting=row).first(),
        "rows": result_of(row),
        "remarks": {each.question_id: each for each in row.remarks.all()},
        "can_remark": until is not None and clock.now() < until and not row.is_trial,
        "remark_until": until,
        "remark_form": form,
        "plain_remark_form": RemarkForm(),
        "remark_at": at,
    }
    return render(request, "learning/sitting_result.html", context, status=form.status if form else 200)


def _typed(request: MemberRequest, row: Sitting, shown: PaperQuestion) -> QuestionForm | FileAnswerForm:
    """What was sent as the answer to a question."""
    if shown.question.kind == Question.Kind.FILE:
        return FileAnswerForm(request.POST, request.FILES, last=shown.last)
    return QuestionForm(shown.question, row.seed, request.POST, partly=True)


def _answer_of(request: MemberRequest, form: QuestionForm | FileAnswerForm) -> Any:
    """The answer in the form that `answer_now` takes; files are stored. The form must be valid."""
    if isinstance(form, QuestionForm):
        return form.answer
    form.keep(request.user)
    return {"text": form.cleaned_data["answer"], "files": list(form.upload_ids)}


@takes_files
@require_POST
@signed_in
def answer_exam_question(request: MemberRequest, sitting_id: int, exam_question_id: int) -> HttpResponse:
    """One question by a plain form; then the next one."""
    row = _own(request, sitting_id)
    if exam_question_id not in row.paper:
        raise NotFound
    place = row.paper.index(exam_question_id) + 1
    (shown,) = paper_of(row, place)
    form = _typed(request, row, shown)
    if form.is_valid():
        with form.refusing():
            key = new_device(request)
            answer_actions.answer_now(
                by=request.user,
                sitting_id=row.pk,
                device_key=key,
                question=exam_question_id,
                answer=_answer_of(request, form),
            )
            if place == len(row.paper):
                messages.success(request, _("Saved. That was the last question: look at the others again, or submit."))
            return redirect(f"{row.get_absolute_url()}?question={min(place + 1, len(row.paper))}")
    if not row.is_running:
        return redirect(row)
    device = row.current_device
    context = {**_state(request, row), "device": device, "only": place, "paper": [shown], "typed": form}
    context |= {"answered": answered_of(row), "next_number": answer_actions.next_number(device)}
    return render(request, "learning/sitting.html", context, status=form.status)


@require_POST
@signed_in
def take_over_sitting(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """Go on on this device."""
    key = new_device(request)
    with pressing(request, _("You go on here. On the other device the exam has ended.")):
        actions.take_over(by=request.user, sitting_id=sitting_id, device=key)
    return remember(redirect("sitting", sitting_id), key)


@require_POST
@signed_in
def submit_sitting(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """Submit it."""
    row = actions.submit(by=request.user, sitting_id=sitting_id)
    return redirect(row)


@require_POST
@signed_in
def resume_sitting(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """Use the time that was returned."""
    key = new_device(request)
    with pressing(request, _("Your time runs again.")):
        actions.resume(by=request.user, sitting_id=sitting_id, device=key)
    return remember(redirect("sitting", sitting_id), key)


@require_POST
@signed_in
def report_lost_time(request: MemberRequest, interruption_id: int) -> HttpResponse:
    """There was no power, or no way to go on."""
    row = fetch(Interruption.objects.filter(sitting__user=request.user), interruption_id)
    form = LostTimeForm(request.POST)
    if form.is_valid():
        with form.refusing():
            text = form.cleaned_data["report"]
            done = contact_actions.report_lost_time(by=request.user, interruption_id=row.pk, report=text)
            waits = done.state == Interruption.State.WAITING
            sentence = (
                _("Reported. A trainer decides about the rest.") if waits else _("Reported. Your time is returned.")
            )
            with pressing(request, sentence):
                return redirect("sitting", row.sitting_id)
    context = {"interruption": row, "form": form, "sitting": _own(request, row.sitting_id)}
    return render(request, "learning/report_lost_time.html", context, status=form.status)


@require_POST
@signed_in
def request_remark(request: MemberRequest, sitting_id: int, exam_question_id: int) -> HttpResponse:
    """Ask to look at an answer again."""
    row = _own(request, sitting_id)
    form = RemarkForm(request.POST)
    if form.is_valid():
        with form.refusing():
            marking_actions.request_remark(
                by=request.user, sitting_id=row.pk, question_id=exam_question_id, **form.cleaned_data
            )
            with pressing(request, _("Sent. Somebody else than the marker looks at it.")):
                return redirect(f"{row.get_absolute_url()}#question-{exam_question_id}")
    if row.points is None or row.exam.released_at is None:
        return redirect(row)
    return _result(request, row, form, exam_question_id)
