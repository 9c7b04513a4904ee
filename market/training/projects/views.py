"""A trainee's project: choosing it, its page, check-ins, versions, submitting it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotAllowed
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.core.web.uploads import takes_files
from market.training.assessments import forms as assessment_forms
from market.training.models import Brief, CheckIn, Project, ProjectVersion
from market.training.projects import actions as projects_actions
from market.training.projects import check_in_actions, forms, terms, version_actions
from market.training.projects.queries import own_place, parts_of_project, projects


def fetch_project(user: User, project_id: int) -> Project:
    """A project that the user sees, with what its page names. Raises NotFound."""
    return fetch(projects().filter(pk__in=Project.objects.visible_to(user).values("pk")), project_id)


def show_project(request: MemberRequest, project: Project, **bound: Form) -> HttpResponse:
    """Its page; a form that was refused has what was typed."""
    user, place = request.user, project.enrolment
    every: dict[str, Form] = {
        "return": forms.ReturnForm(auto_id="return_%s"),
        "extend": forms.ExtendForm(auto_id="extend_%s"),
        "check_in": forms.CheckInForm(auto_id="check_in_%s"),
        "reply": forms.CheckInReplyForm(auto_id="reply_%s"),
        "comment": forms.VersionCommentForm(auto_id="comment_%s"),
        "again": assessment_forms.AgainForm(auto_id="again_%s"),
    }
    context = {
        "project": project,
        "place": place,
        "batch": place.batch,
        "now": clock.now(),
        "forms": {**every, **bound},
        "open": next(iter(bound), ""),
        **parts_of_project(project, user),
    }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "training/project.html", context, status=status)


def act(
    request: MemberRequest, project_id: int, name: str, form: Form, done: str, action: Callable[..., Any]
) -> HttpResponse:
    """Take a form of the project's page: `action` gets what was typed."""
    project = fetch_project(request.user, project_id)
    if form.is_valid():
        with form.refusing():
            action(by=request.user, **form.cleaned_data)
            messages.success(request, done)
            return redirect(project)
    return show_project(request, fetch_project(request.user, project_id), **{name: form})


@signed_in
def my_project(request: MemberRequest) -> HttpResponse:
    """The trainee's project, or how to choose one."""
    place = own_place(request.user)
    if place is None:
        raise Http404
    existing = Project.objects.filter(enrolment=place).first()
    if existing is not None:
        return redirect(existing)
    opens = terms.opens_at(place.batch)
    rows = Brief.objects.active().filter(topic=place.batch.topic_id)
    context = {"place": place, "batch": place.batch, "opens_at": opens, "is_open": opens <= clock.now(), "briefs": rows}
    return render(request, "training/choose_project.html", context)


@signed_in
def propose_project(request: MemberRequest) -> HttpResponse:
    """What the trainee wants to make: by a brief (`?brief=`), in their own words, or what came back."""
    place = own_place(request.user)
    if place is None:
        raise Http404
    project = Project.objects.filter(enrolment=place).select_related("waiting", "brief").first()
    wanted = request.GET.get("brief", "")
    rows = Brief.objects.active().filter(topic=place.batch.topic_id)
    brief = fetch(rows, wanted) if wanted else None
    form = forms.ProposalForm.begun(request.POST or None, brief=brief, project=project)
    if form.is_valid():
        with form.refusing():
            proposed = projects_actions.propose_project(by=request.user, idea=form.idea)
            messages.success(request, _("Your trainers have it now. You are notified of their answer."))
            return redirect(proposed)
    context = {"form": form, "brief": brief, "project": project, "place": place}
    return render(request, "training/propose_project.html", context, status=form.status)


@signed_in
def project(request: MemberRequest, project_id: int) -> HttpResponse:
    """A project, for its trainee, the batch's trainers and officers."""
    row = fetch_project(request.user, project_id)
    if row.enrolment.trainee_id != request.user.pk:
        log_access("project.seen", by=request.user, on=row)
    return show_project(request, row)


@require_POST
@signed_in
def add_check_in(request: MemberRequest, project_id: int) -> HttpResponse:
    """The check-in of the week."""
    form = forms.CheckInForm(request.POST, auto_id="check_in_%s")
    done = _("Written. Your trainers read it.")

    def action(by: User, **fields: str) -> CheckIn:
        return check_in_actions.add_check_in(by=by, project_id=project_id, **fields)

    return act(request, project_id, "check_in", form, done, action)


@require_POST
@signed_in
def reply_to_check_in(request: MemberRequest, check_in_id: int) -> HttpResponse:
    """A trainer's reply."""
    check_in = fetch(CheckIn.objects.visible_to(request.user), check_in_id)
    form = forms.CheckInReplyForm(request.POST, auto_id="reply_%s")

    def action(by: User, **fields: str) -> CheckIn:
        return check_in_actions.reply_to_check_in(by=by, check_in_id=check_in_id, **fields)

    return act(request, check_in.project_id, "reply", form, _("Replied. The trainee is notified."), action)


@takes_files
@signed_in
def add_version(request: MemberRequest, project_id: int) -> HttpResponse:
    """A new version, with files or links."""
    row = fetch_project(request.user, project_id)
    if not terms.studies(request.user, row.enrolment):
        raise NotAllowed
    form = forms.VersionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            added = version_actions.add_version(
                by=request.user,
                project_id=project_id,
                note=form.cleaned_data["note"],
                links=form.link_list,
                file_ids=form.upload_ids,
            )
            number = format_number(added.number, language())
            messages.success(request, _("Version %(number)s is added.") % {"number": number})
            return redirect(row)
    context = {"form": form, "project": row, "kept": form.attached(request.user)}
    return render(request, "training/add_version.html", context, status=form.status)


@require_POST
@signed_in
def comment_version(request: MemberRequest, version_id: int) -> HttpResponse:
    """Something about a version."""
    version = fetch(ProjectVersion.objects.visible_to(request.user), version_id)
    form = forms.VersionCommentForm(request.POST, auto_id="comment_%s")

    def action(by: User, **fields: str) -> object:
        return version_actions.comment_version(by=by, version_id=version_id, **fields)

    return act(request, version.project_id, "comment", form, _("Written."), action)


@require_POST
@signed_in
def submit_project(request: MemberRequest, project_id: int) -> HttpResponse:
    """The last version, to be assessed."""
    row = fetch_project(request.user, project_id)
    with pressing(request, _("Submitted. Your trainers assess it.")):
        version_actions.submit_project(by=request.user, project_id=project_id)
    return redirect(row)
