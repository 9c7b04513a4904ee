"""What the people of a trial have: accounts, a conversation, and jobs whose days can end. Uses the site's own code."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import django


@dataclass(frozen=True)
class World:
    """Keys of what stands in the database."""

    sessions: Mapping[str, str]
    conversation: int


def build(env: Mapping[str, str]) -> World:
    """Make it. Django is set up for this process with the settings of the site."""
    os.environ.update(env)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")
    django.setup()
    from market.messaging.actions import open_conversation
    from tests import make
    from tests.realtime.client import session_of

    people = [make.make_person("Carla"), make.make_freelancer("Farida")]
    conversation = open_conversation(title="Trial", address="", people=people)
    make.make_job(people[0])
    return World({person.display_name: session_of(person) for person in people}, conversation.pk)


def fresh() -> None:
    """Forget a connection that a fault may have broken."""
    from django.db import connection

    connection.close()


def end_job() -> int:
    """A job whose days are over since just now. Returns its key."""
    from market.accounts.models import User
    from market.core.base import clock
    from market.jobs.models import Job
    from tests import make

    fresh()
    job = make.make_job(User.objects.get(email="carla@demo.test"))
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    return job.pk


def is_ended(job: int) -> bool:
    """Whether the site has ended the job."""
    from market.jobs.models import Job

    fresh()
    return Job.objects.filter(pk=job, state=Job.State.EXPIRED).exists()


def queue_mails(count: int) -> None:
    """So many mails that wait to be sent."""
    from market.accounts.tasks import send_account_mail
    from market.core.base.jobs import defer

    fresh()
    for number in range(count):
        defer(send_account_mail, to=f"reader{number}@demo.test", subject="Trial", text="Trial")


def messages(conversation: int) -> list[tuple[int, str]]:
    """What stands in the conversation: number and client_id, by number."""
    from market.messaging.models import Message

    fresh()
    rows = Message.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "client_id")
    return [(seq, str(client_id)) for seq, client_id in rows]
