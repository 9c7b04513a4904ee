"""Contact data are found and masked as whole tokens."""

import pytest

from market.core.contact import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to farida.k@example.com.", "Write to •••."),
        ("farida (at) mail.example.org!", "•••!"),
        ("Call 01711-223344 please", "Call ••• please"),
        ("কল করুন ০১৭১১ ২২৩৩৪৪, ধন্যবাদ", "কল করুন •••, ধন্যবাদ"),
        ("See https://example.com/me?a=1 and shop.com", "See ••• and •••"),
        ("me@example.com 01711223344", "••• •••"),
        ("আমার পাতা https://example.com", "আমার পাতা •••"),
        ("http://[no.address", "•••"),
        ("http://localhost:8000.example.com/ and http://localhost:8000@example.com", "••• and •••"),
    ],
)
def test_contact_data_are_masked(text, shown, settings):
    settings.SITE_URL = "http://localhost:8000"
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I can begin on 2026-11-25 and need 10 days.",
        "It costs 120.00 USD, or 1500 BDT for 3 of them",
        "A papaya simo skypeople text",
        "The logo in 1200 x 800 pixels, 300 dpi",
        "Look at http://localhost:8000/jobs/12/",
        "৳১২,৩৪,৫৬৭.৫০",
    ],
)
def test_all_else_stays(text, settings):
    settings.SITE_URL = "http://localhost:8000"
    assert masked(text) == text
