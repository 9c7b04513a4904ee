"""The frame of every page and its budgets."""

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


def page(template: str, **headers: str) -> str:
    request = RequestFactory().get("/talent/", headers=headers)
    request.user, request._messages = AnonymousUser(), []
    return render_to_string(template, {}, request)


def test_style_and_fonts_stay_within_their_budgets():
    assert len(gzip.compress((STATIC / "look.css").read_bytes())) <= 20 * 1024
    for font in (STATIC / "fonts").glob("*.woff2"):
        assert font.stat().st_size <= 45 * 1024


def test_an_anonymous_page_can_be_kept_in_a_cache():
    html = page("core/404.html")
    assert "csrf" not in html
    assert "nonce" not in html


def test_the_font_is_left_out_where_data_is_saved():
    assert "core/font.css" in page("core/404.html")
    assert "core/font.css" not in page("core/404.html", **{"Save-Data": "on"})


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_says_its_language_and_leads_to_the_other(language):
    other = {"en": "bn", "bn": "en"}[language]
    with translation.override(language):
        html = page("core/404.html")
    assert f'<html lang="{language}"' in html
    assert f'hreflang="{other}"' in html


# A mail is no page of ours: programs that show it know nothing but styles in its tags.
MAILS = {"mail.html", "mail_frame.html", "mail_digest.html"}
PAGES = sorted(path for path in MARKET.glob("*/jinja2/**/*.html") if path.name not in MAILS)


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.name)
def test_no_template_needs_an_unsafe_policy(template):
    html = template.read_text()
    assert not re.search(r"""\sstyle=["']|\son[a-z]+=["']|<style\b""", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'^\s+"(\w+)": \'', (CORE / "jinja2/core/icons.html").read_text(), re.M))
    for template in MARKET.glob("*/jinja2/**/*.html"):
        named = set(re.findall(r'\bicon\("(\w+)"', template.read_text()))
        assert named <= drawn, template


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_of_the_look_shows_every_part(client, language):
    html = client.get("/style/", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}"' in html
    for part in ("stitches", "stitch-line", "pager", "summary", "bubble", "empty", "facts"):
        assert f'class="{part}' in html
