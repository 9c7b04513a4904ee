"""The anonymous page cache: static pages are rendered once, and never served to signed-in users."""

import gzip
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.conf import settings as django_settings
from django.core.cache.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

PATH = "/how-holding-works/"
STATIC = Path(django_settings.BASE_DIR) / "market" / "core" / "static" / "core"


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


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
    ],
)
def test_a_page_goes_as_the_browser_reads_it_also_from_the_cache(client, accepted, sent):
    plain = client.get(PATH).content
    for _ in range(2):
        response = client.get(PATH, headers={"accept-encoding": accepted})
        assert response.headers.get("Content-Encoding") == sent
        assert {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[sent](response.content) == plain
        assert int(response.headers.get("Content-Length", len(response.content))) == len(response.content)


def test_static_text_is_compressed_too_and_pictures_are_not(client):
    for name, sent in [("look.css", "br"), ("mark-32.png", None)]:
        response = client.get(f"/static/core/{name}", headers={"accept-encoding": "br"})
        assert response.headers.get("Content-Encoding") == sent
        content = b"".join(response.streaming_content)
        assert (brotli.decompress(content) if sent else content) == (STATIC / name).read_bytes()


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
