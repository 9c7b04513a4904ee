import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from market.core.base.lifecycle import Lifecycle
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_preview
from market.files.representations import UploadSerializer
from tests.access.things import png


def make_file(content=b"<script>alert(1)</script>", name="লোগো <b>.html"):
    return SimpleUploadedFile(name, content, "text/html")


def read_content(answer):
    """The whole content; then the client closes the file."""
    return b"".join(answer.streaming_content)


def test_anonymous_upload_and_download_are_401(api, farida):
    assert api().post("/api/v1/uploads/", {"file": make_file()}, format="multipart").status_code == 401
    upload = keep_upload(by=farida, file=make_file())
    assert api().get(f"/api/v1/files/{upload.pk}/").status_code == 401


def test_uploaded_file_is_downloaded_unchanged(api, farida):
    answer = api(farida).post("/api/v1/uploads/", {"file": make_file()}, format="multipart")
    assert answer.status_code == 201
    download = api(farida).get(f"/api/v1/files/{answer.json()['id']}/")
    assert read_content(download) == b"<script>alert(1)</script>"


@pytest.mark.parametrize("prefix", ["/api/v1/files", "/files"])
def test_file_is_sent_as_a_sandboxed_attachment(api, page, farida, prefix):
    upload = keep_upload(by=farida, file=make_file())
    client = api(farida) if prefix.startswith("/api") else page(farida)
    response = client.get(f"{prefix}/{upload.pk}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert read_content(response) == b"<script>alert(1)</script>"


@pytest.mark.parametrize("prefix", ["/api/v1/files", "/files"])
def test_file_of_another_user_is_404(api, page, farida, rina, pavel, prefix):
    upload = keep_upload(by=farida, file=make_file())
    for person in (rina, pavel):
        client = api(person) if prefix.startswith("/api") else page(person)
        existing, missing = (client.get(f"{prefix}/{each}/") for each in (upload.pk, uuid.uuid4()))
        assert existing.status_code == missing.status_code == 404


def test_anonymous_download_page_redirects_to_sign_in(page, farida):
    upload = keep_upload(by=farida, file=make_file())
    assert page().get(f"/files/{upload.pk}/").status_code == 302


def test_file_missing_in_storage_is_404(api, farida):
    upload = keep_upload(by=farida, file=make_file())
    upload.file.storage.delete(upload.file.name)
    assert api(farida).get(f"/api/v1/files/{upload.pk}/").status_code == 404


def test_missing_empty_or_too_large_file_is_an_error(api, farida):
    assert list(api(farida).post("/api/v1/uploads/", {}, format="multipart").json()["errors"]) == ["file"]
    empty = api(farida).post("/api/v1/uploads/", {"file": make_file(b"")}, format="multipart")
    assert (empty.status_code, empty.json()["code"]) == (400, "file_empty")
    with override_settings(LIFECYCLE=Lifecycle(upload_megabytes=1)):
        large = api(farida).post("/api/v1/uploads/", {"file": make_file(b"x" * 2**21)}, format="multipart")
    assert list(large.json()["errors"]) == ["file"]


def test_repeated_upload_with_one_idempotency_key_stores_one_file(api, farida):
    client = api(farida)
    answers = [
        client.post("/api/v1/uploads/", {"file": make_file()}, format="multipart", headers={"Idempotency-Key": "k-1"})
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()


def test_thumbnail_is_named_once_there_is_one_and_hidden_from_others(api, farida, rina):
    sent = api(farida).post("/api/v1/uploads/", {"file": png()}, format="multipart").json()
    assert (sent["media_type"], sent["thumbnail_url"]) == ("image/png", None)
    make_preview(upload_id=sent["id"])
    size = "thumbnail"
    url = f"/api/v1/files/{sent['id']}/{size}.webp"
    assert UploadSerializer(Upload.objects.get()).data["thumbnail_url"] == url
    assert read_content(api(farida).get(url))[8:12] == b"WEBP"
    assert api(rina).get(url).status_code == 404
