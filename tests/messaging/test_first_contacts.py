"""New clients begin few conversations in a day; and what they write first is without files and links."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from market.messaging.actions import open_contact, open_conversation, post_message
from market.messaging.appending import FilesTooEarly, FirstContactsUsed
from market.messaging.models import Message
from tests import make
from tests.messaging.test_files import upload


@pytest.fixture(autouse=True)
def _few(settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, first_contacts_per_day=2)


def talks(by, count):
    """Conversations with so many strangers, about nothing."""
    people = [make.make_person(f"Stranger {at} of {by.pk}") for at in range(count)]
    return [open_conversation(title="", address="", people=[by, each]) for each in people]


def write(by, talk, text="Hello"):
    return post_message(by=by, conversation_id=talk.pk, text=text)


def stranger_of(talk, by):
    return talk.members.exclude(user=by).get().user


def test_a_new_client_begins_few_conversations_until_somebody_answers(carla):
    first, second, third = talks(carla, 3)
    write(carla, first)
    write(carla, first, "Are you there?")  # the same conversation
    write(carla, second)
    with pytest.raises(FirstContactsUsed) as refused:
        write(carla, third)
    assert "2 new people" in str(refused.value)
    write(carla, second, "One thing more")  # what has begun goes on
    write(stranger_of(first, carla), first)
    write(carla, third)


def test_the_next_day_there_is_room_again(carla, travel):
    first, second, third = talks(carla, 3)
    write(carla, first)
    write(carla, second)
    travel(timedelta(hours=25))
    write(carla, first, "Still there?")  # begun before
    write(carla, third)


def test_who_answers_is_not_limited(carla):
    for talk in talks(carla, 4):
        write(stranger_of(talk, carla), talk)
        write(carla, talk)


def test_bidders_turned_to_the_client_first(carla):
    job = make.make_job(carla)
    for at in range(3):
        bid = make.make_bid(job, make.make_freelancer(f"Bidder {at}"))
        write(carla, bid.conversation)


def test_clients_with_held_money_and_graduates_are_not_limited(carla, farida):
    held, *others = talks(carla, 4)
    open_contact([held.pk])
    for talk in others:
        write(carla, talk)
    for talk in talks(farida, 3):
        write(farida, talk)


def test_the_page_and_the_api_say_so(page, api, carla):
    first, second, third = talks(carla, 3)
    write(carla, first)
    write(carla, second)
    answer = api(carla).post(
        f"/api/v1/conversations/{third.pk}/messages/", {"client_id": str(uuid.uuid4()), "text": "Hello"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "first_contacts_used")
    sent = page(carla).post(third.get_absolute_url(), {"client_id": str(uuid.uuid4()), "text": "Hello"})
    assert sent.status_code == 409
    assert "You wrote to 2 new people within a day" in sent.content.decode()
    type(carla).objects.filter(pk=carla.pk).update(language="bn")
    sent = page(carla).post(third.get_absolute_url(), {"client_id": str(uuid.uuid4()), "text": "Hello"})
    assert "এক দিনে ২ জন নতুন মানুষকে" in sent.content.decode()
    assert not third.messages.exists()


def test_a_first_message_has_no_files_and_no_links(api, carla):
    (talk,) = talks(carla, 1)
    with pytest.raises(FilesTooEarly):
        post_message(by=carla, conversation_id=talk.pk, text="Look", file_ids=[upload(carla).pk])
    sent = api(carla).post(
        f"/api/v1/conversations/{talk.pk}/messages/",
        {"client_id": str(uuid.uuid4()), "text": "See https://evil.example/login and canva.com/design/x"},
    )
    assert "https://evil.example/login" in sent.json()["masked"]["note"]
    reader = stranger_of(talk, carla)
    row = api(reader).get(f"/api/v1/conversations/{talk.pk}/messages/").json()["results"][0]
    assert row["text"] == "See ••• and •••"


@pytest.mark.django_db(transaction=True)
def test_of_many_first_messages_at_once_few_are_written(carla):
    rows, results = talks(carla, 6), []

    def send(talk):
        try:
            write(carla, talk)
            results.append("sent")
        except FirstContactsUsed:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[talk]) for talk in rows]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["refused"] * 4 + ["sent"] * 2
    assert Message.objects.filter(sender=carla).count() == 2
