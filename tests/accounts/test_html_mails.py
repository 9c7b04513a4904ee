"""Mails of an account: the plain text, and the same as HTML with the link as a button."""

import re

import pytest
from django.conf import settings

from market.accounts.address.html_mails import html_of


@pytest.mark.parametrize(("language", "go_on"), [("en", "Go on"), ("bn", "এগিয়ে যান")])
def test_the_confirmation_mail_has_html_in_its_language(page, mailbox, run_jobs, language, go_on):
    fields = {"name": "Nadia <b>", "email": "nadia@demo.test", "password1": "tea-and-toast-9", "side": "client"}
    page(None, language).post("/accounts/signup/", {**fields, "consent": "on", "next": "/jobs/new/?a=1&b=2"})
    run_jobs()
    [(html, kind)] = mailbox[0].alternatives
    link = re.search(r"https?://\S+/confirm-email/\S+", mailbox[0].body)[0]
    assert kind == "text/html"
    assert f'<html lang="{language}">' in html
    assert f'href="{link}"' in html.replace("&amp;", "&")
    assert go_on in html


def test_what_people_wrote_is_escaped_and_only_links_of_the_site_are_buttons():
    text = (
        f"Hello <b>Carla</b>,\n\nSee:\n{settings.SITE_URL}/help/\n\nhttps://evil.test/\n\nAmar Kaj\n{settings.SITE_URL}"
    )
    html = html_of("A <i>letter</i>", text)
    assert "&lt;b&gt;Carla" in html
    assert "<i>" not in html
    assert set(re.findall(r'href="([^"]*)"', html)) == {settings.SITE_URL, f"{settings.SITE_URL}/help/"}
