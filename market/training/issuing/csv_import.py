"""Reading lists of graduates: CSV of any common encoding and delimiter, with errors by line and column."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.bangla import ascii_digits, fold, graphemes, nfc
from market.core.text.csv_export import FORMULA_SIGNS

MAX_LINES, MAX_BYTES, MAX_NAME_LETTERS = 5000, 2_000_000, 120
HEADERS = {
    "name_en": "name,english name,name english,name in english,name en,full name,graduate,ইংরেজি নাম"
    ",ইংরেজিতে নাম,নাম ইংরেজি,নাম ইংরেজিতে",
    "name_bn": "bangla name,name bangla,name in bangla,name bn,bengali name,name in bengali,নাম,বাংলা নাম,বাংলায় নাম"
    ",নাম বাংলা,নাম বাংলায়",
    "serial": "serial,certificate,certificate number,certificate no,serial number,সনদ নম্বর,সনদ নং,সনদের নম্বর,সিরিয়াল",
    "district": "district,district name,জেলা,জেলার নাম",
}
COLUMN_BY_HEADER = {fold(word): column for column, words in HEADERS.items() for word in words.split(",")}
TEMPLATE = "\ufeffName in English,Name in Bangla,Certificate number\r\n"
BANGLA_LETTERS = re.compile(r"[\u0985-\u09b9\u09dc-\u09df\u09f0\u09f1]")


@dataclass(frozen=True, slots=True)
class Graduate:
    """One row: a graduate's names, and the serial of a certificate that exists on paper already, or "".

    `district` is compared with the batch's, and not stored.
    """

    name_en: str
    name_bn: str = ""
    serial: str = ""
    line: int = 1
    district: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong on a line. `is_question`: it is no error if they are different people."""

    line: int
    column: str | Promise
    problem: str | Promise
    is_question: bool = False


@dataclass(slots=True)
class GraduateList:
    """What was read: the graduates, the errors, and the names of ignored columns."""

    graduates: list[Graduate] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


COLUMNS: dict[str, str | Promise] = {
    "name_en": _("Name in English"),
    "name_bn": _("Name in Bangla"),
    "serial": _("Certificate number"),
    "district": _("District"),
}
WHOLE_LINE = _("the whole line")


def decode_file(content: bytes) -> str:
    """The text of a file: UTF-8 with or without a BOM, or UTF-16 as Excel's "Unicode text". Raises Invalid."""
    if len(content) > MAX_BYTES:
        raise _unreadable(_("The file is larger than 2 MB. Send the list in parts of 5,000 lines."))
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise _unreadable(_("This is a workbook. In Excel choose “Save as” and then “CSV UTF-8”, and send that file."))
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        if content[1:2] == b"\x00" and content[:1].isascii():
            return content.decode("utf-16-le")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _unreadable(
            _("The letters of this file cannot be read. In Excel choose “Save as” and then “CSV UTF-8”.")
        ) from wrong
    if "\x00" in text:
        raise _unreadable(_("This is no list of names. Send a CSV file."))
    return text


def _unreadable(sentence: Promise) -> Invalid:
    return Invalid(errors={"file": [sentence]})


def parse_list(text: str) -> GraduateList:
    """Parse a list with a header row, separated by commas, semicolons or tabs. Raises Invalid past the limits."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Invalid(errors={"text": [_("The list is larger than 2 MB. Send it in parts of 5,000 lines.")]})
    text = nfc(text)
    sheet = GraduateList()
    lines = _rows(text, sheet)
    head = next(lines, None)
    if head is None:
        sheet.errors.append(RowError(1, WHOLE_LINE, _("The list is empty.")))
        return sheet
    positions = _column_positions(head, sheet)
    if "name_en" not in positions:
        return sheet
    width = len(head[1])
    for number, cells in lines:
        if len(sheet.graduates) >= MAX_LINES:
            raise Invalid(errors={"text": [_("There are more than 5,000 lines. Send the list in parts.")]})
        sheet.graduates.append(_graduate(number, cells, positions))
        if any(cell.strip() for cell in cells[width:]):
            problem = _("There are more cells than in the head line. A name with a comma stands in quotation marks.")
            sheet.errors.append(RowError(number, WHOLE_LINE, problem))
    if not sheet.graduates and not sheet.errors:
        sheet.errors.append(RowError(head[0] + 1, WHOLE_LINE, _("There is nobody below the head line.")))
    return sheet


def _rows(text: str, sheet: GraduateList) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line number in the file."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=False)
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any("\n" in cell for cell in cells):
                problem = _("A quotation mark begins here and does not end on its line. Remove it, or close it.")
                sheet.errors.append(RowError(number, WHOLE_LINE, problem))
                continue
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        sheet.errors.append(RowError(before + 1, WHOLE_LINE, _("From here on the list cannot be read as CSV.")))


def _delimiter(text: str) -> str:
    """The most frequent separator in the header row."""
    head = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t", key=lambda mark: (head.count(mark), mark == ","))


def _column_positions(head: tuple[int, list[str]], sheet: GraduateList) -> dict[str, int]:
    """The index of each column by the header row `head`; missing or repeated columns are added to the errors."""
    positions: dict[str, int] = {}
    for at, cell in enumerate(head[1]):
        column = COLUMN_BY_HEADER.get(fold(cell))
        if column is None:
            if cell.strip():
                sheet.unused.append(cell.strip()[:60])
        elif column in positions:
            problem = _("This column stands twice. Leave one of them out.")
            sheet.errors.append(RowError(head[0], COLUMNS[column], problem))
        else:
            positions[column] = at
    if "name_en" not in positions:
        problem = _("The head line has no column “Name in English”. Begin the list with the names of its columns.")
        sheet.errors.append(RowError(head[0], COLUMNS["name_en"], problem))
    return positions


def _graduate(line: int, cells: Sequence[str], positions: dict[str, int]) -> Graduate:
    def cell(column: str) -> str:
        at = positions.get(column)
        return " ".join(cells[at].split()) if at is not None and at < len(cells) else ""

    return Graduate(cell("name_en"), cell("name_bn"), cell("serial"), line, cell("district"))


def name_errors(graduate: Graduate) -> Iterator[RowError]:
    """The errors in the names of one graduate."""
    if not graduate.name_en:
        missing = _("The name in English is missing. Write it as on her papers.")
        yield RowError(graduate.line, COLUMNS["name_en"], missing)
    for column, name in (("name_en", graduate.name_en), ("name_bn", graduate.name_bn)):
        if name and (problem := _name_problem(column, name)):
            yield RowError(graduate.line, COLUMNS[column], problem)


def _name_problem(column: str, name: str) -> Promise | None:
    if name.startswith(FORMULA_SIGNS):
        return _("A name does not begin with this sign. Remove it.")
    if re.search(r"\d", ascii_digits(name)):
        return _("A name has no digits. Perhaps a column has slipped.")
    if graphemes(name) > MAX_NAME_LETTERS or len(name) > 300:
        return _("This is longer than 120 letters. Perhaps two columns run together.")
    is_bangla = bool(BANGLA_LETTERS.search(name))
    if column == "name_en" and is_bangla:
        return _("This is Bangla. Write the name in English letters here, and the Bangla name in its own column.")
    if column == "name_bn" and not is_bangla:
        return _("This is not Bangla. Write the Bangla name here, or leave the cell empty.")
    if not any(letter.isalpha() for letter in name):
        return _("This is no name.")
    return None
