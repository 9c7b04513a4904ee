"""Files in a store that speaks S3, over HTTP: sent, read by links and in ranges, drawn, packed and deleted."""

import io
import zipfile
from datetime import timedelta

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.files.actions import forget_loose_uploads, keep_upload
from market.files.archives import send_archive
from market.files.models import Upload, UploadPart
from market.files.orphan_actions import delete_orphans
from tests.access.things import png
from tests.files.test_resumable_api import begin, send, sender
from tests.files.test_sending import MP3
from tests.make import run_jobs
from tests.s3_server import object_store, s3_server, stored_names

__all__ = ["object_store", "s3_server", "sender"]  # fixtures
PAGE = b"<script>alert(1)</script>"


def upload_file(by, name="a.html", content=PAGE) -> Upload:
    return keep_upload(by=by, file=SimpleUploadedFile(name, content, "text/html"))


@pytest.mark.parametrize("prefix", ["/files", "/api/v1/files"])
def test_reader_is_led_to_a_link_and_nobody_else(object_store, api, page, farida, rina, prefix, settings):
    upload = upload_file(farida, "লোগো.html")
    address = f"{prefix}/{upload.pk}/"
    client, other = (api(farida), api(rina)) if "api" in prefix else (page(farida), page(rina))
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    assert answer["Location"].startswith(f"{object_store}/files/uploads/")
    assert f"X-Amz-Expires={settings.FILE_LINK_SECONDS}" in answer["Location"]
    taken = requests.get(answer["Location"], timeout=10)
    assert taken.content == PAGE
    assert taken.headers["Content-Type"] == "application/octet-stream"
    assert taken.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert other.get(address).status_code == 404
    assert requests.get(answer["Location"].partition("?")[0], timeout=10).headers["Content-Type"] != "text/html"


def test_link_with_another_disposition_is_none(object_store, page, farida):
    link = page(farida).get(f"/files/{upload_file(farida).pk}/")["Location"]
    assert "response-content-disposition=attachment" in link
    assert "X-Amz-Signature=" in link


def test_ranges_are_read_by_link_and_through_the_site(object_store, page, farida, settings):
    upload = upload_file(farida, "a.mp3", MP3)
    link = page(farida).get(f"/files/{upload.pk}/", headers={"Range": "bytes=10-13"})["Location"]
    part = requests.get(link, headers={"Range": "bytes=10-13"}, timeout=10)
    assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, MP3[10:14], "audio/mpeg")
    shown = page(farida).get(f"/files/{upload.pk}/view/")
    assert f"media-src 'self' {object_store}" in shown["Content-Security-Policy"]
    settings.S3_READING = "site"
    part = page(farida).get(f"/files/{upload.pk}/", headers={"Range": "bytes=10-13"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, MP3[10:14])
    whole = page(farida).get(f"/files/{upload.pk}/")
    assert (b"".join(whole.streaming_content), whole["Content-Length"]) == (MP3, str(len(MP3)))
    assert page(farida).get(f"/files/{upload.pk}/", headers={"Range": "bytes=999-"}).status_code == 416


def test_picture_is_drawn_and_its_thumbnail_sent_by_the_site(object_store, page, farida):
    upload = keep_upload(by=farida, file=png())
    run_jobs()
    upload.refresh_from_db()
    assert len(stored_names(object_store)) == 3
    answer = page(farida).get(f"/files/{upload.pk}/thumbnail.webp")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer["Content-Type"] == "image/webp"


def test_parts_are_joined_in_the_store_and_deleted(object_store, sender):
    url = begin(sender, size=8).headers["Location"]
    assert send(sender, url, 0, b"goo").status_code == 204
    assert [name.split("/")[0] for name in stored_names(object_store)] == ["parts"]
    assert send(sender, url, 3, b"d wor").status_code == 204
    upload = Upload.objects.get()
    assert stored_names(object_store) == [upload.file.name]
    with upload.file.open() as stored:
        assert stored.read() == b"good wor"


def test_archive_is_made_of_objects(object_store, farida):
    files = [upload_file(farida, f"{number}.txt", content) for number, content in enumerate((b"one", b"two" * 90_000))]
    packed = b"".join(send_archive(farida, files, "work").streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"one", b"two" * 90_000]


def test_deleted_files_leave_the_store(object_store, farida, carla):
    upload_file(farida)
    Upload.objects.update(created_at=clock.now() - timedelta(hours=169))
    assert forget_loose_uploads() == 1
    upload_file(carla)
    erase(carla)
    assert stored_names(object_store) == []


@pytest.mark.django_db
def test_orphaned_parts_are_found_in_the_store(object_store):
    default_storage.save("parts/2026/11/lost", ContentFile(b"x"))
    assert delete_orphans(UploadPart, "parts") == 0
    assert delete_orphans(UploadPart, "parts", timedelta(seconds=-60)) == 1
    assert stored_names(object_store) == []


def test_missing_object_is_404_and_a_store_that_is_down_is_503(object_store, api, farida, settings):
    upload = upload_file(farida)
    settings.S3_READING = "site"
    upload.file.storage.delete(upload.file.name)
    assert api(farida).get(f"/api/v1/files/{upload.pk}/").status_code == 404
    options = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    answer = api(farida).post("/api/v1/uploads/", {"file": SimpleUploadedFile("a.txt", b"work")}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (503, "files_unavailable")
    assert answer["Retry-After"]
    assert Upload.objects.count() == 1


def test_links_lead_to_the_address_that_people_reach(object_store, page, farida, settings):
    options = settings.STORAGES["default"]["OPTIONS"] | {"public_url": "https://store.example"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    link = page(farida).get(f"/files/{upload_file(farida).pk}/")["Location"]
    assert link.startswith("https://store.example/files/uploads/")
