import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import formats as django_formats
from django.utils import translation
from moneyed import Money

from market.core.text.bangla import nfc
from market.core.text.formats import format_day, format_left, format_money, format_number, format_when
from market.core.web.jinja import span


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        ("1234.50", "USD", "en", "$1,234.50"),
        ("120", "USD", "en", "$120.00"),
        ("1234567.00", "USD", "en", "$1,234,567.00"),
        ("1234567.00", "BDT", "en", "৳12,34,567"),
        ("1234567.50", "BDT", "bn", "৳১২,৩৪,৫৬৭.৫০"),
        ("123456789", "BDT", "bn", "৳১২,৩৪,৫৬,৭৮৯"),
        ("120", "USD", "bn", "$১২০.০০"),
        ("0", "BDT", "bn", "৳০"),
        ("-5", "USD", "en", "−$5.00"),
        ("12.30", "CAD", "en", "CAD 12.30"),
    ],
)
def test_format_money(amount, currency, language, shown):
    assert format_money(Money(Decimal(amount), currency), language) == shown


def test_bangla_formats_can_keep_ascii_digits():
    assert format_money(Money("1234567.5", "BDT"), "bn", bangla_digits=False) == "৳12,34,567.50"
    assert format_day(date(2026, 11, 25), "bn", bangla_digits=False) == "25 নভেম্বর, 2026"


@pytest.mark.parametrize(
    ("number", "language", "shown"),
    [
        (0, "en", "0"),
        (1234567, "en", "1,234,567"),
        (1234567, "bn", "১২,৩৪,৫৬৭"),
        (-999, "en", "-999"),
        (4.5, "bn", "৪.৫"),
        (Decimal("1000.25"), "en", "1,000.25"),
    ],
)
def test_format_number(number, language, shown):
    assert format_number(number, language) == shown


def test_format_day():
    assert format_day(date(2026, 11, 25), "en") == "25 November 2026"
    assert format_day(date(2026, 11, 25), "bn") == "২৫ নভেম্বর, ২০২৬"
    assert format_day(date(2026, 11, 25), "bn", year=False) == "২৫ নভেম্বর"
    assert format_day(date(2026, 2, 1), "en", year=False) == "1 February"


@pytest.mark.parametrize(
    ("hour", "english", "part"),
    [
        (0, "12:05 am", "রাত ১২:০৫"),
        (5, "5:05 am", "ভোর ৫:০৫"),
        (9, "9:05 am", "সকাল ৯:০৫"),
        (12, "12:05 pm", "দুপুর ১২:০৫"),
        (15, "3:05 pm", "বিকাল ৩:০৫"),
        (19, "7:05 pm", "সন্ধ্যা ৭:০৫"),
        (23, "11:05 pm", "রাত ১১:০৫"),
    ],
)
def test_format_when_names_the_part_of_the_day_in_bangla(hour, english, part):
    at = datetime(2026, 11, 25, hour, 5, tzinfo=ZoneInfo("Asia/Dhaka"))
    assert format_when(at, "en") == f"25 November 2026, {english}"
    assert format_when(at.astimezone(UTC), "bn", tz=ZoneInfo("Asia/Dhaka")) == f"২৫ নভেম্বর, ২০২৬, {part}"


@pytest.mark.parametrize(
    ("left", "english", "bangla"),
    [
        (timedelta(days=14, seconds=-1), "14 days left", "আর ১৪ দিন বাকি"),
        (timedelta(hours=30), "30 hours left", "আর ৩০ ঘণ্টা বাকি"),
        (timedelta(minutes=61), "61 minutes left", "আর ৬১ মিনিট বাকি"),
        (timedelta(seconds=5), "1 minute left", "আর ১ মিনিট বাকি"),
        (timedelta(seconds=-1), "time is up", "সময় শেষ"),
    ],
)
def test_format_left_counts_down(left, english, bangla):
    assert format_left(left, "en") == english
    assert format_left(left, "bn") == nfc(bangla)


def test_django_formats_of_bangla_are_those_of_the_site():
    with translation.override("bn"):
        assert django_formats.number_format(1234567, use_l10n=True, force_grouping=True) == "12,34,567"
        at = datetime(2026, 11, 5, 15, 5, tzinfo=UTC)
        assert django_formats.date_format(at, "SHORT_DATE_FORMAT") == "05/11/2026"
        assert django_formats.date_format(at, "SHORT_DATETIME_FORMAT").startswith("05/11/2026 3:05")


@pytest.mark.parametrize(
    ("hours", "english", "bangla"),
    [
        (2, "25 November 2026, 3:05 pm – 5:05 pm", "২৫ নভেম্বর, ২০২৬, বিকাল ৩:০৫ – বিকাল ৫:০৫"),
        (
            10,
            "25 November 2026, 3:05 pm – 26 November 2026, 1:05 am",
            "২৫ নভেম্বর, ২০২৬, বিকাল ৩:০৫ – ২৬ নভেম্বর, ২০২৬, রাত ১:০৫",
        ),
    ],
)
def test_a_span_names_a_day_once(hours, english, bangla):
    at = datetime(2026, 11, 25, 9, 5, tzinfo=UTC)  # 3:05 pm in Dhaka
    for language, shown in (("en", english), ("bn", bangla)):
        with translation.override(language):
            assert re.sub(r"<[^>]*>", "", span(at, at + timedelta(hours=hours))) == shown
