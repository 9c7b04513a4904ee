"""What bids add to the pages of jobs, conversations and profiles."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.bids.bids.queries import (
    ORDERS,
    count_by_state,
    is_too_early,
    last_bid_in,
    last_bid_on,
    quota_of,
    sort_bids,
)
from market.bids.bids.state_words import closed_among, state_for
from market.bids.models import Bid, Terms
from market.bids.offers.actions import open_offer_to
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.jobs.models import Job
from market.jobs.postings.queries import register_job_tab
from market.messaging.models import Conversation
from market.profiles.models import Profile
from market.safety.kinds import Subject, reportable
from market.safety.models import Block

if TYPE_CHECKING:
    from market.accounts.models import User


@reader
def attached_files(user: "User") -> QuerySet[Upload]:
    """Both sides of a bid or direct offer may read its attachments."""
    return Upload.objects.filter(bids__in=Bid.objects.visible_to(user))


@collection
def files_of_bid(user: "User", upload: Upload) -> Collection | None:
    """The newest bid or offer that the person may see and that has the file."""
    bid = Bid.objects.visible_to(user).select_related("job").filter(files=upload).order_by("-pk").first()
    return Collection(list(bid.files.all()), bid.get_absolute_url(), bid.job.title) if bid else None


@slot_renderer("job.actions", "bids/job_actions.html", order=10)
def ways_to_bid(*, request: HttpRequest, job: Any, own: bool, **more: Any) -> dict[str, Any] | None:
    """For a freelancer: to bid, with the invitation that it answers, or their bid. For the client: to end the job."""
    if own:
        return {"may_close": job.is_running} if job.is_running else None
    if not request.user.is_authenticated:
        return {"anonymous": True} if job.is_open else None
    if request.user.is_staff:
        return None
    latest = last_bid_on(job, request.user)
    if latest is not None and (latest.is_open or not job.is_open):
        return {"bid": latest}
    if not job.is_open or not job.client.is_in_sight:
        return None
    profile = next(iter(_profiles_of(request.user)), None)
    invitation = next(iter(job.own_invitations), None)
    if profile is None or not profile.certificate.is_valid:
        return {"not_freelancer": True, "invitation": invitation}
    return {
        "profile": profile,
        "invitation": invitation,
        "needs_invitation": job.visibility == Job.Visibility.INVITED and invitation is None,
        "starter_jobs": settings.LIFECYCLE.starter_jobs,
        "too_early": is_too_early(job, profile, is_invited=invitation is not None),
        "quota": quota_of(request.user),
    }


@prepared
def _profiles_of(user: "User") -> QuerySet[Profile]:
    return Profile.objects.select_related("certificate").filter(user=user)


def _waiting() -> QuerySet[Bid]:
    """Open bids that the client of their job sees: no block keeps the two apart."""
    pair = Block.objects.filter(
        Q(blocker=OuterRef("freelancer"), blocked=OuterRef("job__client"))
        | Q(blocked=OuterRef("freelancer"), blocker=OuterRef("job__client"))
    )
    return Bid.objects.open().exclude(Exists(pair))


def _new_bids() -> Q:
    """Jobs with a bid that the client has not opened."""
    return Q(Exists(_waiting().filter(job=OuterRef("pk"), read_at=None)))


def _terms_to_answer() -> Q:
    """Jobs where a freelancer proposed other terms, and it is the client's turn."""
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    answered = _waiting().annotate(
        last_by=Subquery(latest.values("by")[:1]), last_number=Subquery(latest.values("number")[:1])
    )
    return Q(Exists(answered.filter(job=OuterRef("pk"), last_by=F("freelancer"), last_number__gt=1)))


register_job_tab("bids", _("New bids"), _new_bids, asks=True, order=10)
register_job_tab("terms", _("Terms to answer"), _terms_to_answer, asks=True, order=15)


@slot_renderer("job.header", "bids/job_jump.html", order=5)
def way_to_new_bids(*, request: Any, job: Any, own: bool, **more: Any) -> dict[str, Any] | None:
    """For the client of an open job: the way down to bids that nobody decided on."""
    count = _counts(request.user, job).get(Bid.State.SUBMITTED, 0) if own and job.is_open else 0
    return {"count": count} if count else None


def _counts(client: "User", job: Any) -> dict[str, int]:
    """`count_by_state`, read once for the two sections of a page."""
    if not hasattr(job, "bid_counts"):
        job.bid_counts = count_by_state(client, job)
    counts: dict[str, int] = job.bid_counts
    return counts


@slot_renderer("job.main", "bids/job_bids.html", order=10)
def bids_for_client(*, request: Any, job: Job, own: bool, **more: Any) -> dict[str, Any] | None:
    """The bids on a job, for its client."""
    if not own or job.state == Job.State.DRAFT:
        return None
    order = request.GET.get("sort", "")
    order = order if order in ORDERS else ""
    rows = sort_bids(Bid.objects.for_cards().visible_to(request.user).filter(job=job), order)
    counts = _counts(request.user, job)
    paginator = Paginator(rows, 20)
    paginator.count = sum(counts.values())  # known already
    standing = sum(counts.get(state, 0) for state in (*Bid.OPEN, Bid.State.ACCEPTED))
    bids = paginator.get_page(request.GET.get("page"))
    return {"bids": bids, "order": order, "counts": counts, "standing": standing}


@slot_renderer("conversation.aside", "bids/talk_bid.html", order=20)
def bid_of_talk(*, request: HttpRequest, conversation: Conversation, **more: Any) -> dict[str, Any] | None:
    """The newest bid of the two users of a conversation, with its terms."""
    if not request.user.is_authenticated:
        return None
    bid = last_bid_in(conversation, request.user)
    if bid is None:
        return None
    _state, label, tone = state_for(request.user, bid, is_closed=bool(closed_among(request.user, [bid])))
    return {"bid": bid, "label": label, "tone": tone}


@slot_renderer("profile.actions", "bids/profile_offer.html", order=20)
def way_to_offer(*, request: HttpRequest, profile: Profile, **more: Any) -> dict[str, Any] | None:
    """To offer the freelancer a contract without a job, while they take work: for all but staff and themselves."""
    if not request.user.is_authenticated or request.user.is_staff or request.user.pk == profile.user_id:
        return None
    offer = open_offer_to(request.user, profile.user)
    takes_work = not profile.is_away and profile.availability != Profile.Availability.BUSY
    return {"offer": offer} if offer or (takes_work and not request.user.is_limited) else None


@reportable("bid", _("a bid"))
def reported_bid(by: "User", thing_id: int) -> Subject | None:
    """A bid or direct offer that the user may see; the report is about the other side."""
    bid = Bid.objects.visible_to(by).select_related("job").filter(pk=thing_id).first()
    if bid is None:
        return None
    about = bid.freelancer_id if by.pk == bid.job.client_id else bid.job.client_id
    return Subject(bid.job.title, bid.get_absolute_url(), about)
