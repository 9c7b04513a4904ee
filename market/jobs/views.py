"""Pages of jobs and invitations: for everybody, for the job's client, for the invited freelancer."""

from dataclasses import fields
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.people.restraint_actions import require_trader
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.text.bangla import language_of
from market.core.text.formats import format_number
from market.core.text.locale import override
from market.core.web.og_images import Card, card_answer
from market.core.web.uploads import takes_files
from market.jobs.forms import DeclineForm, InviteForm, JobForm, TalkForm, initial_of
from market.jobs.invitations import actions as invitations_actions
from market.jobs.marks import actions as marks_actions
from market.jobs.models import Invitation, Job, Mark
from market.jobs.postings import actions as postings_actions
from market.jobs.postings.details import JobChanges
from market.jobs.postings.differences import edition, format_budget
from market.jobs.postings.refusals import JobEnded, JobRemoved, NotInvitedYet, NotYourJob
from market.jobs.queries import (
    describe_job_changes,
    find_tab,
    invitations_of,
    job_page,
    jobs_in_tab,
    marked_jobs,
    similar_jobs,
    tabs_needing_client,
    tabs_with_counts,
)
from market.profiles.forms import skill_groups
from market.profiles.models import Profile

MAX_WORDS_IN_URL = 1000  # characters
CARD_MAX_AGE = 300  # seconds


def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page of a job, with tools for its client. The page of a draft is its preview."""
    job = job_page(request.user, job_id)
    own = job.client_id == request.user.pk
    context = {
        "job": job,
        "own": own,
        "client_profile": getattr(job.client, "client_profile", None),
        "address": request.build_absolute_uri(job.get_absolute_url()),
        "shared": job.is_open and job.visibility == Job.Visibility.ALL,
        "mark": "" if own else job.mark,
        "similar": [] if own else similar_jobs(job, request.user),
        "files": list(job.files.order_by("created_at")) if job.has_files else [],
        "changes": describe_job_changes(job, request.user) if job.has_changes else [],
    }
    return render(request, "jobs/job.html", context)


def job_card(request: HttpRequest, job_id: int) -> HttpResponse:
    """The Open Graph image of a public job, in the language of its title."""
    job = fetch(Job.objects.visible_to(request.user).public().select_related("topic"), job_id)
    language = language_of(job.title)
    with override(language):
        days = ngettext("%(num)s day", "%(num)s days", job.duration_days)
        card = Card(
            above=job.topic.name,
            title=job.title,
            fact=format_budget(job.budget_min, job.budget_max),
            below=f"{_('To be done within')} {days % {'num': format_number(job.duration_days, language)}}",
        )
    response = card_answer(card, seconds=CARD_MAX_AGE)
    response["Content-Language"] = language
    return response


@takes_files
@signed_in
def new_job(request: MemberRequest) -> HttpResponse:
    """Where a client writes a job; it is saved as a draft and redirects to its preview."""
    require_trader(request.user)
    form = JobForm(request.POST or None, request.FILES or None)
    _keep_files(request, form)
    if form.is_valid():
        with form.refusing():
            draft = postings_actions.create_job(by=request.user, details=form.details())
            messages.success(request, _("Your draft is saved. Look it over, then publish it."))
            return redirect(draft)
    return _form_page(request, form, None)


@takes_files
@signed_in
def edit_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Where a client changes a draft or an open job."""
    existing = fetch(Job.objects.visible_to(request.user).select_related("topic"), job_id)
    if existing.client_id != request.user.pk:
        raise NotYourJob
    if existing.is_hidden:
        raise JobRemoved
    if not existing.is_changeable:
        raise JobEnded(state=existing.state_label)
    form = JobForm(request.POST or None, request.FILES or None, initial=initial_of(existing))
    _keep_files(request, form)
    if not form.is_bound:
        form.kept = tuple(str(pk) for pk in existing.files.order_by("created_at").values_list("pk", flat=True))
    if form.is_valid():
        with form.refusing():
            details = form.details()
            changes: JobChanges = {each.name: getattr(details, each.name) for each in fields(details)}  # type: ignore[assignment]
            edition_seen = request.POST.get("seen", "")
            changed = postings_actions.change_job(
                by=request.user, job_id=job_id, changes=changes, edition_seen=edition_seen
            )
            messages.success(request, _("The job is saved."))
            return redirect(changed)
    return _form_page(request, form, existing)


def _keep_files(request: MemberRequest, form: JobForm) -> None:
    """Store uploaded files before the form is validated, so that an error loses none."""
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)


def _form_page(request: MemberRequest, form: JobForm, existing: Job | None) -> HttpResponse:
    context = {
        "form": form,
        "job": existing,
        "seen": edition(existing) if existing else "",
        "kept": form.attached(request.user),
        "groups": skill_groups(form),
        "fee": settings.LIFECYCLE.client_fee_percent,
    }
    return render(request, "jobs/edit.html", context, status=form.status)


@signed_in
def my_jobs(request: MemberRequest) -> HttpResponse:
    """The client's jobs by tab."""
    tab = find_tab(request.GET.get("tab", ""))
    page = Paginator(jobs_in_tab(request.user, tab.name), 20).get_page(request.GET.get("page"))
    tabs = [(each, n) for each, n in tabs_with_counts(request.user) if n or not each.asks or each == tab]
    context = {"page": page, "here_tab": tab.name, "numbered_tabs": tabs, "tabs_needing_client": tabs_needing_client}
    return render(request, "jobs/mine.html", context)


@signed_in
def saved_jobs(request: MemberRequest) -> HttpResponse:
    """Jobs that the user saved, or hid from lists."""
    kind = Mark.Kind.HIDDEN if request.GET.get("tab") == "hidden" else Mark.Kind.SAVED
    page = Paginator(marked_jobs(request.user, kind), 20).get_page(request.GET.get("page"))
    return render(request, "jobs/saved.html", {"page": page, "kind": kind})


@signed_in
def invitations(request: MemberRequest) -> HttpResponse:
    """A freelancer's invitations: those that wait for an answer, and the others."""
    answered = request.GET.get("tab") == "answered"
    page = Paginator(invitations_of(request.user, answered=answered), 20).get_page(request.GET.get("page"))
    return render(request, "jobs/invitations.html", {"page": page, "answered": answered})


@require_POST
@signed_in
def accept_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Accept an invitation; redirects to the job, where the bid begins."""
    accepted = invitations_actions.accept_invitation(by=request.user, invitation_id=invitation_id)
    messages.success(request, _("The client knows that you want to bid. Write your bid now."))
    return redirect(accepted.job)


@signed_in
def decline_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Where a freelancer declines an invitation, with a reason."""
    invitation = fetch(Invitation.objects.with_parts().visible_to(request.user), invitation_id)
    if invitation.freelancer_id != request.user.pk:
        raise NotInvitedYet
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            invitations_actions.decline_invitation(by=request.user, invitation_id=invitation_id, **form.cleaned_data)
            messages.success(request, _("The client is told, kindly. You may still bid while the job is open."))
            return redirect("invitations")
    return render(request, "jobs/decline.html", {"form": form, "invitation": invitation}, status=form.status)


@require_POST
@signed_in
def duplicate_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Write the same job again, as a draft."""
    draft = postings_actions.duplicate_job(by=request.user, job_id=job_id)
    messages.success(request, _("Here is a copy as a draft. Change what is different this time, then publish it."))
    return redirect("edit_job", draft.pk)


MARK_MESSAGES = {
    "saved": _lazy("The job is saved for later."),
    "hidden": _lazy("This job no longer stands in your lists."),
    "": _lazy("The job is as any other again."),
}


@require_POST
@signed_in
def mark_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Save a job, hide it from the user's lists, or undo either."""
    kind, before = request.POST.get("kind", ""), request.POST.get("before", "")
    if kind in Mark.Kind.values:
        marks_actions.mark_job(by=request.user, job_id=job_id, kind=Mark.Kind(kind))
    else:
        marks_actions.unmark_job(by=request.user, job_id=job_id, kind=before)
    messages.success(request, MARK_MESSAGES[kind if kind in MARK_MESSAGES else ""])
    return redirect("job", job_id)


@require_POST
@signed_in
def publish_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Publish a draft; with errors it redirects to the form and shows them."""
    try:
        published = postings_actions.publish_job(by=request.user, job_id=job_id)
    except DomainError as refusal:
        if refusal.status != 400:
            raise
        missing = [str(error) for field_errors in refusal.errors.values() for error in field_errors]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_job", job_id)
    messages.success(request, _("Your job is published. Freelancers can bid from now on."))
    return redirect(published)


@require_POST
@signed_in
def discard_draft(request: MemberRequest, job_id: int) -> HttpResponse:
    """Delete a draft."""
    postings_actions.discard_draft(by=request.user, job_id=job_id)
    messages.success(request, _("The draft is thrown away."))
    return redirect("my_jobs")


@require_POST
@signed_in
def prolong_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Extend an open job."""
    prolonged = postings_actions.prolong_job(by=request.user, job_id=job_id)
    messages.success(request, _("The job stays open longer."))
    return redirect(prolonged)


@require_POST
@signed_in
def invite_freelancer(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Ask a freelancer to bid on one of the client's open jobs."""
    profile = fetch(Profile.objects.public_to(request.user), profile_id)
    form = InviteForm(request.POST)
    if form.is_valid():
        with form.refusing():
            job_id, words = form.cleaned_data["job"], form.cleaned_data["words"]
            invitations_actions.invite_freelancer(by=request.user, job_id=job_id, profile_id=profile_id, words=words)
            messages.success(request, _("She is invited. You will hear when she bids."))
            return redirect(profile)
    error = _("Choose a job first.") if "job" in form.errors else " ".join(str(e[0]) for e in form.errors.values())
    messages.error(request, error)
    # The form is on the profile's page: its text goes there in the URL.
    typed = (form["words"].value() or "")[:MAX_WORDS_IN_URL]
    return redirect(f"{profile.get_absolute_url()}?{urlencode({'words': typed})}" if typed else profile)


@require_POST
@signed_in
def open_conversation(request: MemberRequest, profile_id: int) -> HttpResponse:
    """Open the conversation with a freelancer."""
    form = TalkForm(request.POST)
    job_id = form.cleaned_data["job"] if form.is_valid() else None
    return redirect(invitations_actions.start_conversation(by=request.user, profile_id=profile_id, job_id=job_id))
