"""Pages of the list of a face-to-face class."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.training.classes.adding_actions import teaches
from market.training.models import ClassProblem, ClassSession
from market.training.problems import actions
from market.training.problems.forms import AddProblemForm, SettleProblemForm
from market.training.problems.queries import Problem, problems_of
from market.training.problems.terms import LEAST_ANSWERS, WEAK_PERCENT


def _session(request: MemberRequest, session_id: int) -> ClassSession:
    rows = ClassSession.objects.visible_to(request.user).filter(kind=ClassSession.Kind.IN_PERSON)
    return fetch(rows.select_related("batch__topic", "batch__district", "trainer", "venue"), session_id)


@signed_in
def class_problems(request: MemberRequest, session_id: int) -> HttpResponse:
    """What is gone over in the class, and what was decided; printed, it has lines to write on."""
    return _show(request, _session(request, session_id))


def _show(request: MemberRequest, session: ClassSession, **bound: Form) -> HttpResponse:
    listed = problems_of(session, request.user)
    context: dict[str, Any] = {
        "session": session,
        "batch": session.batch,
        "list": listed,
        "knows": teaches(request.user, session),
        "add_form": bound.get("add") or AddProblemForm(),
        "settle_forms": [(each, _settle_form(each, bound.get("settle"))) for each in listed.open],
        "least": LEAST_ANSWERS,
        "percent": WEAK_PERCENT,
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "training/class_problems.html", context, status=status)


def _settle_form(problem: Problem, bound: Form | None) -> Form:
    if bound is not None and bound.data.get("key") == problem.key:
        return bound
    return SettleProblemForm(initial={"key": problem.key}, auto_id=f"{problem.key}_%s")


@require_POST
@signed_in
def add_problem(request: MemberRequest, session_id: int) -> HttpResponse:
    """Add what is to be gone over."""
    form = AddProblemForm(request.POST)
    return _take(request, session_id, form, "add", actions.add_problem, _("It stands on the list."))


@require_POST
@signed_in
def settle_problem(request: MemberRequest, session_id: int) -> HttpResponse:
    """Tick something off."""
    form = SettleProblemForm(request.POST)
    return _take(request, session_id, form, "settle", actions.settle_problem, _("Settled. Who asked for it is told."))


def _take(  # noqa: PLR0913  # a form is all of these
    request: MemberRequest, session_id: int, form: Form, name: str, act: Callable[..., ClassProblem], done: str
) -> HttpResponse:
    session = _session(request, session_id)
    if form.is_valid():
        with form.refusing():
            act(by=request.user, session_id=session_id, **form.cleaned_data)
            messages.success(request, done)
            return redirect("class_problems", session_id)
    return _show(request, session, **{name: form})


@require_POST
@signed_in
def reopen_problem(request: MemberRequest, problem_id: int) -> HttpResponse:
    """Put something back onto the list."""
    row = fetch(ClassProblem.objects.visible_to(request.user).exclude(session=None), problem_id)
    with pressing(request, _("It stands on the list again.")):
        actions.reopen_problem(by=request.user, problem_id=problem_id)
    return redirect("class_problems", row.session_id)


@require_POST
@signed_in
def remove_problem(request: MemberRequest, session_id: int, problem_id: int) -> HttpResponse:
    """Take an own entry back."""
    _session(request, session_id)
    with pressing(request, _("Removed.")):
        actions.remove_problem(by=request.user, problem_id=problem_id)
    return redirect("class_problems", session_id)
