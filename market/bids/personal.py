"""Personal data in bids, and what ends when an account is closed."""

from django.db.models import Q

from market.accounts.models import User
from market.accounts.privacy.registry import on_close, register
from market.bids.bids.decision_actions import decline_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.models import Answer, Bid, BidNote, Letter, Terms
from market.jobs.models import Job

BY_CLIENT, DECLINED, WITHDRAWN = Q(origin=Bid.Origin.OFFER), Q(state=Bid.State.DECLINED), Q(state=Bid.State.WITHDRAWN)


def reason_by_freelancer(user: User) -> Q:
    """Bids and custom offers that the user withdrew, and direct offers that the user declined: the reason is in the
    user's words."""
    return Q(freelancer=user) & ((BY_CLIENT & DECLINED) | (~BY_CLIENT & WITHDRAWN))


def reason_by_client(user: User) -> Q:
    """Bids and custom offers that the user declined, and direct offers that the user withdrew."""
    return Q(job__client=user) & ((BY_CLIENT & WITHDRAWN) | (~BY_CLIENT & DECLINED))


register(Bid, of="freelancer", scrub=["cover_letter"])
register(Bid, of=reason_by_freelancer, scrub=["decided_reason"], in_export=False)
register(Bid, of=reason_by_client, scrub=["decided_reason"], in_export=False)
register(Terms, of="by", scrub=["milestones:title,done_when"])
register(Answer, of="bid__freelancer", scrub=["text"])
register(BidNote, of="bid__job__client", delete=True)
register(Letter, of="owner", delete=True)


@on_close
def end_jobs_and_bids(user: User) -> None:
    """Open jobs are closed, open bids and offers withdrawn or declined, so that nobody waits for who leaves."""
    for job in Job.objects.posted().filter(client=user, state=Job.State.OPEN):
        if job.is_running:
            close_job(by=user, job_id=job.pk)
    involved = Q(freelancer=user) | (Q(job__client=user) & ~Q(origin=Bid.Origin.BID))
    for bid in Bid.objects.filter(involved).select_related("job").open():
        if bid.author_id == user.pk:
            withdraw_bid(by=user, bid_id=bid.pk)
        else:
            decline_bid(by=user, bid_id=bid.pk)
