"""Phone numbers as people type them, in E.164, and as pages show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.core.text import locale
from market.core.text.phone_numbers import NotAMobileNumber, country_of, format_phone, parse_number, shortened


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01712345678", "+8801712345678"),
        ("০১৭১২৩৪৫৬৭৮", "+8801712345678"),
        ("(+880) 1712-345678", None),
        ("+880 (1712) 345678", "+8801712345678"),
        ("008801712345678", "+8801712345678"),
        ("\u202a+880 1712\u2011345678\u202c", "+8801712345678"),
        ("01712\u00a0345\u2013678", "+8801712345678"),
        ("+44 7911 123456", "+447911123456"),
        ("0044 7911 123456", "+447911123456"),
        ("+1 415 555 2671", "+14155552671"),
        ("+4512345678", None),
        ("0171234567", None),
        ("017123456789", None),
        ("+8802-55012345", None),
        ("1-800-FLOWERS", None),
        ("01712345678;ext=5", None),
        ("٠١٧١٢٣٤٥٦٧٨", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    if number is None:
        with pytest.raises(NotAMobileNumber):
            parse_number(typed)
    else:
        assert parse_number(typed) == number
        assert parse_number(number) == number


@given(st.text(max_size=40) | st.text("+0123456789০১২৩৪৫৬৭৮৯ -().", max_size=30))
def test_any_text_is_a_number_or_refused(text):
    try:
        number = parse_number(text)
    except NotAMobileNumber:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert parse_number(format_phone(number)) == number


def test_numbers_are_shown_in_the_readers_digits():
    assert format_phone("+8801712345678") == "+880 1712-345678"
    assert shortened("+8801712345678") == "+880 ..678"
    with locale.override("bn"):
        assert format_phone("+8801712345678") == "+৮৮০ ১৭১২-৩৪৫৬৭৮"
        assert shortened("+8801712345678") == "+৮৮০ ..৬৭৮"


def test_country_of_a_number():
    assert [country_of(each) for each in ("+8801712345678", "+447400123456")] == ["BD", "GB"]
