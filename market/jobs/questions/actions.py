"""The one conversation of a client and a freelancer about a job, or about none; opened by the client or by a bid."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError

from market.accounts.people.restraint_actions import require_unlimited
from market.core.base import limits
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.jobs.models import Job, Thread
from market.jobs.postings.actions import own_job
from market.jobs.postings.refusals import JobNotOpen, OwnProfile
from market.jobs.questions.inquiries import about_service
from market.messaging.actions import name_conversation, open_conversation
from market.messaging.models import Conversation
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User


def find_thread(job: Job | None, client: "User", freelancer: "User") -> Thread | None:
    """The pair's thread about the job (None: about none), if there is one."""
    return Thread.objects.select_related("conversation").filter(job=job, client=client, freelancer=freelancer).first()


def get_or_open_thread(
    job: Job | None, client: "User", freelancer: "User", *, is_new: bool = False, seen_by: "User | None" = None
) -> Thread:
    """The pair's thread about the job (None: about none), opened with its conversation if need be.

    `is_new` skips the query for an existing one. Until it has a message only `seen_by` sees it (None: both do).
    """
    existing = None if is_new else find_thread(job, client, freelancer)
    return existing or _open_thread(job, client, freelancer, seen_by)


def _open_thread(job: Job | None, client: "User", freelancer: "User", seen_by: "User | None") -> Thread:
    title = job.title if job else ""
    try:
        with atomic():
            address = job.get_absolute_url() if job else ""
            people = [client, freelancer]
            conversation = open_conversation(title=title[:300], address=address, people=people, seen_by=seen_by)
            return Thread.objects.create(job=job, client=client, freelancer=freelancer, conversation=conversation)
    except IntegrityError:  # a concurrent request opened it; our conversation was rolled back with the savepoint
        return Thread.objects.select_related("conversation").get(job=job, client=client, freelancer=freelancer)


@atomic
def start_conversation(
    *, by: "User", profile_id: int, job_id: int | None = None, service_id: int | None = None
) -> Conversation:
    """The client's conversation with a freelancer, about one of the client's jobs or about none; opened if need be. The
    one about no job is about the service that was asked about last.

    Raises NotFound (also for a profile that is not public, and for a service that the freelancer does not offer),
    NotYourJob, OwnProfile, Limited, and TooMany past the day's new conversations.
    """
    profile = fetch(Profile.objects.public_to(by).select_related("user"), profile_id)
    job = None if job_id is None else own_job(by, job_id)
    if profile.user_id == by.pk:
        raise OwnProfile
    if job is not None and job.state in (Job.State.DRAFT, Job.State.REMOVED):
        raise JobNotOpen(state=job.state_label)
    thread = find_thread(job, by, profile.user)
    if thread is None:
        require_unlimited(by)
        limits.spend("invitation", by.pk, times=settings.LIFECYCLE.invitations_per_day, per=timedelta(days=1))
        thread = get_or_open_thread(job, by, profile.user)
        audit("talk.opened", by=by, on=thread.conversation, freelancer=profile.user_id, job=job_id)
    if job is None and service_id is not None:
        inquiry = about_service(by, profile.user, service_id)
        name_conversation(thread.conversation, title=inquiry.title, address=inquiry.address)
    return thread.conversation
