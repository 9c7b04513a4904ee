"""Contact data are found and masked as whole tokens."""

import re

import pytest

from market.core.text import contact
from market.core.text.contact import contact_parts, masked, name_faults, reaches_somebody, text_for
from market.core.text.detection.mails import HANDLE, PATTERNS, TOKEN
from market.core.text.detection.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to farida.k@example.com.", "Write to •••."),
        ("farida (at) mail.example.org!", "•••!"),
        ("Write to tom@teahouse.example. It is done", "Write to •••. It is done"),
        ("Mail: a@b.org. Thanks, tom@mail.dhaka . info", "Mail: •••. Thanks, •••"),
        ("Call 01711-223344 please", "Call ••• please"),
        ("কল করুন ০১৭১১ ২২৩৩৪৪, ধন্যবাদ", "কল করুন •••, ধন্যবাদ"),
        ("See https://example.com/me?a=1 and shop.com", "See ••• and •••"),
        ("me@example.com 01711223344", "••• •••"),
        ("0 1 7 1 1 2 2 3 3 4 4", "•••"),
        ("01711223344 1711223345", "••• •••"),
        ("2026-11-25 01711223344", "2026-11-25 •••"),
        ("017-11-202233", "•••"),
        ("আমার পাতা https://example.com", "আমার পাতা •••"),
        ("http://[no.address", "•••"),
        ("http://localhost:8000.example.com/ and http://localhost:8000@example.com", "••• and •••"),
    ],
)
def test_contact_data_are_masked_as_whole_tokens(text, shown, settings):
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
        "An ASP.NET page that talks by Socket.IO",
    ],
)
def test_other_text_is_not_masked(text, settings):
    settings.SITE_URL = "http://localhost:8000"
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["Call 01711-223344", "কল ০১৭১১২২৩৩৪৪", "+44 20 7946 0000", "me@example.com", "www.shop.com"]
)
def test_contact_data_in_a_name_are_a_fault(text):
    (fault,) = name_faults(f"Logo, {text}")
    assert text.rpartition(" ")[2] in fault


@pytest.mark.parametrize("text", ["Logo for a tea shop", "Order 1732600000", "Fix an ASP.NET page", "2026-11-25"])
def test_names_without_contact_data_have_no_faults(text):
    assert not list(name_faults(text))


def test_only_the_writer_sees_the_text_unmasked(db):
    text = "Call 01711223344."
    assert text_for(7, text, writer=7) == text
    assert {text_for(reader, text, writer=7) for reader in (None, 8)} == {"Call •••."}
    assert text_for(None, text, writer=None) == "Call •••."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Call 01711-223344 or farida.k@example.com", ["01711-223344", "farida.k@example.com"]),
        ("See https://example.com/me", ["https://example.com/me"]),
        ("On 2026-11-25 for 120.00 USD", []),
    ],
)
def test_the_parts_are_as_they_were_written(text, parts):
    assert contact_parts(text) == parts


def test_a_long_token_is_looked_at_once_and_not_to_its_end():
    assert len(re.findall(f"{TOKEN}a", "a.a+a-" * 500)) == 1
    name = re.match(HANDLE, "a." * 500)
    assert name
    assert len(name[0]) <= 64
    for pattern in PATTERNS:
        assert r"[\w.+-]*" not in pattern.pattern
        assert r"[\w.+-]+" not in pattern.pattern


@pytest.mark.parametrize(
    "letters", ["㏂", "\ufdfa", "a.", "gmail-", "gmail:", "1 ", "fb/", "@a.", "a@", "www.a ", "-dot-", "০"]
)
def test_texts_of_the_worst_kind_are_read(letters):
    text = "gmail " + letters * (20_000 // len(letters))
    assert len(plain(text).text) <= 3 * len(text)
    assert masked(f"{text} 01711223344").endswith("•••")


def test_a_long_line_of_a_document_is_read_in_pieces_and_whole(monkeypatch):
    lengths = []
    monkeypatch.setattr(contact, "plain", lambda piece: lengths.append(len(piece)) or plain(piece))
    assert not reaches_somebody("word " * 40_000)
    assert max(lengths) <= 4300
    for before in range(3980, 4005):
        assert reaches_somebody(f"{'word ' * 4000}"[:before] + " 01711223344 " + "word " * 100)


@pytest.mark.parametrize("text", ["-rina22 gmail", "mail:rina.k gmail", "…rina22 (gmail)"])
def test_a_name_may_follow_a_sign(text):
    assert "rina" not in masked(text)


@pytest.mark.parametrize("text", ["ɡmail e rına22@gmɑil.com", "rinɑ.k@ɡmail.com"])
def test_letters_that_look_alike_read_as_those(text):
    assert "•••" in masked(text)
    assert "@" not in masked(text)


def test_long_texts_are_not_remembered():
    for text, count in (("Call 01711223344. " * 10, 1), ("Call 01711223344. " * 1000, 0)):
        contact._contact_spans.cache_clear()
        assert masked(text) != text
        assert contact._contact_spans.cache_info().currsize == count
