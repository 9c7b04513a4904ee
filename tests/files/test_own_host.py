"""The host of files (`FILES_URL`): files by links for a short time, and nothing else of the site."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.accounts.models import User
from market.files.actions import keep_upload
from market.files.links import SALT
from tests.files.test_sending import MP3

HOST = "files.example"


@pytest.fixture(autouse=True)
def own_host(settings):
    settings.FILES_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]


@pytest.fixture
def upload(farida):
    return keep_upload(by=farida, file=SimpleUploadedFile("a.mp3", MP3))


def path_of(answer):
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"https://{HOST}/f/")
    return answer["Location"].removeprefix(f"https://{HOST}")


def take(path, **headers):
    return Client(headers={"host": HOST, **headers}).get(path)


def test_file_is_taken_by_its_link_without_cookies(upload, page, farida):
    answer = take(path_of(page(farida).get(f"/files/{upload.pk}/")))
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, MP3)
    assert not answer.cookies
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"


def test_range_and_player_follow_the_link(upload, page, farida):
    part = take(path_of(page(farida).get(f"/files/{upload.pk}/")), range="bytes=10-13")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, MP3[10:14])
    shown = page(farida).get(f"/files/{upload.pk}/view/")
    assert f"media-src 'self' https://{HOST}" in shown["Content-Security-Policy"]


def test_head_of_a_file_is_told_by_the_site(upload, api, farida):
    answer = api(farida).head(f"/api/v1/files/{upload.pk}/")
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(MP3)))
    answer.close()


def test_link_ends_and_cannot_be_made_up(upload, page, farida, rina, settings):
    path = path_of(page(farida).get(f"/files/{upload.pk}/"))
    assert take(path[:-3] + "xxx").status_code == 410
    assert take(f"/f/?t={signing.dumps([str(upload.pk), farida.pk], salt='another')}").status_code == 410
    assert take(f"/f/?t={signing.dumps([str(upload.pk), rina.pk], salt=SALT)}").status_code == 404
    settings.FILE_LINK_SECONDS = -1
    answer = take(path)
    assert answer.status_code == 410
    assert "Open the file on the site again." in answer.content.decode()
    assert "ফাইল" in answer.content.decode()


def test_right_that_was_taken_back_ends_the_link(upload, page, farida):
    path = path_of(page(farida).get(f"/files/{upload.pk}/"))
    User.objects.filter(pk=farida.pk).update(is_active=False)
    assert take(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/static/core/page.js", "/healthz", "/f/", "/api/v1/jobs/"])
def test_nothing_of_the_site_is_there(db, path):
    assert take(path).status_code in (404, 410)
    assert Client(headers={"host": HOST}).post(path).status_code == 405


@pytest.mark.parametrize("host", [f"{HOST}:443", f"{HOST}.", HOST.upper()])
def test_nothing_of_the_site_is_there_however_the_host_is_written(db, host):
    assert Client(headers={"host": host}).get("/").status_code == 404


def test_links_lead_nowhere_on_the_site_itself(upload, page, farida):
    assert page(farida).get(path_of(page(farida).get(f"/files/{upload.pk}/"))).status_code == 404
