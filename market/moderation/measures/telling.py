"""Notifications about a job that moderators hide or show again."""

from django.db.models import Q

from market.accounts.models import User
from market.bids.models import Bid
from market.jobs.models import Invitation, Job, Thread
from market.messaging.actions import post_system_line
from market.notifications.telling.actions import notify
from market.safety.models import apart_ids


def notify_about_job(job_id: int) -> None:
    """Notify freelancers with an open bid, or an invitation not declined, that the job is hidden, or shown again.

    Call it in the transaction that changed the job. Nobody is notified about a job whose time is over.
    """
    job = Job.objects.select_related("client").get(pk=job_id)
    if not job.is_running:
        return
    code, blocked = "job.hidden" if job.is_hidden else "job.shown", apart_ids(job.client)
    bids = {bid.freelancer_id: bid for bid in Bid.objects.open().filter(job=job)}
    invited = Invitation.objects.filter(job=job).exclude(state=Invitation.State.DECLINED).values("freelancer")
    people = User.objects.filter(Q(pk__in=bids) | Q(pk__in=invited))
    for thread in Thread.objects.filter(job=job, freelancer__in=people).select_related("freelancer", "conversation"):
        post_system_line(thread.conversation, code)
        if thread.freelancer_id not in blocked:
            on = bids.get(thread.freelancer_id, thread.conversation)
            notify(thread.freelancer, code, job.client, on=on, job=job.title)
