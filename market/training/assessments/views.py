"""Pages of assessments: the rubric, assessing, deciding between two assessors, asking for another assessment."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotAllowed
from market.training.assessments import actions as assessments_actions
from market.training.assessments import rubric_actions, rules
from market.training.assessments.forms import AgainForm, AssessForm, DecideForm, RubricForm
from market.training.assessments.rubric_actions import may_change_rubrics
from market.training.briefs.actions import may_read
from market.training.models import Assessment, Criterion, Project, Topic
from market.training.projects.refusals import NothingToAnswer, SameAssessor
from market.training.projects.views import act, fetch_project


@signed_in
def rubric(request: MemberRequest, topic: str) -> HttpResponse:
    """The criteria of a topic, with what each level looks like."""
    if not may_read(request.user):
        raise Http404
    row = _topic(topic)
    context = {"topic": row, "criteria": row.criteria.current(), "rules": settings.LIFECYCLE}
    context["may_change"] = may_change_rubrics(request.user)
    return render(request, "training/rubric.html", context)


def _topic(slug: str) -> Topic:
    row = Topic.objects.filter(slug=slug).first()
    if row is None:
        raise Http404
    return row


@signed_in
def change_rubric(request: MemberRequest, topic: str) -> HttpResponse:
    """The criteria as they are, to be changed by officers."""
    if not may_read(request.user):
        raise Http404
    row = _topic(topic)
    if not may_change_rubrics(request.user):
        raise NotAllowed
    form = RubricForm(request.POST or None, criteria=list(row.criteria.current()))
    if form.is_valid():
        with form.refusing():
            first = form.cleaned_data["first_criterion"]
            rubric_actions.change_rubric(by=request.user, topic=topic, criteria=form.details, first_criterion=first)
            messages.success(request, _("Saved. What is assessed from now on is assessed by it."))
            return redirect("rubric", topic)
    return render(request, "training/rubric_form.html", {"form": form, "topic": row}, status=form.status)


def _judged(user: User, project_id: int, awaits: tuple[str, ...]) -> Project:
    """A project that the user may assess or decide now. Raises NotFound, NotAllowed, SameAssessor, NothingToAnswer."""
    project = fetch_project(user, project_id)
    if project.awaits not in awaits:
        raise NothingToAnswer
    if not rules.may_judge(user, project):
        raise NotAllowed
    if user.pk in rules.former_assessors(project):
        raise SameAssessor
    return project


@signed_in
def assess_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """Points by the rubric for what was submitted."""
    project = _judged(request.user, project_id, tuple(rules.PARTS))
    criteria = list(Criterion.objects.current().filter(topic=project.enrolment.batch.topic_id))
    form = AssessForm(request.POST or None, criteria=criteria)
    if form.is_valid():
        with form.refusing():
            assessments_actions.assess_project(by=request.user, project_id=project_id, marks=form.marks)
            messages.success(request, _("Assessed."))
            return redirect(project)
    context = {
        "project": project,
        "form": form,
        "criteria": [(each, form[f"points_{each.pk}"]) for each in criteria],
        "rules": settings.LIFECYCLE,
        "left": rules.resubmissions_left(project),
    }
    return render(request, "training/assess_project.html", context, status=form.status)


@signed_in
def decide_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """An officer decides between two assessors."""
    project = _judged(request.user, project_id, (Project.Awaits.DECISION,))
    both = list(
        Assessment.objects.visible_to(request.user)
        .filter(project=project, round=project.round)
        .select_related("assessor")
        .prefetch_related("points__criterion")
    )
    form = DecideForm(request.POST or None, results=[each.result for each in both])
    if form.is_valid():
        with form.refusing():
            assessments_actions.decide_project(by=request.user, project_id=project_id, **form.cleaned_data)
            messages.success(request, _("Decided. The trainee is notified."))
            return redirect(project)
    context = {"project": project, "form": form, "assessments": both}
    return render(request, "training/decide_project.html", context, status=form.status)


@require_POST
@signed_in
def ask_again(request: MemberRequest, project_id: int) -> HttpResponse:
    """Another assessment of what was not passed."""

    def action(by: User, **fields: str) -> Project:
        return assessments_actions.ask_again(by=by, project_id=project_id, **fields)

    form = AgainForm(request.POST, auto_id="again_%s")
    done = _("Asked for. Somebody who has not assessed it before looks at it.")
    return act(request, project_id, "again", form, done, action)
