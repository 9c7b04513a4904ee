"""The anonymous page cache: static pages are rendered once, and never served to signed-in users."""

from dataclasses import replace
from types import SimpleNamespace

from django.core.cache.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

PATH = "/how-holding-works/"


def test_page_is_rendered_once_per_language_without_queries(client, db):
    first = client.get(PATH)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PATH)
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    assert not queries.captured_queries
    bangla = client.get(PATH, headers={"accept-language": "bn"})
    assert bangla.content != first.content
    assert bangla.headers["Content-Language"] == "bn"
    client.cookies["language"] = "bn"
    assert client.get(PATH).content == bangla.content


def test_cached_page_keeps_its_security_headers(client):
    client.get(PATH)
    assert "default-src 'none'" in client.get(PATH).headers["Content-Security-Policy"]


def test_matching_etag_is_304(client):
    tag = client.get(PATH).headers["ETag"]
    response = client.get(PATH, headers={"if-none-match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert client.get(PATH, headers={"if-none-match": '"other"'}).status_code == 200


def test_signed_in_user_gets_an_uncached_page(client, page, carla):
    client.get(PATH)
    assert "Carla" not in client.get(PATH).content.decode()
    assert page(carla).get(PATH).headers["Reader"] != "nobody"
    assert client.get(PATH).headers["Reader"] == "nobody"


def test_gzip_and_plain_responses_are_cached_separately(client):
    compressed = client.get(PATH, headers={"accept-encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(PATH).headers


def test_cached_page_expires_after_ten_seconds(client, settings, monkeypatch):
    before = client.get(PATH).content
    settings.LIFECYCLE = replace(settings.LIFECYCLE, clearing_days=9)
    assert client.get(PATH).content == before
    now = locmem.time.time()
    monkeypatch.setattr(locmem, "time", SimpleNamespace(time=lambda: now + 11))
    assert client.get(PATH).content != before


def test_list_pages_are_never_cached(client, carla):
    assert "Logo for a tea shop" not in client.get("/jobs/").content.decode()
    make.make_job(carla, title="Logo for a tea shop")
    assert "Logo for a tea shop" in client.get("/jobs/").content.decode()
