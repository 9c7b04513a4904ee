"""How files in parts end: finished, expired, or left behind by a process that was killed."""

import base64
import hashlib
import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from market.core.base import clock
from market.files import actions
from market.files.models import PartialUpload, Upload, UploadPart
from market.files.orphan_actions import delete_orphans
from market.files.reading import open_joined
from market.files.resumable.actions import append_part, begin_upload
from market.files.tasks import forget_loose_uploads
from tests import make
from tests.files.test_actions import make_file
from tests.files.test_resumable_api import URL, begin, send, sender, stored_files

__all__ = ["sender"]  # a fixture
METADATA = "filename 4KaV4Ka+4KacLnBkZg==,filetype YXBwbGljYXRpb24vcGRm"


def test_finished_file_still_tells_its_metadata(sender):
    url = begin(sender, size=4, data=b"work").headers["Location"]
    answer = sender.head(url)
    assert Upload.objects.exists()
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Metadata"]) == ("4", METADATA)


def test_file_that_something_has_says_so(sender):
    url = begin(sender, size=4, data=b"work").headers["Location"]
    assert "Upload-In-Use" not in sender.head(url).headers
    make.make_job().files.add(Upload.objects.get())
    assert sender.head(url).headers["Upload-In-Use"] == "true"


def test_expired_file_is_gone_before_the_night(sender, settings):
    urls = [begin(sender, size=4, data=b"wo").headers["Location"] for _ in range(2)]
    past = clock.now() - timedelta(hours=settings.LIFECYCLE.loose_upload_hours)
    PartialUpload.objects.update(created_at=past)
    assert sender.head(urls[0]).status_code == 410
    answer = send(sender, urls[0], 2, b"rk")
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_expired")
    assert sender.get(URL).json() == []
    assert sender.delete(urls[1]).status_code == 204
    assert PartialUpload.objects.get().offset == 2


def test_old_parts_without_a_row_are_deleted(farida, settings):
    partial = begin_upload(by=farida, size=8)
    append_part(by=farida, key=partial.pk, offset=0, stream=make_file(b"work"))
    names = [default_storage.save(f"parts/2026/1{number}/lost", ContentFile(b"x")) for number in (1, 2)]
    for path in stored_files(settings):
        os.utime(path, (time.time() - 25 * 3600,) * 2)
    os.utime(default_storage.path(names[1]))
    assert delete_orphans(UploadPart, "parts") == 1
    assert [default_storage.exists(name) for name in names] == [False, True]
    assert default_storage.exists(UploadPart.objects.get().file.name)


def test_a_file_whose_row_was_never_written_goes_after_a_month(farida, settings):
    upload = actions.keep_upload(by=farida, file=make_file(b"work"))
    names = [default_storage.save(f"uploads/2026/1{number}/lost", ContentFile(b"x")) for number in (1, 2)]
    for path in stored_files(settings):
        os.utime(path, (time.time() - 31 * 86400,) * 2)
    os.utime(default_storage.path(names[1]), (time.time() - 29 * 86400,) * 2)
    forget_loose_uploads(0)
    assert [default_storage.exists(name) for name in (*names, upload.file.name)] == [False, True, True]


def test_no_transaction_waits_while_parts_are_joined(farida, monkeypatch):
    seen = []

    def put(*args):
        seen.append(len(connection.savepoint_ids))
        return real(*args)

    real = actions.put_into_storage
    monkeypatch.setattr("market.files.resumable.actions.put_into_storage", put)
    partial = begin_upload(by=farida, size=8)
    for offset, content in ((0, b"goo"), (3, b"d wor")):
        append_part(by=farida, key=partial.pk, offset=offset, stream=make_file(content))
    with Upload.objects.get().file.open() as stored:
        assert stored.read() == b"good wor"
    assert seen == [len(connection.savepoint_ids)]


@pytest.mark.django_db
def test_joined_files_are_read_from_any_byte(settings):
    names = [default_storage.save("parts/a", ContentFile(each)) for each in (b"0123", b"4", b"56789")]
    fields = [UploadPart(file=name).file for name in names]
    with open_joined(zip(fields, (4, 1, 5), strict=True)) as joined:
        assert joined.read() == b"0123456789"
        for at in range(10):
            joined.seek(at)
            assert joined.read(3) == b"0123456789"[at : at + 3]
        assert (joined.seek(-2, os.SEEK_END), joined.read()) == (8, b"89")
    with open_joined([(fields[0], 9)]) as joined, pytest.raises(OSError, match="shorter"):
        joined.read()


def test_a_file_that_is_finished_takes_nothing_more(sender, farida, settings):
    url = begin(sender, size=8).headers["Location"]
    assert send(sender, url, 0, b"my ").status_code == 204
    assert send(sender, url, 3, b"work.").status_code == 204
    again = send(sender, url, 3, b"work.")
    more = send(sender, url, 8, b"more")
    assert [(each.status_code, each.json()["code"]) for each in (again, more)] == [
        (409, "upload_offset_differs"),
        (413, "part_too_large"),
    ]
    assert b"".join(sender.get(f"/api/v1/files/{Upload.objects.get().pk}/").streaming_content) == b"my work."
    assert len(stored_files(settings)) == 1


def test_a_part_of_another_file_is_known_by_its_checksum_and_changes_nothing(sender, settings):
    url, other = (begin(sender, size=8).headers["Location"] for _ in range(2))
    digest = base64.b64encode(hashlib.sha256(b"my ").digest()).decode()
    answer = send(sender, url, 0, b"not", **{"Upload-Checksum": f"sha256 {digest}"})
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_differs")
    assert send(sender, url, 0, b"my ", **{"Upload-Checksum": f"sha256 {digest}"}).status_code == 204
    assert [sender.head(each).headers["Upload-Offset"] for each in (url, other)] == ["3", "0"]
