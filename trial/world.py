"""Data of a trial: accounts, a conversation, and jobs that expire. Uses the site's own code."""

import hashlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import django

READERS = 10


@dataclass(frozen=True)
class World:
    """The session keys of people, and the id of their conversation."""

    sessions: Sequence[str]
    conversation: int


@dataclass(frozen=True)
class Member:
    """Somebody with a session, a token for the API, and conversations."""

    session: str
    token: str
    conversations: Sequence[int]


def build(env: Mapping[str, str]) -> World:
    """Create the data. Sets up Django in this process with the site's settings."""
    os.environ.update(env)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")
    django.setup()
    from django.conf import settings

    from market.messaging.actions import open_conversation
    from tests import make
    from tests.realtime.client import session_of

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with them
    readers = [make.make_person(f"Reader{number}") for number in range(READERS)]
    people = [make.make_person("Carla"), make.make_freelancer("Farida"), *readers]
    conversation = open_conversation(title="Trial", address="", people=people)
    make.make_job(people[0])
    return World([session_of(person) for person in people], conversation.pk)


def build_circle(count: int) -> list[Member]:
    """So many new people, each with a conversation with the next one, where files may be sent."""
    from market.accounts.tokens.actions import create_api_token
    from market.messaging.actions import open_contact, open_conversation
    from tests import make
    from tests.realtime.client import session_of

    close_connection()
    people = [make.make_person(f"P{uuid.uuid4().hex[:12]}") for _ in range(count)]
    pairs = [[person, people[place - 1]] for place, person in enumerate(people)]
    conversations = [open_conversation(title="Storm", address="", people=pair).pk for pair in pairs]
    open_contact(conversations)
    tokens = [create_api_token(by=person, name="Storm", scopes=["work", "messages"], days=7)[1] for person in people]
    return [
        Member(session_of(person), token, [conversations[place], conversations[(place + 1) % count]])
        for place, (person, token) in enumerate(zip(people, tokens, strict=True))
    ]


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


def stored(conversation: int) -> tuple[int, str]:
    """How many different messages of devices a conversation has, and a digest of their order, see devices.order_of."""
    from market.messaging.models import Message

    close_connection()
    rows = Message.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "client_id")
    order, names = hashlib.sha256(), set()
    for seq, client_id in rows.iterator():
        order.update(f"{seq} {client_id} ".encode())
        names.add(client_id)
    close_connection()  # it is of a thread that ends
    return len(names), order.hexdigest()
