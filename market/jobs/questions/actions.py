"""The one conversation of a client and a freelancer about a job, or about none."""

from typing import TYPE_CHECKING

from django.db import IntegrityError

from market.core.base.db import atomic
from market.jobs.models import Job, Thread
from market.messaging.actions import open_conversation

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


def conversation_title(client: str, freelancer: str) -> str:
    """The title of a conversation about no job: the names of the two."""
    return f"{client} · {freelancer}"[:300]


def _open_thread(job: Job | None, client: "User", freelancer: "User", seen_by: "User | None") -> Thread:
    title = job.title if job else conversation_title(client.display_name, freelancer.display_name)
    try:
        with atomic():
            address = job.get_absolute_url() if job else ""
            people = [client, freelancer]
            conversation = open_conversation(title=title[:300], address=address, people=people, seen_by=seen_by)
            return Thread.objects.create(job=job, client=client, freelancer=freelancer, conversation=conversation)
    except IntegrityError:  # a concurrent request opened it; our conversation was rolled back with the savepoint
        return Thread.objects.select_related("conversation").get(job=job, client=client, freelancer=freelancer)
