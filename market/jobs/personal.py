"""What is kept of a user here."""

from django.db.models import Q

from market.accounts.models import User
from market.accounts.privacy.registry import on_erase, register
from market.core.base import signals
from market.jobs.models import Change, Invitation, Job, Mark, Question, Thread
from market.messaging.models import Conversation


def written_by(user: User) -> Q:
    """The user's own jobs and direct offers, and the custom offers that they made as a freelancer."""
    return Q(client=user, is_custom=False) | Q(offered_to=user, is_custom=True)


register(Job, of="client", visible=lambda user: Job.objects.filter(is_custom=False))
register(Job, of="offered_to", visible=lambda user: Job.objects.filter(is_custom=True))
register(Job, of=written_by, scrub=["title", "description"], in_export=False)
register(Question, of="job__client", scrub=["text"])
register(Change, of="job__client", scrub=["fields:title,description,questions,files"])
register(Invitation, of="freelancer", scrub=["reason"])
register(Invitation, of="job__client", scrub=["words"])
register(Mark, of="user", delete=True)
register(Thread, of="client")
register(Thread, of="freelancer")
register(Conversation, of=lambda user: Q(thread__job__client=user), scrub=["title"], in_export=False)


@on_erase
def find_by_other_words(user: User) -> None:
    """Search forgets the words that were taken out of the user's jobs."""
    for job in Job.objects.filter(client=user):
        signals.job_changed.send(sender=Job, job_id=job.pk)
