"""The frame of every page: size budgets, language, Content-Security-Policy, icons."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from market.core.web import forms as web_forms

CORE = Path(web_forms.__file__).parent.parent
STATIC = CORE / "static" / "core"
MARKET = CORE.parent


def render_page(template: str, **headers: str) -> str:
    request = RequestFactory().get("/talent/", headers=headers)
    request.user, request._messages = AnonymousUser(), []
    return render_to_string(template, {}, request)


def test_css_and_fonts_stay_within_their_size_budgets():
    assert len(gzip.compress((STATIC / "look.css").read_bytes())) <= 20 * 1024
    for font in (STATIC / "fonts").glob("*.woff2"):
        assert font.stat().st_size <= 45 * 1024


def test_anonymous_page_is_cacheable():
    html = render_page("core/404.html")
    assert "csrf" not in html
    assert "nonce" not in html


def test_save_data_header_omits_the_web_font():
    assert "data-save-data" not in render_page("core/404.html")
    assert "data-save-data" in render_page("core/404.html", **{"Save-Data": "on"})


@pytest.mark.parametrize("language", ["en", "bn"])
def test_page_has_its_language_and_links_to_the_other(language):
    other = {"en": "bn", "bn": "en"}[language]
    with translation.override(language):
        html = render_page("core/404.html")
    assert f'<html lang="{language}"' in html
    assert f'hreflang="{other}"' in html


# A mail is not a page: mail programs only support inline styles.
MAILS = {"mail.html", "mail_frame.html", "mail_digest.html"}
PAGES = sorted(path for path in MARKET.glob("*/jinja2/**/*.html") if path.name not in MAILS)


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script(template):
    html = template.read_text()
    assert not re.search(r"""\sstyle=["']|\son[a-z]+=["']|<style\b""", html)
    # Structured data (JSON-LD) is no script: a browser runs nothing of it, and the policy of scripts leaves it alone.
    assert not re.search(r"<script(?![^>]*\bsrc=| type=.application/ld\+json.>)", html)


def test_every_used_icon_is_defined():
    drawn = set(re.findall(r'^\s+"(\w+)": \'', (CORE / "jinja2/core/icons.html").read_text(), re.M))
    for template in MARKET.glob("*/jinja2/**/*.html"):
        named = set(re.findall(r'\bicon\("(\w+)"', template.read_text()))
        assert named <= drawn, template


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "bn"])
def test_component_gallery_shows_every_component(client, language):
    html = client.get("/style/", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}"' in html
    for part in ("stitches", "stitch-line", "pager", "summary", "bubble", "empty", "facts"):
        assert f'class="{part}' in html


def test_stars_are_for_ratings_alone():
    """What is saved has a heart, on cards as on pages."""
    starred = {str(path.relative_to(MARKET)) for path in PAGES if '"star"' in path.read_text()}
    assert {path for path in starred if not path.startswith("reviews/")} == {
        "core/jinja2/core/icons.html",
        "core/jinja2/core/parts.html",
    }
