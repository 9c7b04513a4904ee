import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from market.core.base.lifecycle import Lifecycle
from market.files.actions import keep_upload


def sent(content=b"<script>alert(1)</script>", name="লোগো <b>.html"):
    return SimpleUploadedFile(name, content, "text/html")


def read(answer):
    """All of it; the client closes the file then."""
    return b"".join(answer.streaming_content)


def test_nobody_sends_or_takes_without_signing_in(api, farida):
    assert api().post("/api/v1/uploads/", {"file": sent()}, format="multipart").status_code == 401
    upload = keep_upload(by=farida, file=sent())
    assert api().get(f"/api/v1/files/{upload.pk}/").status_code == 401


def test_she_sends_a_file_and_takes_it_back_as_it_was(api, farida):
    answer = api(farida).post("/api/v1/uploads/", {"file": sent()}, format="multipart")
    assert answer.status_code == 201
    taken = api(farida).get(f"/api/v1/files/{answer.json()['id']}/")
    assert read(taken) == b"<script>alert(1)</script>"


@pytest.mark.parametrize("prefix", ["/api/v1/files", "/files"])
def test_a_file_is_never_shown_or_run(api, page, farida, prefix):
    upload = keep_upload(by=farida, file=sent())
    client = api(farida) if prefix.startswith("/api") else page(farida)
    taken = client.get(f"{prefix}/{upload.pk}/")
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert taken["Content-Security-Policy"].startswith("sandbox")
    assert taken["Cache-Control"] == "private, no-store"
    assert read(taken) == b"<script>alert(1)</script>"


@pytest.mark.parametrize("prefix", ["/api/v1/files", "/files"])
def test_others_do_not_learn_that_a_file_exists(api, page, farida, rina, pavel, prefix):
    upload = keep_upload(by=farida, file=sent())
    for person in (rina, pavel):
        client = api(person) if prefix.startswith("/api") else page(person)
        hers, none = (client.get(f"{prefix}/{each}/") for each in (upload.pk, uuid.uuid4()))
        assert hers.status_code == none.status_code == 404


def test_a_page_leads_to_sign_in_first(page, farida):
    upload = keep_upload(by=farida, file=sent())
    assert page().get(f"/files/{upload.pk}/").status_code == 302


def test_a_lost_file_is_not_found(api, farida):
    upload = keep_upload(by=farida, file=sent())
    upload.file.storage.delete(upload.file.name)
    assert api(farida).get(f"/api/v1/files/{upload.pk}/").status_code == 404


def test_what_is_wrong_is_named(api, farida):
    assert list(api(farida).post("/api/v1/uploads/", {}, format="multipart").json()["errors"]) == ["file"]
    empty = api(farida).post("/api/v1/uploads/", {"file": sent(b"")}, format="multipart")
    assert (empty.status_code, empty.json()["code"]) == (400, "file_empty")
    with override_settings(LIFECYCLE=Lifecycle(upload_megabytes=1)):
        large = api(farida).post("/api/v1/uploads/", {"file": sent(b"x" * 2**21)}, format="multipart")
    assert list(large.json()["errors"]) == ["file"]


def test_the_same_key_keeps_one_file(api, farida):
    client = api(farida)
    answers = [
        client.post("/api/v1/uploads/", {"file": sent()}, format="multipart", headers={"Idempotency-Key": "k-1"})
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
