import csv
import io

import pytest

from market.core.base.errors import Invalid
from market.core.text.csv_export import to_csv
from market.training.issuing.checks import find_row_errors
from market.training.issuing.csv_import import MAX_LINES, TEMPLATE, Graduate, decode_file, parse_list
from market.training.models import District
from tests import make

PLAIN = "Name in English,Name in Bangla\nNasrin Akter,নাসরিন আক্তার\nRina Das,রিনা দাস\n"
EXPECTED = [("Nasrin Akter", "নাসরিন আক্তার"), ("Rina Das", "রিনা দাস")]


def names(sheet):
    assert sheet.errors == []
    return [(one.name_en, one.name_bn) for one in sheet.graduates]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.replace(",", ";").encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("\n\n" + PLAIN.replace("\n", "\n,\n")).encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "utf-16 bare", "semicolons", "tabs", "crlf", "cr", "empty lines"],
)
def test_csv_encodings_delimiters_and_newlines_are_detected(content):
    assert names(parse_list(decode_file(content))) == EXPECTED


@pytest.mark.parametrize(
    "head",
    ["নাম (ইংরেজি),নাম (বাংলা)", "ইংরেজিতে নাম,বাংলায় নাম", "NAME , bangla name", "english_name,নাম", "Full name,Bengali Name"],
)
def test_header_may_be_in_either_language(head):
    assert names(parse_list(PLAIN.replace("Name in English,Name in Bangla", head))) == EXPECTED


def test_columns_may_be_in_any_order_and_unknown_ones_are_unused():
    sheet = parse_list("ক্রমিক,সনদ নম্বর,Phone,Name,নাম\n১,aiaa-ran-২০১৮-০১৪,017,Nasrin Akter,নাসরিন আক্তার\n")
    assert sheet.unused == ["ক্রমিক", "Phone"]
    assert sheet.graduates == [Graduate("Nasrin Akter", "নাসরিন আক্তার", "aiaa-ran-২০১৮-০১৪", 2)]


def test_names_are_normalized_to_one_unicode_form():
    composed, decomposed = "Name,নাম\nA Roy,রা\u09df\n", "Name,নাম\nA Roy,রা\u09af\u09bc\n"
    assert parse_list(composed).graduates == parse_list(decomposed).graduates


def row_errors_of(text):
    sheet = parse_list(text)
    return [
        (error.line, str(error.column), str(error.problem)[:30])
        for error in [*sheet.errors, *find_row_errors(None, sheet.graduates)]
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("", 1, "the whole line", "The list is empty"),
        ("Name,নাম\n", 2, "the whole line", "There is nobody below"),
        ("Nasrin Akter,নাসরিন\n", 1, "Name in English", "The head line has no column"),
        ("Name,name\nA,B\n", 1, "Name in English", "This column stands twice"),
        ("Name,নাম\nA Roy,\n,নাসরিন\n", 3, "Name in English", "The name in English is missing"),
        ("Name,নাম\n\nনাসরিন,\n", 3, "Name in English", "This is Bangla"),
        ("Name,নাম\nNasrin,Nasrin\n", 2, "Name in Bangla", "This is not Bangla"),
        ("Name\n=1+1\n", 2, "Name in English", "A name does not begin with"),
        ("Name\nNasrin 01712\n", 2, "Name in English", "A name has no digits"),
        ("Name\nNasrin ০১৭\n", 2, "Name in English", "A name has no digits"),
        ("Name\n...\n", 2, "Name in English", "This is no name"),
        ("Name\n" + "x" * 121 + "\n", 2, "Name in English", "This is longer than 120"),
        ("Name\nAkter, Nasrin\n", 2, "the whole line", "There are more cells"),
        ('Name\n"Nasrin\nRina\n', 2, "the whole line", "A quotation mark begins here"),
    ],
)
def test_row_errors_name_the_line_and_the_column(db, text, line, column, problem):
    errors = row_errors_of(text)
    assert len(errors) == 1
    assert errors[0][:2] == (line, column)
    assert errors[0][2].startswith(problem[:30])


def test_equal_names_are_a_question_not_an_error(db):
    errors = find_row_errors(None, [Graduate("Nasrin AKTER", line=2), Graduate("nasrin akter", line=5)])
    assert [(error.line, error.is_question) for error in errors] == [(5, True)]


def test_equal_serials_are_an_error_in_any_spelling(db):
    errors = find_row_errors(None, [Graduate("A Roy", "", "AIAA-RAN-014", 2), Graduate("B Roy", "", "aiaa-ran-০১৪", 3)])
    assert [(error.line, error.is_question) for error in errors] == [(3, False)]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"\xff\xfea", b"caf\xe9,x", b"a\x00b,c\nd", b"x" * 2_000_001],
)
def test_files_that_are_not_csv_are_invalid(content):
    with pytest.raises(Invalid) as excinfo:
        decode_file(content)
    assert "file" in excinfo.value.errors


def test_lists_above_the_line_and_size_limits_are_invalid():
    assert len(parse_list("Name\n" + "Nasrin\n" * MAX_LINES).graduates) == MAX_LINES
    with pytest.raises(Invalid):
        parse_list("Name\n" + "Nasrin\n" * (MAX_LINES + 1))
    with pytest.raises(Invalid):
        parse_list("Name\n" + "x" * 2_000_001)


def test_oversized_field_is_a_row_error():
    assert parse_list('Name\n"' + "x" * 200_000 + '"\n').errors


def test_filled_in_template_can_be_parsed():
    assert [one.name_en for one in parse_list(decode_file(TEMPLATE.encode()) + "Nasrin Akter,,\n").graduates] == [
        "Nasrin Akter"
    ]


def test_exported_cells_are_never_formulas():
    hostile = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", "নাসরিন"]
    out = to_csv([hostile])
    assert out.startswith("\ufeff")
    cells = next(csv.reader(io.StringIO(out[1:], newline="")))
    assert [cell[0] for cell in cells] == ["'"] * 6 + ["p", "ন"]


def test_rows_of_another_district_are_errors(db):
    batch = make.make_batch(district=District.objects.get(slug="bogura"))
    lines = ["Bogura", "bogra", "বগুড়া", "", "Rangpur", "Atlantis"]
    text = "Name in English;জেলা\n" + "".join(
        f"Graduate {chr(97 + at)};{district}\n" for at, district in enumerate(lines)
    )
    sheet = parse_list(text)
    assert (sheet.unused, sheet.errors) == ([], [])
    errors = find_row_errors(batch, sheet.graduates)
    assert [(error.line, str(error.column), error.is_question) for error in errors] == [
        (6, "District", False),
        (7, "District", False),
    ]
    assert "Bogura" in str(errors[0].problem)
