"""The one conversation of a client and a freelancer about a job, or about none."""

from typing import TYPE_CHECKING

from django.db import IntegrityError

from market.core.base.db import atomic
from market.jobs.models import Job, Thread
from market.messaging.actions import open_conversation

if TYPE_CHECKING:
    from market.accounts.models import User


def thread_of(job: Job | None, client: "User", freelancer: "User") -> Thread | None:
    """The pair's thread about the job (None: about none), if they have talked."""
    return Thread.objects.select_related("conversation").filter(job=job, client=client, freelancer=freelancer).first()


def thread_for(
    job: Job | None, client: "User", freelancer: "User", *, is_new: bool = False, seen_by: "User | None" = None
) -> Thread:
    """The pair's thread about the job (None: about none), opened with its conversation if need be.

    `is_new` says that there was none a moment ago, so that it is not looked for. A new one is seen by `seen_by` alone
    until something is said in it (None: by both).
    """
    known = None if is_new else thread_of(job, client, freelancer)
    return known or _opened(job, client, freelancer, seen_by)


def title_of(client: str, freelancer: str) -> str:
    """The title of a conversation about no job: the names of the two."""
    return f"{client} · {freelancer}"[:300]


def _opened(job: Job | None, client: "User", freelancer: "User", seen_by: "User | None") -> Thread:
    title = job.title if job else title_of(client.display_name, freelancer.display_name)
    try:
        with atomic():
            address = job.get_absolute_url() if job else ""
            talk = open_conversation(title=title[:300], address=address, people=[client, freelancer], seen_by=seen_by)
            return Thread.objects.create(job=job, client=client, freelancer=freelancer, conversation=talk)
    except IntegrityError:  # the other side opened it in this very moment; our conversation went with the savepoint
        return Thread.objects.select_related("conversation").get(job=job, client=client, freelancer=freelancer)
