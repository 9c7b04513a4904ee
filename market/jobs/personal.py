"""What is kept of a user here."""

from django.db.models import Q

from market.accounts.models import User
from market.accounts.privacy.registry import on_erase, pseudonym_of, register
from market.core.base import signals
from market.jobs.models import Change, Invitation, Job, Mark, Question, Thread
from market.jobs.questions.actions import conversation_title
from market.messaging.models import Conversation
from market.notifications.models import Notification


def untitled(user: User) -> Q:
    """The user's conversations about no job: their titles are the names of the two."""
    return Q(thread__job=None) & (Q(thread__client=user) | Q(thread__freelancer=user))


def untitled_news(user: User) -> Q:
    """Notifications that somebody wrote in such a conversation: they repeat its title."""
    talks = Conversation.objects.filter(untitled(user))
    return Q(kind="message.waiting", url__in=[talk.get_absolute_url() for talk in talks])


register(Job, of="client", scrub=["title", "description"])
register(Question, of="job__client", scrub=["text"])
register(Change, of="job__client", scrub=["fields:title,description,questions,files"])
register(Invitation, of="freelancer", scrub=["reason"])
register(Invitation, of="job__client", scrub=["words"])
register(Mark, of="user", delete=True)
register(Thread, of="client")
register(Thread, of="freelancer")
register(Conversation, of=lambda user: Q(thread__job__client=user), scrub=["title"], in_export=False)
register(Conversation, of=untitled, rewritten=["title"], in_export=False)
register(Notification, of=untitled_news, rewritten=["facts"], in_export=False)


@on_erase
def name_talks_anew(user: User) -> None:
    """Conversations about no job have the names of the two as their title: one of them is none any more."""
    pseudonym = pseudonym_of(user)
    for thread in Thread.objects.filter(Q(client=user) | Q(freelancer=user), job=None).select_related():
        names = [pseudonym if each.pk == user.pk else each.display_name for each in (thread.client, thread.freelancer)]
        talk, title = thread.conversation, conversation_title(*names)
        news = Notification.objects.filter(untitled_news(user), url=talk.get_absolute_url())
        for each in news.filter(facts__title=talk.title):
            facts = {**each.facts, "title": title}
            Notification.objects.filter(pk=each.pk).update(facts=facts)  # writes: erasing is an action's, it calls this
        Conversation.objects.filter(pk=talk.pk).update(title=title)  # writes: the same


@on_erase
def find_by_other_words(user: User) -> None:
    """Search forgets the words that were taken out of the user's jobs."""
    for job in Job.objects.filter(client=user):
        signals.job_changed.send(sender=Job, job_id=job.pk)
