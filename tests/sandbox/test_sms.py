"""The local SMS gateway: what it takes and refuses, and the pages of its messages."""

import json

import pytest

from market.core.base import clock
from market.sandbox.models import Fault, ShortMessage

pytestmark = pytest.mark.django_db
SEND = "/sandbox/sms/send/"
GOOD = {
    "api_token": "sms_sandbox",
    "sid": "AmarKaj",
    "msisdn": "8801712345678",
    "sms": "কোড 123456",
    "csms_id": "code-1",
}


def send(client, body) -> str:
    body = body if isinstance(body, bytes) else json.dumps(body)
    answer = client.post(SEND, body, content_type="application/json")
    assert answer.status_code == 200
    return answer.json()["status"]


def test_message_stands_on_the_desk_and_on_its_page(client):
    assert send(client, GOOD) == "SUCCESS"
    assert send(client, GOOD) == "SUCCESS", "a second try is the same message"
    assert ShortMessage.objects.count() == 1
    assert "কোড 123456" in client.get("/sandbox/").content.decode()
    assert "+8801712345678" in client.get("/sandbox/sms/").content.decode()
    listed = client.get("/sandbox/sms/?format=json&to=%2B8801712345678").json()["results"]
    assert [(each["number"], each["text"]) for each in listed] == [("+8801712345678", "কোড 123456")]
    assert client.get("/sandbox/sms/?format=json&to=৮৮০১৮").json()["results"] == []
    assert "No text messages" in client.get("/sandbox/sms/?to=1").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff",
        {**GOOD, "api_token": "wrong"},
        {**GOOD, "msisdn": ""},
        {**GOOD, "sms": 7},
        {**GOOD, "csms_id": "x" * 21},
        {name: value for name, value in GOOD.items() if name != "sms"},
    ],
)
def test_what_is_no_message_is_refused(client, body):
    assert send(client, body) == "FAILED"
    assert not ShortMessage.objects.exists()


def test_planned_faults(client):
    Fault.objects.create(kind=Fault.Kind.SMS_REFUSED, left=1, at=clock.wall())
    assert send(client, GOOD) == "FAILED"
    Fault.objects.create(kind=Fault.Kind.SMS_LATE, left=1, seconds=60, at=clock.wall())
    assert send(client, GOOD) == "SUCCESS"
    assert not ShortMessage.objects.arrived().exists()
    assert "still on its way" in client.get("/sandbox/").content.decode()


def test_reading_the_address_of_programs_leads_to_the_page(client):
    assert client.get(SEND).url == "/sandbox/sms/"
