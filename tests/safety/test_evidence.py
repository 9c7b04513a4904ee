"""Messages chosen as evidence of a report: copied as they are, by page and API, and read by moderators whatever becomes
of them later."""

import hashlib
import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.errors import Invalid
from market.files.access import may_read
from market.files.actions import keep_upload
from market.messaging.actions import open_conversation, post_message
from market.messaging.changes.actions import delete_for_oneself
from market.messaging.models import Message
from market.moderation.cases.subjects import HIDDEN
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case
from market.safety.actions import block_person, report_thing
from market.safety.evidence import MOST_MESSAGES
from market.safety.models import ReportedMessage

pytestmark = pytest.mark.django_db
RUDE = "Send me a photo of yours, or call 01711223344"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def talk(carla, farida):
    return open_conversation(title="Logo", address="", people=[carla, farida])


@pytest.fixture
def messages(talk, carla, farida):
    """Three messages of the two; the last is Carla's, with a file."""
    first = post_message(by=carla, conversation_id=talk.pk, text="Hello")
    second = post_message(by=farida, conversation_id=talk.pk, text="Hello to you")
    upload = keep_upload(by=carla, file=SimpleUploadedFile("picture.txt", b"rude"))
    return first, second, post_message(by=carla, conversation_id=talk.pk, text=RUDE, file_ids=[upload.pk])


def test_the_form_offers_the_messages_and_copies_those_that_are_chosen(page, talk, messages, farida, mitu):
    path, browser = f"/report/conversation/{talk.pk}/", page(farida)
    html = text(browser.get(path))
    assert html.count('name="messages"') == 3
    assert "or call •••" in html  # as Farida reads it
    refused = browser.post(path, {"reason": "", "messages": [messages[2].pk]})
    assert refused.status_code == 400
    assert f'value="{messages[2].pk}" checked' in text(refused)
    browser.post(path, {"reason": "private", "messages": [messages[0].pk, messages[2].pk]})
    copies = list(ReportedMessage.objects.all())
    assert [(each.message, each.sender_id, each.text) for each in copies] == [
        (each.pk, each.sender_id, each.text) for each in (messages[0], messages[2])
    ]
    case = Case.objects.get(kind="conversation")
    html = text(page(mitu).get(case.get_absolute_url()))
    assert RUDE in html
    assert "picture.txt" in html
    assert copies[1].sha256[:16] in html
    assert "Hello to you" not in html  # what was not chosen needs a reason
    own = text(browser.get("/reports/"))
    assert "2 messages as evidence" in own
    assert "or call •••" in own


def test_the_hash_can_be_computed_again(talk, messages, farida):
    report = report_thing(by=farida, kind="conversation", thing_id=talk.pk, reason="abuse", messages=[messages[2].pk])
    copy = report.messages.get()
    upload = messages[2].files.get()
    content = {"text": RUDE, "facts": copy.facts}
    assert copy.sha256 == hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert copy.facts["files"] == [
        {"id": str(upload.pk), "name": "picture.txt", "size": 4, "sha256": hashlib.sha256(b"rude").hexdigest()}
    ]
    assert copy.facts["at"] == messages[2].created_at.isoformat()


def test_a_reported_message_is_copied_by_itself_with_others_beside_it(page, messages, farida):
    path = f"/report/message/{messages[2].pk}/"
    assert text(page(farida).get(path)).count('name="messages"') == 2  # the others
    page(farida).post(path, {"reason": "private", "messages": [messages[0].pk]})
    assert list(ReportedMessage.objects.values_list("message", flat=True)) == [messages[0].pk, messages[2].pk]


def test_what_is_hidden_later_stays_in_the_evidence_with_its_files(page, messages, farida, mitu, omar):
    report_thing(by=farida, kind="message", thing_id=messages[2].pk, reason="private")
    case, upload = Case.objects.get(kind="message"), messages[2].files.get()
    assert may_read(mitu, upload)
    impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("hide", "private", "It asks for a photo."), seen=0)
    assert Message.objects.get(pk=messages[2].pk).code == HIDDEN
    copy = ReportedMessage.objects.get()
    assert copy.text == RUDE
    assert RUDE in text(page(mitu).get(case.get_absolute_url()))
    assert b"".join(page(mitu).get(f"/files/{upload.pk}/").streaming_content) == b"rude"
    assert not may_read(farida, upload)
    assert not may_read(omar, upload)


def test_messages_over_the_api(api, talk, messages, farida, mitu):
    Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": "x"})
    payload = {"kind": "conversation", "id": talk.pk, "reason": "private", "messages": [messages[2].pk]}
    answer = api(farida).post("/api/v1/reports/", payload)
    assert answer.status_code == 201
    (row,) = answer.json()["messages"]
    assert (row["message"], row["sender"], row["text"]) == (
        messages[2].pk,
        messages[2].sender_id,
        "Send me a photo of yours, or call •••",
    )
    assert row["files"][0]["name"] == "picture.txt"
    assert api(farida).get("/api/v1/reports/").json()["results"][0]["messages"] == [row]
    queued = api(mitu).get(f"/api/v1/reports/{answer.json()['id']}/").json()
    assert queued["messages"][0]["text"] == RUDE
    case = api(mitu).get(f"/api/v1/cases/{Case.objects.get().pk}/").json()
    assert case["reports"][0]["messages"] == queued["messages"]


def test_messages_of_others_and_too_many_are_refused(api, talk, messages, carla, farida, rahim):
    other = open_conversation(title="Shop", address="", people=[carla, rahim])
    foreign = post_message(by=carla, conversation_id=other.pk, text="For Rahim alone")
    for kind, thing, wrong in (
        ("conversation", talk.pk, [foreign.pk]),
        ("message", messages[0].pk, [foreign.pk]),
        ("conversation", talk.pk, list(range(1, MOST_MESSAGES + 2))),
        ("person", carla.pk, [messages[0].pk]),
    ):
        payload = {"kind": kind, "id": thing, "reason": "spam", "messages": wrong}
        answer = api(farida).post("/api/v1/reports/", payload)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["messages"]), kind
    with pytest.raises(Invalid):
        report_thing(by=farida, kind="conversation", thing_id=talk.pk, reason="spam", messages=[foreign.pk])
    assert not ReportedMessage.objects.exists()


def test_a_conversation_closed_by_a_block_still_gives_evidence(page, talk, messages, carla, farida):
    block_person(by=farida, person_id=carla.pk)
    page(farida).post(f"/report/conversation/{talk.pk}/", {"reason": "abuse", "messages": [messages[2].pk]})
    assert ReportedMessage.objects.get().text == RUDE


def test_who_was_blocked_can_report_with_what_was_written(page, talk, messages, carla, farida):
    block_person(by=carla, person_id=farida.pk)
    html = text(page(farida).get(f"/report/conversation/{talk.pk}/"))
    places = [html.index(f'name="messages" value="{each.pk}"') for each in messages]
    assert places == sorted(places), "in reading order"
    answer = page(farida).post(f"/report/message/{messages[2].pk}/", {"reason": "abuse"})
    assert answer.status_code == 302
    assert ReportedMessage.objects.get().message == messages[2].pk


def test_what_the_reporter_deleted_is_not_offered(page, talk, messages, farida):
    delete_for_oneself(by=farida, conversation_id=talk.pk, seq=3)
    assert "photo of yours" not in text(page(farida).get(f"/report/conversation/{talk.pk}/"))
