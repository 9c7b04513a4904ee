"""Pages that are the same for everybody: made once, answered from memory, and never for who is signed in."""

from dataclasses import replace
from types import SimpleNamespace

from django.core.cache.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

PATH = "/how-holding-works/"


def test_it_is_made_once_for_a_language(client, db):
    first = client.get(PATH)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(PATH)
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    assert not asked.captured_queries
    bangla = client.get(PATH, headers={"accept-language": "bn"})
    assert bangla.content != first.content
    assert bangla.headers["Content-Language"] == "bn"
    client.cookies["language"] = "bn"
    assert client.get(PATH).content == bangla.content


def test_the_safety_headers_stay(client):
    client.get(PATH)
    assert "default-src 'none'" in client.get(PATH).headers["Content-Security-Policy"]


def test_who_has_it_is_told_so(client):
    tag = client.get(PATH).headers["ETag"]
    told = client.get(PATH, headers={"if-none-match": tag})
    assert (told.status_code, told.content) == (304, b"")
    assert client.get(PATH, headers={"if-none-match": '"other"'}).status_code == 200


def test_who_is_signed_in_gets_her_own(client, page, carla):
    client.get(PATH)
    assert "Carla" not in client.get(PATH).content.decode()
    assert page(carla).get(PATH).headers["Reader"] != "nobody"
    assert client.get(PATH).headers["Reader"] == "nobody"


def test_compressed_and_plain_are_apart(client):
    small = client.get(PATH, headers={"accept-encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(PATH).headers


def test_it_is_made_anew_after_ten_seconds(client, settings, monkeypatch):
    before = client.get(PATH).content
    settings.LIFECYCLE = replace(settings.LIFECYCLE, clearing_days=9)
    assert client.get(PATH).content == before
    now = locmem.time.time()
    monkeypatch.setattr(locmem, "time", SimpleNamespace(time=lambda: now + 11))
    assert client.get(PATH).content != before


def test_lists_are_never_kept(client, carla):
    assert "Logo for a tea shop" not in client.get("/jobs/").content.decode()
    make.make_job(carla, title="Logo for a tea shop")
    assert "Logo for a tea shop" in client.get("/jobs/").content.decode()
