"""What is kept of a person here."""

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.core import signals
from market.jobs.models import Change, Invitation, Job, Mark, Question, Thread

keeps(Job, of="client", scrub=["title", "description"])
keeps(Question, of="job__client", scrub=["text"])
keeps(Change, of="job__client", scrub=["fields"])
keeps(Invitation, of="freelancer", scrub=["reason"])
keeps(Invitation, of="job__client", scrub=["words"])
keeps(Mark, of="user", gone=True)
keeps(Thread, of="client")
keeps(Thread, of="freelancer")


@ending
def find_by_other_words(user: User) -> None:
    """Search forgets the words that were taken out of her jobs."""
    for job in Job.objects.filter(client=user):
        signals.job_changed.send(sender=Job, job_id=job.pk)
