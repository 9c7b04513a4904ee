"""Files of messages: who may send and read them, on pages, over the API and in the database's function."""

import re
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from market.core.base.errors import Invalid
from market.files.access import may_read
from market.files.actions import forget_loose_uploads, keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_preview
from market.messaging.actions import open_contact, open_conversation, post_message
from market.messaging.appending import FilesTooEarly, TextMissing
from market.messaging.changes.actions import delete_for_oneself
from market.messaging.models import Message, MessageFile
from market.moderation.cases.subjects import HIDDEN
from tests.access.things import png
from tests.make import make_person


def upload(by, name="logo.txt", content=b"work"):
    return keep_upload(by=by, file=SimpleUploadedFile(name, content))


@pytest.fixture
def answered(conversation, rahim):
    """A conversation in which Rahim has written."""
    post_message(by=rahim, conversation_id=conversation.pk, text="Hello")
    return conversation


def messages_url(conversation):
    return f"/api/v1/conversations/{conversation.pk}/messages/"


def body(*uploads, text="", **more):
    return {"client_id": str(uuid.uuid4()), "text": text, "files": [str(each.pk) for each in uploads], **more}


def test_message_with_files_over_the_api(api, answered, carla, rahim, omar):
    first, second = upload(carla, "প্রথম.txt"), upload(carla, "b.bin", b"\0" * 1500)
    sent = api(carla).post(messages_url(answered), body(second, first, text="Here they are"))
    assert sent.status_code == 201
    row = api(rahim).get(messages_url(answered)).json()["results"][-1]
    assert row["files"] == [str(second.pk), str(first.pk)]
    assert row["attachments"] == [
        {
            "id": str(second.pk),
            "name": "b.bin",
            "size": 1500,
            "size_label": "1.5 KB",
            "kind": "",
            "url": f"/files/{second.pk}/",
            "thumbnail_url": None,
            "voice": None,
            "is_veiled": True,
        },
        {**sent.json()["attachments"][1], "is_veiled": True},
    ]
    assert not sent.json()["attachments"][0]["is_veiled"]
    last = api(rahim).get("/api/v1/conversations/").json()["results"][0]["last_message"]
    assert last["files"] == row["files"]
    for reader, status in [(carla, 200), (rahim, 200), (omar, 404)]:
        answer = api(reader).get(f"/api/v1/files/{first.pk}/")
        assert answer.status_code == status
        assert status == 404 or b"".join(answer.streaming_content) == b"work"


def test_a_repeated_message_has_its_files_once(api, answered, carla):
    fields = body(upload(carla))
    first, again = (api(carla).post(messages_url(answered), fields).json() for _ in range(2))
    assert first == again
    assert MessageFile.objects.count() == 1


def test_another_file_from_an_old_page_is_another_message(page, answered, carla):
    """Whoever goes back without script sends the same `client_id`, and a file that came already comes once more."""
    fields = {"client_id": uuid.uuid4(), "text": ""}
    for name, content in [("a.txt", b"one"), ("a.txt", b"one"), ("a.txt", b"two"), ("b.txt", b"two")]:
        file = SimpleUploadedFile(name, content)
        assert page(carla).post(answered.get_absolute_url(), {**fields, "uploads": file}).status_code == 302
    sent = MessageFile.objects.order_by("message").values_list("upload__name", "upload__size")
    assert list(sent) == [("a.txt", 3), ("a.txt", 3), ("b.txt", 3)]


def test_a_message_needs_a_text_or_a_file(answered, carla):
    with pytest.raises(TextMissing):
        post_message(by=carla, conversation_id=answered.pk, text=" ")
    message = post_message(by=carla, conversation_id=answered.pk, text=" ", file_ids=[upload(carla).pk])
    assert (message.text, message.file_count) == ("", 1)


def test_files_wait_for_an_answer_or_for_held_money(conversation, carla, rahim):
    file_ids = [upload(carla).pk]
    with pytest.raises(FilesTooEarly):
        post_message(by=carla, conversation_id=conversation.pk, text="Look", file_ids=file_ids)
    post_message(by=carla, conversation_id=conversation.pk, text="My own words are no answer")
    with pytest.raises(FilesTooEarly):
        post_message(by=carla, conversation_id=conversation.pk, text="Look", file_ids=file_ids)
    assert not MessageFile.objects.exists()
    open_contact([conversation.pk])
    assert post_message(by=carla, conversation_id=conversation.pk, text="Look", file_ids=file_ids).file_count == 1
    post_message(by=rahim, conversation_id=conversation.pk, text="", file_ids=[upload(rahim).pk])


@pytest.mark.parametrize("what", ["foreign", "unknown", "no id", "too many"])
def test_files_that_are_not_the_senders_are_refused_and_nothing_is_written(answered, carla, rahim, what):
    own = upload(carla).pk
    wrong = {
        "foreign": [own, upload(rahim).pk],
        "unknown": [uuid.uuid4()],
        "no id": ["../etc"],
        "too many": [uuid.uuid4() for _ in range(21)],
    }[what]
    with pytest.raises(Invalid) as refusal:
        post_message(by=carla, conversation_id=answered.pk, text="Look", file_ids=wrong)
    assert "files" in refusal.value.errors
    assert what == "too many" or "not there any more" in str(refusal.value), "the sentence of a socket"
    assert Message.objects.count() == 1


def test_contact_data_in_a_name_are_masked_for_the_other_side(api, answered, carla, rahim):
    post_message(by=carla, conversation_id=answered.pk, text="", file_ids=[upload(carla, "call 01711223344.txt").pk])
    names = [
        api(each).get(messages_url(answered)).json()["results"][-1]["attachments"][0]["name"] for each in (carla, rahim)
    ]
    assert names == ["call 01711223344.txt", "call •••.txt"]


def test_files_of_a_hidden_message_are_hidden_too(api, answered, carla, rahim):
    own = upload(carla)
    message = post_message(by=carla, conversation_id=answered.pk, text="Look", file_ids=[own.pk])
    assert may_read(rahim, own)
    Message.objects.filter(pk=message.pk).update(code=HIDDEN, text="")
    assert not may_read(rahim, own)
    row = api(rahim).get(messages_url(answered)).json()["results"][-1]
    assert (row["files"], "attachments" in row) == ([], False)


def test_open_pages_read_a_message_again_when_a_picture_of_its_file_was_made(
    answered, carla, rahim, monkeypatch, django_capture_on_commit_callbacks
):
    pushed = []
    own = upload(carla, "sign.png", png().read())
    message = post_message(by=carla, conversation_id=answered.pk, text="", file_ids=[own.pk])
    monkeypatch.setattr("market.realtime.push.hub.push", lambda people, frame: pushed.append((people, frame)))
    with django_capture_on_commit_callbacks(execute=True):
        make_preview(upload_id=own.pk)
    ((people, frame),) = pushed
    assert sorted(people) == sorted([carla.pk, rahim.pk])
    assert frame == {"type": "message.changed", "conversation": answered.pk, "seq": message.seq}


def test_files_of_messages_are_never_loose(answered, carla, monkeypatch):
    own = upload(carla)
    post_message(by=carla, conversation_id=answered.pk, text="", file_ids=[own.pk])
    Upload.objects.update(created_at="2020-01-01T00:00Z")
    assert forget_loose_uploads() == 0
    assert Upload.objects.filter(pk=own.pk).exists()


def test_page_sends_shows_and_lists_files(page, answered, carla, rahim):
    url = f"/messages/{answered.pk}/"
    picture = SimpleUploadedFile("sign.png", png().read())
    fields = {"client_id": str(uuid.uuid4()), "text": "", "uploads": [picture, SimpleUploadedFile("a.txt", b"one")]}
    assert page(carla).post(url, fields).headers["Location"] == f"{url}#last"
    make_preview(upload_id=str(Upload.objects.get(name="sign.png").pk))
    html = page(rahim).get(url).content.decode()
    assert len(re.findall(r'class="bubble-file[ "]', html)) == 2
    assert html.count("veiled") == 1
    assert "২টি ফাইল" in page(rahim).get("/messages/").content.decode()
    assert "veiled" not in page(carla).get(url).content.decode()
    open_contact([answered.pk])
    assert "veiled" not in page(rahim).get(url).content.decode()


def test_refused_form_keeps_text_and_files(page, answered, carla):
    url = f"/messages/{answered.pk}/"
    long = "x" * 5001
    answer = page(carla).post(
        url, {"client_id": str(uuid.uuid4()), "text": long, "uploads": SimpleUploadedFile("a.txt", b"one")}
    )
    html = answer.content.decode()
    assert answer.status_code == 400
    assert long in html
    kept = Upload.objects.get(owner=carla)
    assert f'value="{kept.pk}" checked' in html
    fields = {"client_id": str(uuid.uuid4()), "text": "short", "kept": [str(kept.pk)]}
    assert page(carla).post(url, fields).status_code == 302
    assert list(Message.objects.get(text="short").files.all()) == [kept]


def test_another_text_on_a_page_that_was_gone_back_to_is_another_message(page, answered, carla):
    url, client_id = f"/messages/{answered.pk}/", str(uuid.uuid4())
    for text in ("One", "One", "Two"):
        page(carla).post(url, {"client_id": client_id, "text": text})
    assert list(Message.objects.filter(sender=carla).values_list("text", flat=True)) == ["One", "Two"]


def test_files_can_be_sent_on_the_page_once_they_are_taken(page, conversation, carla, rahim):
    url = f"/messages/{conversation.pk}/"
    assert '<label class="attach" hidden>' in page(carla).get(url).content.decode()
    answer = page(carla).post(
        url, {"client_id": str(uuid.uuid4()), "text": "Look", "uploads": SimpleUploadedFile("a.txt", b"one")}
    )
    assert "Files can be sent once the other side has answered" in answer.content.decode()
    assert "a.txt" in answer.content.decode()
    post_message(by=rahim, conversation_id=conversation.pk, text="Hi")
    assert '<label class="attach">' in page(carla).get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_cleaning_up_and_sending_at_once_lose_no_file():
    one, other = make_person("Nadia"), make_person("Rumi")
    talk = open_conversation(title="", address="", people=[one, other])
    post_message(by=other, conversation_id=talk.pk, text="Hi")
    uploads = [upload(one, f"{number}.txt") for number in range(5)]
    Upload.objects.update(created_at="2020-01-01T00:00Z")
    start = threading.Barrier(2)
    results: list[str] = []

    def send() -> None:
        start.wait()
        for each in uploads:
            try:
                post_message(by=one, conversation_id=talk.pk, text="", file_ids=[each.pk])
                results.append("sent")
            except Exception as error:  # noqa: BLE001  # whichever came first
                results.append(type(error).__name__)
        connection.close()

    thread = threading.Thread(target=send)
    thread.start()
    start.wait()
    forget_loose_uploads()
    thread.join()
    sent = MessageFile.objects.count()
    assert results.count("sent") == sent
    assert all(each.upload.file.storage.exists(each.upload.file.name) for each in MessageFile.objects.all())


def test_text_sent_with_files_is_their_caption_below_them_and_where_each_is_viewed(page, answered, carla, rahim):
    files = [upload(carla, name, png().read()) for name in ("front.png", "back.png")]
    text = "The first sketch, call 01711-223344"
    post_message(by=carla, conversation_id=answered.pk, text=text, file_ids=[each.pk for each in files])
    html = page(rahim).get(answered.get_absolute_url()).content.decode().split('id="log"')[1]
    assert html.index("front.png") < html.index("The first sketch")
    shown = page(rahim).get(f"/files/{files[1].pk}/view/").content.decode()
    assert "The first sketch, call" in shown
    assert "01711" not in shown
    assert "01711-223344" in page(carla).get(f"/files/{files[1].pk}/view/").content.decode()
    delete_for_oneself(by=rahim, conversation_id=answered.pk, seq=2)
    assert "The first sketch" not in page(rahim).get(f"/files/{files[1].pk}/view/").content.decode()
