"""Pages of people who fit a job, with the form that invites them, and of jobs for a freelancer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.throttles import searches
from market.jobs.invitations.actions import invite_freelancers
from market.jobs.invitations.forms import InvitePeopleForm
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.fits.jobs import jobs_that_fit, with_reasons
from market.search.fits.people import own_open_job, people_who_fit

JOBS = 20  # on a page
SUGGESTED = 6  # people ticked for a job that was just published


@signed_in
def job_fits(request: MemberRequest, job_id: int) -> HttpResponse:
    """The people who fit a job of the client's best; POST invites those that are ticked. `?published=1` ticks the first
    ones: the job was just published."""
    searches.check(request)
    job = own_open_job(request.user, job_id)
    form = InvitePeopleForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            _invite(request, job, form)
            if not form.errors:
                return redirect("job_fits", job.pk)
    people = people_who_fit(job, first=form.ticked if form.is_bound else [])
    is_new = "published" in request.GET and not form.is_bound
    if is_new and not people:
        return redirect(job)
    ticked = [each.pk for each in people[:SUGGESTED]] if is_new else form.ticked if form.is_bound else []
    context = {"job": job, "form": form, "people": people, "ticked": ticked, "is_new": is_new}
    return render(request, "search/job_fits.html", context, status=form.status)


def _invite(request: MemberRequest, job: Job, form: InvitePeopleForm) -> None:
    """Invite who is ticked: a message says how many were, and the form says who was not, and why."""
    invited, refused = invite_freelancers(
        by=request.user, job_id=job.pk, profile_ids=form.cleaned_data["profiles"], words=form.cleaned_data["words"]
    )
    if count := len(invited):
        text = ngettext("%(num)s person is invited.", "%(num)s people are invited.", count)
        messages.success(
            request, text % {"num": format_number(count, language())} + " " + _("You will be notified when they bid.")
        )
    for each in refused:
        form.refusal = each.refusal
        form.add_error(None, f"{each.name}: {each.refusal}" if each.name else str(each.refusal))


@signed_in
def jobs_for_you(request: MemberRequest) -> HttpResponse:
    """The open jobs that fit the freelancer best, each with its reasons."""
    searches.check(request)
    profile = Profile.objects.with_parts().filter(user=request.user).first()
    is_found = profile is not None and profile.is_shown
    ids = jobs_that_fit(profile) if profile is not None and is_found else []
    page = Paginator(ids, JOBS).get_page(request.GET.get("page"))
    jobs = with_reasons(profile, list(page.object_list)) if profile is not None else []
    context = {"profile": profile, "is_found": is_found, "page": page, "fitting": jobs}
    return render(request, "search/jobs_for_you.html", context)
