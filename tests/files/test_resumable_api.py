"""Files in parts, as a client of the tus protocol 1.0.0 sends them, over HTTP."""

import base64
import hashlib
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import override_settings

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.base.lifecycle import Lifecycle
from market.files.models import PartialUpload, Upload, UploadPart
from market.files.resumable import actions
from market.files.resumable.actions import (
    MOST_UNFINISHED,
    OffsetDiffers,
    append_part,
    begin_upload,
    forget_unfinished_uploads,
)
from tests.files.test_actions import make_file
from tests.make import make_person

URL = "/api/v1/uploads/resumable/"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"
CONTENT = bytes(range(256)) * 1000
SIZE = len(CONTENT)


@pytest.fixture
def sender(api, farida):
    """Farida's client of the API, with the header of the protocol."""
    client = api(farida)
    client.credentials(HTTP_TUS_RESUMABLE="1.0.0")
    return client


def begin(sender, size=SIZE, name="কাজ.pdf", **more):
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype YXBwbGljYXRpb24vcGRm"
    headers = {"Upload-Length": str(size), "Upload-Metadata": metadata}
    return sender.post(URL, headers=headers, content_type=BYTES, **more)


def send(sender, url, offset, content, **headers):
    headers = {"Upload-Offset": str(offset), **headers}
    return sender.patch(url, content, content_type=BYTES, headers=headers)


def stored_files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_file_in_parts_becomes_an_upload_with_its_id(sender, farida, settings):
    answer = begin(sender)
    url = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.headers["Tus-Resumable"]) == (201, "0", "1.0.0")
    assert "Upload-Expires" in answer.headers
    for offset in range(0, len(CONTENT), 100_000):
        state = sender.head(url)
        assert (state.status_code, state.headers["Upload-Offset"]) == (200, str(offset))
        assert (state.headers["Upload-Length"], state.headers["Cache-Control"]) == (str(len(CONTENT)), "no-store")
        answer = send(sender, url, offset, CONTENT[offset : offset + 100_000])
        assert answer.status_code == 204
    assert answer.headers["Upload-Offset"] == str(len(CONTENT))
    upload = Upload.objects.get(owner=farida)
    assert url.endswith(f"{URL}{upload.pk}/")
    assert (upload.name, upload.size) == ("কাজ.pdf", len(CONTENT))
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert b"".join(sender.get(f"/api/v1/files/{upload.pk}/").streaming_content) == CONTENT
    assert not PartialUpload.objects.exists()
    assert len(stored_files(settings)) == 1
    finished = sender.head(url)  # the last answer may have been lost
    assert finished.headers["Upload-Offset"] == finished.headers["Upload-Length"] == str(len(CONTENT))


def test_first_bytes_may_come_along_and_a_whole_small_file_too(sender):
    answer = begin(sender, data=CONTENT[:1000])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "1000")
    answer = begin(sender, size=4, data=b"work")
    assert answer.headers["Upload-Offset"] == "4"
    assert Upload.objects.get().size == 4


def test_server_says_what_it_can_do(sender):
    answer = sender.options(URL)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) >= {"creation", "expiration", "termination", "checksum"}
    assert answer.headers["Tus-Max-Size"] == str(25 * 1024 * 1024)


def test_another_version_is_refused_with_the_one_that_is_spoken(api, farida):
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = api(farida).post(URL, headers={**headers, "Upload-Length": "4"})
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
        assert answer.json()["code"] == "tus_version_not_supported"


def test_part_at_another_offset_is_refused_and_says_where_to_go_on(sender):
    url = begin(sender, size=10).headers["Location"]
    send(sender, url, 0, b"12345")
    for offset in (0, 4, 6, 10):
        answer = send(sender, url, offset, b"x")
        assert (answer.status_code, answer.json()["code"]) == (409, "upload_offset_differs")
        assert "5" in answer.json()["detail"]
    assert sender.head(url).headers["Upload-Offset"] == "5"


def test_part_behind_the_end_is_refused_and_leaves_nothing(sender, settings):
    url = begin(sender, size=4).headers["Location"]
    answer = send(sender, url, 0, b"12345")
    assert (answer.status_code, answer.json()["code"]) == (413, "part_too_large")
    assert not stored_files(settings)
    assert sender.head(url).headers["Upload-Offset"] == "0"


def test_part_that_changed_on_its_way_is_refused(sender, settings):
    url = begin(sender, size=8).headers["Location"]
    digest = base64.b64encode(hashlib.sha256(b"work").digest()).decode()
    answer = send(sender, url, 0, b"wirk", **{"Upload-Checksum": f"sha256 {digest}"})
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_differs")
    assert not stored_files(settings)
    assert send(sender, url, 0, b"work", **{"Upload-Checksum": f"sha256 {digest}"}).status_code == 204
    for wrong in ("md4 abc=", "sha256 abc=", "sha256 %%%", "sha256"):
        answer = send(sender, url, 4, b"work", **{"Upload-Checksum": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Upload-Checksum"])


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({}, "Upload-Length"),
        ({"Upload-Length": "-1"}, "Upload-Length"),
        ({"Upload-Length": "৪"}, "Upload-Length"),
        ({"Upload-Length": "9" * 40}, "Upload-Length"),
        ({"Upload-Length": "4", "Upload-Metadata": "filename ???"}, "Upload-Metadata"),
        ({"Upload-Length": "4", "Upload-Metadata": "filename /w=="}, "Upload-Metadata"),
        ({"Upload-Length": "4", "Upload-Metadata": "a " * 2000}, "Upload-Metadata"),
        ({"Upload-Length": "0"}, "file"),
        ({"Upload-Length": str(26 * 1024 * 1024)}, "file"),
    ],
)
def test_wrong_headers_are_named(sender, headers, field):
    answer = sender.post(URL, headers=headers)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not PartialUpload.objects.exists()


def test_path_and_direction_marks_leave_the_name(sender, farida):
    begin(sender, name="../../etc/\u202egpj.exe")
    assert PartialUpload.objects.get(owner=farida).name == "gpj.exe"


def test_part_of_another_kind_or_without_an_offset_is_refused(sender):
    url = begin(sender, size=4).headers["Location"]
    assert sender.patch(url, {"a": 1}, content_type="application/json").status_code == 415
    assert sender.patch(url, b"work", content_type=BYTES).status_code == 400
    assert send(sender, url, 0, b"").status_code == 204
    assert send(sender, url, 0, b"wo", **{"Transfer-Encoding": "chunked"}).status_code == 411
    assert sender.head(url).headers["Upload-Offset"] == "0"


def test_nobody_else_learns_of_it(sender, api, rina):
    url = begin(sender, size=4).headers["Location"]
    other = api(rina)
    other.credentials(HTTP_TUS_RESUMABLE="1.0.0")
    for answer in (other.head(url), send(other, url, 0, b"work"), other.delete(url)):
        assert answer.status_code == 404
    assert other.get(URL).json() == []
    assert api().post(URL, headers={**TUS, "Upload-Length": "4"}).status_code == 401


def test_unfinished_files_are_listed_given_up_and_limited(sender, settings):
    urls = [begin(sender, size=4, data=b"wo").headers["Location"] for _ in range(MOST_UNFINISHED)]
    refusal = begin(sender, size=4)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "too_many_unfinished_uploads")
    listed = sender.get(URL).json()
    assert [(each["size"], each["offset"]) for each in listed] == [(4, 2)] * MOST_UNFINISHED
    assert listed[0]["metadata"].startswith("filename "), "another device knows the file again by it"
    assert urls[0].endswith(listed[0]["url"])
    assert sender.delete(urls[0]).status_code == 204
    assert sender.delete(urls[0]).status_code == sender.head(urls[0]).status_code == 404
    assert len(stored_files(settings)) == MOST_UNFINISHED - 1
    assert begin(sender, size=4).status_code == 201


def test_refused_first_part_leaves_no_file_that_nobody_can_name(sender, settings):
    assert begin(sender, size=2, data=b"work").status_code == 413
    assert not PartialUpload.objects.exists()
    assert not stored_files(settings)


def test_too_many_parts_say_what_to_do(sender, monkeypatch):
    monkeypatch.setattr(actions, "MOST_PARTS", 2)
    url = begin(sender, size=4).headers["Location"]
    answers = [send(sender, url, offset, b"x") for offset in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 409]
    assert answers[-1].json()["code"] == "too_many_parts"


def test_erased_account_leaves_no_part(sender, farida, settings):
    begin(sender, size=4, data=b"wo")
    assert stored_files(settings)
    erase(farida)
    assert not stored_files(settings)
    assert not PartialUpload.objects.exists()


def test_row_that_cannot_be_written_leaves_the_parts_and_no_whole_file(sender, settings, monkeypatch):
    url = begin(sender, size=4).headers["Location"]

    def fail(*args, **kwargs):
        raise DomainError

    with monkeypatch.context() as broken:
        broken.setattr(PartialUpload, "delete", fail)
        assert send(sender, url, 0, b"work").status_code == 409
    assert len(stored_files(settings)) == 1
    assert sender.head(url).headers["Upload-Offset"] == "4"
    assert Upload.objects.get().size == 4


def test_limit_of_a_day_counts_them(sender):
    with override_settings(LIFECYCLE=Lifecycle(uploads_per_day=1)):
        assert begin(sender, size=4).status_code == 201
        assert begin(sender, size=4).status_code == 429


def test_methods_can_be_named_in_a_header(sender):
    url = begin(sender, size=4).headers["Location"]
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert sender.post(url, b"wo", content_type=BYTES, headers=headers).status_code == 204
    assert sender.post(url, headers={"X-HTTP-Method-Override": "HEAD"}).headers["Upload-Offset"] == "2"


def test_what_was_whole_when_the_site_went_down_is_finished_when_asked_for(farida):
    partial = begin_upload(by=farida, size=4, name="a.txt")
    part = UploadPart(upload=partial, offset=0)
    part.file.save("x", make_file(b"work"))
    PartialUpload.objects.filter(pk=partial.pk).update(offset=4)  # the process ended here
    with pytest.raises(OffsetDiffers):
        append_part(by=farida, key=partial.pk, offset=0, stream=make_file())
    assert Upload.objects.get(pk=partial.pk).size == 4


def test_expired_ones_are_deleted_with_their_parts(sender, farida, settings, monkeypatch):
    begin(sender, size=4, data=b"wo")
    begin(sender, size=4, data=b"wo")
    old = PartialUpload.objects.order_by("created_at").first()
    PartialUpload.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(hours=200))
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    assert forget_unfinished_uploads() == 1
    assert PartialUpload.objects.exclude(pk=old.pk).count() == len(stored_files(settings)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_parts_at_once_one_is_taken():
    person = make_person("Nadia")
    partial = begin_upload(by=person, size=8)
    results: list[str] = []
    both = threading.Barrier(2)

    def append(content: bytes) -> None:
        try:
            stream = make_file(content)
            both.wait()
            append_part(by=person, key=partial.pk, offset=0, stream=stream)
            results.append("taken")
        except OffsetDiffers:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=append, args=(content,)) for content in (b"aaaaaaaa", b"bbbbbbbb")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "taken"]
    upload = Upload.objects.get(pk=partial.pk)
    with default_storage.open(upload.file.name) as stored:
        assert stored.read() in (b"aaaaaaaa", b"bbbbbbbb")


def test_unknown_key_is_not_found(sender):
    upload_id = uuid.uuid4()
    assert sender.head(f"/api/v1/uploads/resumable/{upload_id}/").status_code == 404
