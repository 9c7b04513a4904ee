"""Masking of contact data before a contract, on pages and in the API."""

import pytest

from market.messaging.actions import open_contact, open_conversation, post_message
from market.safety.actions import report_thing
from market.safety.models import Report

RAW, MASK = "Call me: 01711223344", "Call me: •••"
NOTE = "Hidden until the first milestone is funded: 01711223344"


@pytest.fixture
def conversation(db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def last_message_texts(page, api, person, conversation):
    """The text of the last message for this user: on the page, in the list, and over the API (both)."""
    messages = api(person).get(f"/api/v1/conversations/{conversation.pk}/messages/").json()["results"]
    listed = api(person).get("/api/v1/conversations/").json()["results"][0]["last_message"]
    pages = [page(person).get(place).content.decode() for place in (f"/messages/{conversation.pk}/", "/messages/")]
    assert all((RAW in each) != (MASK in each) for each in pages)
    shown = [RAW if RAW in each else MASK for each in pages]
    return {messages[-1]["text"], listed["text"]}, set(shown), messages[-1].get("masked")


def test_contact_data_is_masked_for_the_other_side_until_contact_is_open(page, api, conversation, carla, rahim):
    message = post_message(by=carla, conversation_id=conversation.pk, text=RAW)
    assert last_message_texts(page, api, rahim, conversation) == ({MASK}, {MASK}, None)
    masked = {"text": MASK, "parts": ["01711223344"], "note": NOTE}
    assert last_message_texts(page, api, carla, conversation) == ({RAW}, {MASK}, masked)
    assert NOTE in page(carla).get(f"/messages/{conversation.pk}/").content.decode()
    assert NOTE not in page(rahim).get(f"/messages/{conversation.pk}/").content.decode()
    report_thing(by=rahim, kind="message", thing_id=message.pk, reason="private")
    assert Report.objects.get().title == MASK
    assert "the other side sees ••• for numbers" in page(carla).get(f"/messages/{conversation.pk}/").content.decode()
    open_contact([conversation.pk])
    for person in (carla, rahim):
        assert last_message_texts(page, api, person, conversation) == ({RAW}, {RAW}, None)
    assert "the other side sees •••" not in page(carla).get(f"/messages/{conversation.pk}/").content.decode()


def test_the_sender_gets_the_unmasked_text_back(api, conversation, carla):
    body = {"client_id": "1f0e9f8c-8b0e-4a7b-9d7e-0c2f6c1f7a11", "text": RAW}
    response = api(carla).post(f"/api/v1/conversations/{conversation.pk}/messages/", body, format="json")
    assert (response.status_code, response.json()["text"]) == (201, RAW)
    assert response.json()["masked"]["note"] == NOTE
