"""Pages of jobs: as everybody sees one, and as its client keeps it."""

from dataclasses import fields

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.decorators import MemberRequest, signed_in
from market.core.db import fetch
from market.core.errors import DomainError, NotFound
from market.jobs.actions import (
    JobEnded,
    NotYourJob,
    change_job,
    create_job,
    discard_draft,
    invite_freelancer,
    open_talk,
    prolong_job,
    publish_job,
)
from market.jobs.details import JobChanges
from market.jobs.forms import InviteForm, JobForm, TalkForm, initial_of
from market.jobs.models import Job
from market.jobs.queries import counts_by_tab, jobs_in_tab
from market.profiles.models import Profile
from market.profiles.queries import skill_groups


def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """A job as everybody sees it; for its client with the tools around it. A draft's page is its preview."""
    found = fetch(Job.objects.with_parts().select_related("client__client_profile").visible_to(request.user), job_id)
    context = {
        "job": found,
        "own": found.client_id == request.user.pk,
        "client_profile": getattr(found.client, "client_profile", None),
    }
    return render(request, "jobs/job.html", context)


@signed_in
def new_job(request: MemberRequest) -> HttpResponse:
    """Where a client writes a job; it is kept as a draft and shown as it will look."""
    form = JobForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            draft = create_job(by=request.user, details=form.details())
            messages.success(request, _("Your draft is saved. Look it over, then publish it."))
            return redirect(draft)
    return _show_form(request, form, None)


@signed_in
def edit_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Where a client changes a draft or an open job."""
    found = fetch(Job.objects.visible_to(request.user).select_related("topic"), job_id)
    if found.client_id != request.user.pk:
        raise NotYourJob
    if not found.is_changeable:
        raise JobEnded(state=found.state_label)
    form = JobForm(request.POST or None, initial=initial_of(found))
    if form.is_valid():
        with form.refusing():
            details = form.details()
            changes: JobChanges = {each.name: getattr(details, each.name) for each in fields(details)}  # type: ignore[assignment]
            changed = change_job(by=request.user, job_id=job_id, changes=changes)
            messages.success(request, _("The job is saved."))
            return redirect(changed)
    return _show_form(request, form, found)


def _show_form(request: MemberRequest, form: JobForm, found: Job | None) -> HttpResponse:
    chosen = [str(slug) for slug in form["skills"].value() or []]
    context = {
        "form": form,
        "job": found,
        "groups": skill_groups(chosen, str(form["topic"].value())),
        "chosen": chosen,
        "fee": settings.LIFECYCLE.client_fee_percent,
    }
    return render(request, "jobs/edit.html", context, status=form.status)


@signed_in
def my_jobs(request: MemberRequest) -> HttpResponse:
    """The client's jobs by state."""
    tab = request.GET.get("tab", "")
    page = Paginator(jobs_in_tab(request.user, tab), 20).get_page(request.GET.get("page"))
    context = {"page": page, "tab": tab, "counts": counts_by_tab(request.user)}
    return render(request, "jobs/mine.html", context)


@require_POST
@signed_in
def publish(request: MemberRequest, job_id: int) -> HttpResponse:
    """Open a draft for bids. What it still lacks is said where it can be written."""
    try:
        published = publish_job(by=request.user, job_id=job_id)
    except DomainError as refusal:
        if refusal.status != 400:
            raise
        missing = [str(each) for found in refusal.errors.values() for each in found]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_job", job_id)
    messages.success(request, _("Your job is published. Freelancers can bid from now on."))
    return redirect(published)


@require_POST
@signed_in
def discard(request: MemberRequest, job_id: int) -> HttpResponse:
    """Throw a draft away."""
    discard_draft(by=request.user, job_id=job_id)
    messages.success(request, _("The draft is thrown away."))
    return redirect("my_jobs")


@require_POST
@signed_in
def prolong(request: MemberRequest, job_id: int) -> HttpResponse:
    """Keep an open job open."""
    kept = prolong_job(by=request.user, job_id=job_id)
    messages.success(request, _("The job stays open longer."))
    return redirect(kept)


@require_POST
@signed_in
def invite(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Ask a freelancer to bid on one of the client's open jobs."""
    profile = fetch(Profile.objects.public(), profile_id)
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a job first."))
        return redirect(profile)
    try:
        invite_freelancer(by=request.user, job_id=form.cleaned_data["job"], profile_id=profile_id)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(profile)
    messages.success(request, _("She is invited. You will hear when she bids."))
    return redirect(profile)


@require_POST
@signed_in
def talk(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Open the talk with a freelancer."""
    form = TalkForm(request.POST)
    job_id = form.cleaned_data["job"] if form.is_valid() else None
    return redirect(open_talk(by=request.user, profile_id=profile_id, job_id=job_id))
