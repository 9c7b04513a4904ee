"""Contact data before a contract, by page and by API."""

import pytest

from market.messaging.actions import open_contact, open_conversation, post_message
from market.safety.actions import report_thing
from market.safety.models import Report

RAW, MASK = "Call me: 01711223344", "Call me: •••"


@pytest.fixture
def talk(db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def seen(page, api, person, talk):
    """What a person reads of the last message: in the talk, in the list of talks, over the API and its list."""
    messages = api(person).get(f"/api/v1/conversations/{talk.pk}/messages/").json()["results"]
    listed = api(person).get("/api/v1/conversations/").json()["results"][0]["last_message"]
    pages = [page(person).get(place).content.decode() for place in (f"/messages/{talk.pk}/", "/messages/")]
    assert all((RAW in each) != (MASK in each) for each in pages)
    return {messages[-1]["text"], listed["text"], *(RAW if RAW in each else MASK for each in pages)}


def test_only_who_wrote_them_reads_them_until_the_talk_is_open(page, api, talk, carla, rahim):
    said = post_message(by=carla, conversation_id=talk.pk, text=RAW)
    assert (seen(page, api, rahim, talk), seen(page, api, carla, talk)) == ({MASK}, {RAW})
    report_thing(by=rahim, kind="message", thing_id=said.pk, reason="private")
    assert Report.objects.get().title == MASK
    assert "the other side sees ••• for numbers" in page(carla).get(f"/messages/{talk.pk}/").content.decode()
    open_contact([talk.pk])
    assert seen(page, api, rahim, talk) == {RAW}
    assert "the other side sees •••" not in page(carla).get(f"/messages/{talk.pk}/").content.decode()


def test_who_sends_gets_her_own_words_back(api, talk, carla):
    body = {"client_id": "1f0e9f8c-8b0e-4a7b-9d7e-0c2f6c1f7a11", "text": RAW}
    sent = api(carla).post(f"/api/v1/conversations/{talk.pk}/messages/", body, format="json")
    assert (sent.status_code, sent.json()["text"]) == (201, RAW)
