"""Data of a trial: accounts, a conversation, and jobs that expire. Uses the site's own code."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import django


@dataclass(frozen=True)
class World:
    """Session keys by display name, and the id of the conversation."""

    sessions: Mapping[str, str]
    conversation: int


def build(env: Mapping[str, str]) -> World:
    """Create the data. Sets up Django in this process with the site's settings."""
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


def close_connection() -> None:
    """Close a connection that a fault may have broken."""
    from django.db import connection

    connection.close()


def end_job() -> int:
    """Create a job that has just expired. Returns its id."""
    from market.accounts.models import User
    from market.core.base import clock
    from market.jobs.models import Job
    from tests import make

    close_connection()
    job = make.make_job(User.objects.get(email="carla@demo.test"))
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    return job.pk


def is_ended(job: int) -> bool:
    """Whether the site has ended the job."""
    from market.jobs.models import Job

    close_connection()
    return Job.objects.filter(pk=job, state=Job.State.EXPIRED).exists()


def queue_mails(count: int) -> None:
    """Queue `count` mails."""
    from market.accounts.tasks import send_account_mail
    from market.core.base.jobs import defer

    close_connection()
    for number in range(count):
        defer(send_account_mail, to=f"reader{number}@demo.test", subject="Trial", text="Trial")


def messages(conversation: int) -> list[tuple[int, str]]:
    """The messages of the conversation as (seq, client_id), by seq."""
    from market.messaging.models import Message

    close_connection()
    rows = Message.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "client_id")
    return [(seq, str(client_id)) for seq, client_id in rows]
