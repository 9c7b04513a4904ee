"""Officers' pages of the rule of allowances, and of what trainees ask."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.payments.allowances import question_actions
from market.payments.allowances.forms import AnswerForm, ReasonForm, RuleForm
from market.payments.allowances.queries import questions_for
from market.payments.allowances.words import why
from market.payments.models import AllowanceQuestion
from market.training.allowances import rule_actions
from market.training.allowances.months import month_name
from market.training.models import AllowanceRule

officers_only = with_role(User.Role.OFFICER)
office_only = with_role(User.Role.OFFICER, User.Role.OPERATOR)


@officers_only
def allowance_rules(request: MemberRequest) -> HttpResponse:
    """All rules, and the form for a new one."""
    form = RuleForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            fields = {**form.cleaned_data, "programme_id": form.cleaned_data["programme"].pk}
            del fields["programme"]
            rule_actions.propose_allowance_rule(by=request.user, **fields)
            messages.success(request, _("Proposed. Another officer confirms it."))
            return redirect("allowance_rules")
    return _render(request, form)


def _render(request: MemberRequest, form: Form, refuse_form: ReasonForm | None = None) -> HttpResponse:
    rows = AllowanceRule.objects.visible_to(request.user).select_related("programme", "made_by", "decided_by")
    context = {"form": form, "rules": rows, "refuse_form": refuse_form or ReasonForm(), "month_name": month_name}
    return render(request, "payments/allowance_rules.html", context, status=(refuse_form or form).status)


@require_POST
@officers_only
def confirm_allowance_rule(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Another officer confirms it."""
    with pressing(request, _("Confirmed: it counts from its month on.")):
        rule_actions.confirm_allowance_rule(by=request.user, rule_id=rule_id)
    return redirect("allowance_rules")


@require_POST
@officers_only
def refuse_allowance_rule(request: MemberRequest, rule_id: int) -> HttpResponse:
    """It does not count."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusing():
            rule_actions.refuse_allowance_rule(by=request.user, rule_id=rule_id, **form.cleaned_data)
            messages.success(request, _("Refused: it does not count."))
            return redirect("allowance_rules")
    return _render(request, RuleForm(), form)


@office_only
def allowance_questions(request: MemberRequest) -> HttpResponse:
    """What trainees ask, the first to be answered first."""
    page = Paginator(questions_for(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "payments/allowance_questions.html", {"page": page, "month_name": month_name})


@office_only
def allowance_question(request: MemberRequest, question_id: int) -> HttpResponse:
    """One question with its line, and the answer. That it was opened is logged."""
    rows = AllowanceQuestion.objects.visible_to(request.user)
    related = ("line__trainee", "line__list__phase", "line__enrolment__batch", "line__allowance", "answered_by")
    question = fetch(rows.select_related(*related), question_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            answer = form.cleaned_data["answer"]
            question_actions.answer_allowance_question(by=request.user, question_id=question_id, answer=answer)
            messages.success(request, _("Answered. The trainee is told."))
            return redirect("allowance_questions")
    log_access("allowance_question.seen", by=request.user, on=question)
    allowance = getattr(question.line, "allowance", None)
    payouts = allowance.payouts.order_by("-pk") if allowance else []
    context = {"question": question, "line": question.line, "why": why(question.line), "form": form}
    context |= {"allowance": allowance, "payouts": payouts, "month": month_name(question.line.month)}
    return render(request, "payments/allowance_question.html", context, status=form.status)
