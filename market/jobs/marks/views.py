"""The list of saved and hidden jobs, and the button that marks one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.site_address import path_within
from market.jobs.marks import actions as marks_actions
from market.jobs.marks.queries import marked_jobs
from market.jobs.models import Mark


@signed_in
def saved_jobs(request: MemberRequest) -> HttpResponse:
    """Jobs that the user saved, or hid from lists."""
    kind = Mark.Kind.HIDDEN if request.GET.get("tab") == "hidden" else Mark.Kind.SAVED
    page = Paginator(marked_jobs(request.user, kind), 20).get_page(request.GET.get("page"))
    return render(request, "jobs/saved.html", {"page": page, "kind": kind})


MARK_MESSAGES = {
    "saved": _lazy("The job is saved for later."),
    "hidden": _lazy("This job no longer stands in your lists."),
    "": _lazy("The job is as any other again."),
}
LISTS = {"for-you": "jobs_for_you", "list": "saved_jobs"}  # where a job can be marked


@require_POST
@signed_in
def mark_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """Save a job, hide it from the user's lists, or undo either.

    It leads to the job, or with `back` to that list, at the card of the job whose id `at` gives.
    """
    kind, before = request.POST.get("kind", ""), request.POST.get("before", "")
    if kind in Mark.Kind.values:
        marks_actions.mark_job(by=request.user, job_id=job_id, kind=Mark.Kind(kind))
    else:
        marks_actions.unmark_job(by=request.user, job_id=job_id, kind=before)
    messages.success(request, MARK_MESSAGES[kind if kind in MARK_MESSAGES else ""])
    back, at = request.POST.get("back"), request.POST.get("at", "")
    if back not in LISTS:
        return redirect("job", job_id)
    place = path_within(request, request.headers.get("Referer", ""), reverse(LISTS[back]))
    return redirect(f"{place}#jobs-{at}" if at.isdecimal() else place)
