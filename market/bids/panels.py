"""What bids add to the pages of jobs and talks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from market.bids.models import Bid
from market.bids.queries import ORDERS, count_by_state, in_order, quota_of
from market.core.panels import panel
from market.jobs.models import Invitation, Job
from market.messaging.models import Conversation
from market.profiles.models import Profile


@panel("job.actions", "bids/job_actions.html", order=10)
def ways_to_bid(*, request: HttpRequest, job: Job, own: bool, **found: Any) -> dict[str, Any] | None:
    """For a freelancer: to bid, or her bid. For the client: to end the job."""
    if own:
        return {"may_close": job.is_open} if job.is_open else None
    if not request.user.is_authenticated:
        return {"anonymous": True} if job.is_open else None
    latest = Bid.objects.filter(job=job, freelancer=request.user).prefetch_related("terms").order_by("-pk").first()
    if latest is not None and (latest.is_open or not job.is_open):
        return {"bid": latest}
    if not job.is_open:
        return None
    profile = Profile.objects.select_related("certificate").filter(user=request.user).first()
    if profile is None or not profile.certificate.is_valid:
        return {"not_freelancer": True}
    invited = Invitation.objects.filter(job=job, freelancer=request.user).exists()
    return {
        "profile": profile,
        "invited": invited,
        "needs_invitation": job.visibility == Job.Visibility.INVITED and not invited,
        "quota": quota_of(request.user),
    }


@panel("job.main", "bids/job_bids.html", order=10)
def bids_for_client(*, request: HttpRequest, job: Job, own: bool, **found: Any) -> dict[str, Any] | None:
    """The bids on a job, for its client."""
    if not own or job.state == Job.State.DRAFT:
        return None
    order = request.GET.get("sort", "")
    order = order if order in ORDERS else ""
    rows = in_order(Bid.objects.with_parts().filter(job=job), order)
    counts = count_by_state(job)
    paginator = Paginator(rows, 20)
    paginator.count = sum(counts.values())  # known already
    return {"bids": paginator.get_page(request.GET.get("page")), "order": order, "counts": counts}


@panel("conversation.aside", "bids/talk_bid.html", order=20)
def bid_of_talk(*, request: HttpRequest, conversation: Conversation, **found: Any) -> dict[str, Any] | None:
    """The newest bid of the people of a talk, with its terms."""
    if not request.user.is_authenticated:
        return None
    mine = Bid.objects.visible_to(request.user).filter(conversation=conversation)
    bid = mine.prefetch_related("terms").order_by("-pk").first()
    return {"bid": bid} if bid else None
