"""What is kept of a person here, and what is ended for others when she leaves."""

from django.db.models import Q

from market.accounts.models import User
from market.accounts.personal import farewell, keeps
from market.bids.actions import close_job, decline_bid, withdraw_bid
from market.bids.models import Answer, Bid, BidNote, Letter, Terms
from market.jobs.models import Job

keeps(Bid, of="freelancer", scrub=["cover_letter", "decided_reason"])
keeps(Bid, of="job__client", scrub=["decided_reason"], in_copy=False)
keeps(Terms, of="by", scrub=["milestones"])
keeps(Answer, of="bid__freelancer", scrub=["text"])
keeps(BidNote, of="bid__job__client", gone=True)
keeps(BidNote, of="bid__freelancer", scrub=["text"], in_copy=False)
keeps(Letter, of="owner", gone=True)


@farewell
def end_jobs_and_bids(user: User) -> None:
    """Open jobs are closed, open bids and direct offers withdrawn or declined, so that nobody waits for who leaves."""
    for job in Job.objects.posted().filter(client=user, state=Job.State.OPEN):
        if job.is_running:
            close_job(by=user, job_id=job.pk)
    mine = Q(freelancer=user) | Q(job__client=user, origin=Bid.Origin.OFFER)
    for bid in Bid.objects.filter(mine).select_related("job").open():
        if bid.author_id == user.pk:
            withdraw_bid(by=user, bid_id=bid.pk)
        else:
            decline_bid(by=user, bid_id=bid.pk)
