"""Pages of jobs: a job for everybody, and its client's list, form and buttons."""

from dataclasses import fields

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, is_member, signed_in
from market.accounts.people.restraint_actions import require_trader
from market.accounts.sign_in.kept_forms import REFILL, goes_on, keep_for_newcomer, was_signed_in
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.text.bangla import language_of
from market.core.text.formats import format_number
from market.core.text.locale import override
from market.core.web.jinja import url_or_empty
from market.core.web.og_images import Card, card_answer
from market.core.web.uploads import takes_files
from market.jobs.invitations.actions import publish_and_invite
from market.jobs.models import Job
from market.jobs.postings import actions as postings_actions
from market.jobs.postings.details import JobChanges
from market.jobs.postings.differences import edition, format_budget
from market.jobs.postings.examples import example_for
from market.jobs.postings.forms import JobForm, initial_of
from market.jobs.postings.open_web import public_page
from market.jobs.postings.queries import (
    describe_job_changes,
    find_tab,
    job_page,
    jobs_in_tab,
    last_currency,
    similar_jobs,
    tabs_needing_client,
    tabs_with_counts,
)
from market.jobs.postings.refusals import JobEnded, JobRemoved, NotYourJob
from market.profiles.forms import skill_groups

CARD_MAX_AGE = 300  # seconds


def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The page of a job, with tools for its client. The page of a draft is its preview."""
    job = job_page(request.user, job_id)
    own = job.client_id == request.user.pk
    context = {
        "job": job,
        "open_web": public_page(job),
        "own": own,
        "client_profile": getattr(job.client, "client_profile", None),
        "address": request.build_absolute_uri(job.get_absolute_url()),
        "shared": job.is_open and job.visibility == Job.Visibility.ALL,
        "mark": "" if own else job.mark,
        "similar": [] if own else similar_jobs(job, request.user),
        "files": list(job.files.order_by("created_at")) if job.has_files else [],
        "changes": describe_job_changes(job, request.user) if job.has_changes else [],
        "invitees": job.invitees.select_related("user") if own and job.state == Job.State.DRAFT else [],
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
def new_job(request: HttpRequest) -> HttpResponse:
    """Where a client writes a job; it is saved as a draft and redirects to its preview. `?invite=<profile>` names whom
    to invite then, `?example=<topic>` begins with the example of a topic. A visitor writes the job first: it waits
    until they have an account.
    """
    topic = request.GET.get("example", "")
    example = example_for(topic)
    initial = {"invitees": request.GET.getlist("invite"), **({"topic": topic, **example._asdict()} if example else {})}
    if is_member(request):
        initial["currency"] = last_currency(request.user)
    form = JobForm(request.POST or None, request.FILES or None, initial=initial, by=request.user)
    if is_member(request):
        return _save_new_job(request, form)
    if request.method == "POST" and was_signed_in(request):
        return redirect_to_login(request.path)  # `KeptFormMiddleware` keeps the form
    if not form.is_valid():
        return _form_page(request, form, None)
    return keep_for_newcomer(request, _("Your job is saved. Create an account to publish it: then you go on here."))


def _save_new_job(request: MemberRequest, form: JobForm) -> HttpResponse:
    require_trader(request.user)
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
    form = JobForm(request.POST or None, request.FILES or None, initial=initial_of(existing), by=request.user)
    _keep_files(request, form)
    if not form.is_bound:
        form.upload_ids = tuple(str(pk) for pk in existing.files.order_by("created_at").values_list("pk", flat=True))
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


def _form_page(request: HttpRequest, form: JobForm, existing: Job | None) -> HttpResponse:
    context = {
        "form": form,
        "job": existing,
        "seen": edition(existing) if existing else "",
        "kept": form.attached(request.user) if request.user.is_authenticated else [],
        "is_refilled": REFILL in request.GET,
        "goes_on": REFILL in request.GET and is_member(request) and goes_on(request),
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


@require_POST
@signed_in
def duplicate_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Write the same job again, as a draft."""
    draft = postings_actions.duplicate_job(by=request.user, job_id=job_id)
    messages.success(request, _("Here is a copy as a draft. Change what is different this time, then publish it."))
    return redirect("edit_job", draft.pk)


@require_POST
@signed_in
def publish_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Publish a draft; with errors it redirects to the form and shows them."""
    try:
        published, invited, refused = publish_and_invite(by=request.user, job_id=job_id)
    except DomainError as refusal:
        if refusal.status != 400:
            raise
        missing = [str(error) for field_errors in refusal.errors.values() for error in field_errors]
        messages.error(request, " ".join([str(refusal), *missing]))
        return redirect("edit_job", job_id)
    messages.success(request, _("Your job is published. Freelancers can bid from now on."))
    if invited:
        names = ", ".join(each.freelancer.shown_name for each in invited)
        messages.success(request, _("Invited: %(names)s. You will be notified when they bid.") % {"names": names})
    for each in refused:
        messages.warning(request, f"{each.name}: {each.refusal}" if each.name else str(each.refusal))
    fits = url_or_empty("job_fits", published.pk)
    return redirect(f"{fits}?published=1" if fits else published.get_absolute_url())


@require_POST
@signed_in
def discard_draft(request: MemberRequest, job_id: int) -> HttpResponse:
    """Delete a draft."""
    postings_actions.discard_draft(by=request.user, job_id=job_id)
    messages.success(request, _("The draft is deleted."))
    return redirect("my_jobs")


@require_POST
@signed_in
def prolong_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Extend an open job."""
    prolonged = postings_actions.prolong_job(by=request.user, job_id=job_id)
    messages.success(request, _("The job stays open longer."))
    return redirect(prolonged)
