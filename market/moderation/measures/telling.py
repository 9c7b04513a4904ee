"""What those who wait for a job hear when moderators hide it, and when they show it again."""

from django.db.models import Q

from market.accounts.models import User
from market.bids.models import Bid
from market.jobs.models import Invitation, Job, Thread
from market.messaging.actions import post_system_message
from market.notifications.inbox.actions import notify
from market.safety.models import apart_ids


def tell_of_job(job_id: int) -> None:
    """Tell who has an open bid on a job, or was invited and has not declined, that it is hidden, or shown again.

    In the running transaction, which wrote it. A job whose time is over concerns nobody any more.
    """
    job = Job.objects.select_related("client").get(pk=job_id)
    if not job.is_running:
        return
    code, apart = "job.hidden" if job.is_hidden else "job.shown", apart_ids(job.client)
    bids = {bid.freelancer_id: bid for bid in Bid.objects.open().filter(job=job)}
    asked = Invitation.objects.filter(job=job).exclude(state=Invitation.State.DECLINED).values("freelancer")
    people = User.objects.filter(Q(pk__in=bids) | Q(pk__in=asked))
    for thread in Thread.objects.filter(job=job, freelancer__in=people).select_related("freelancer", "conversation"):
        post_system_message(thread.conversation, code)
        if thread.freelancer_id not in apart:
            on = bids.get(thread.freelancer_id, thread.conversation)
            notify(thread.freelancer, code, job.client, on=on, job=job.title)
