"""The PWA: manifest, service worker, offline page; and compressed responses."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from market.core.web import pwa
from market.core.web.standalone import needs_no_database


@pytest.mark.parametrize(("language", "name"), [("en", "আমার কাজ · Amar Kaj"), ("bn", "আমার কাজ")])
def test_manifest_in_both_languages(page, db, language, name):
    answer = page().get(f"/manifest/{language}.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["name"], manifest["short_name"], manifest["lang"]) == (name, "আমার কাজ", language)
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (size, use) for size in ("192x192", "512x512") for use in ("any", "maskable")
    }
    assert f'href="/manifest/{language}.webmanifest"' in page(language=language).get("/").content.decode()
    assert page().get("/manifest/fr.webmanifest").status_code == 404


@pytest.mark.parametrize(("name", "size", "use"), pwa.ICONS)
def test_icons_have_the_declared_size(name, size, use):
    with Image.open(Path(str(finders.find(name)))) as icon:
        assert icon.size == (size, size)
        if use == "maskable":
            assert icon.convert("RGBA").getpixel((0, 0)) == (11, 104, 72, 255), "the background reaches the edge"


@pytest.mark.parametrize(
    "path",
    [
        *("/static/core/look.css", "/static/none.js", "/sw.js", "/manifest/bn.webmanifest", "/offline/bn/"),
        *("/.well-known/security.txt", "/api/v1/schema/"),
    ],
)
def test_static_and_pwa_paths_make_no_queries(page, carla, path, django_assert_num_queries):
    assert needs_no_database(path)
    browser = page(carla)
    with django_assert_num_queries(0):
        answer = browser.get(path)
        answer.close()
    assert answer.status_code == (404 if "none" in path else 200)
    assert "sessionid" not in answer.cookies


def test_service_worker_has_its_version_and_files(page, db):
    answer = page().get("/sw.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert f'const VERSION = "{pwa.version()}";' in script
    assert '"/static/core/look.css"' in script
    for name in pwa.FILES:
        assert finders.find(name), name


def test_changed_file_changes_the_version(monkeypatch):
    before = pwa.version()
    pwa.version.cache_clear()
    monkeypatch.setattr(pwa, "_content", lambda name: b"new")
    assert pwa.version() != before
    pwa.version.cache_clear()


@pytest.mark.parametrize(("language", "words"), [("en", "No connection"), ("bn", "সংযোগ নেই")])
def test_offline_page_contains_nothing_of_the_user(page, carla, language, words):
    html = page(carla).get(f"/offline/{language}/").content.decode()
    assert words in html
    assert "csrf" not in html
    assert "data-me" not in html
    assert "Carla" not in html
    assert page().get("/offline/fr/").status_code == 404


def test_reader_header_identifies_the_user_by_an_opaque_value(page, carla, omar):
    users = (carla, carla, omar, None)
    carla_id, carla_again, omar_id, anonymous_id = (page(user).get("/about/")["Reader"] for user in users)
    assert carla_id == carla_again != omar_id
    assert anonymous_id == "nobody"
    assert str(carla.pk) != carla_id
    assert "Reader" not in page(carla).get("/api/v1/notifications/").headers


def test_text_is_compressed_and_images_are_not(page, db):
    headers = {"Accept-Encoding": "gzip"}
    answer = page().get("/about/", headers=headers)
    assert answer["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in page().get("/about/").headers
    picture = page().get("/static/core/mark-192.png", headers=headers)
    assert "Content-Encoding" not in picture.headers
    picture.close()


def test_csp_allows_the_service_worker_and_nothing_unsafe(page, db):
    policy = page().get("/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
    assert "unsafe" not in policy
