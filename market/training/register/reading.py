"""Reading files of earlier certificates, CSV or a workbook: what each line says, and all that is wrong with it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.text.bangla import ascii_digits, fold, nfc
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.text.workbook_reading import SIGNATURE, WorkbookNotReadable, rows_of_workbook
from market.training.list_files import (
    OLD_WORKBOOK,
    WHOLE_LINE,
    Columns,
    RowError,
    Sheet,
    cell_of,
    column_positions,
    decode,
    name_problem,
    rows_of_text,
    unreadable,
)
from market.training.models import District
from market.training.register.numbers import MOST, clean_number, plain_number

MAX_LINES, MAX_BYTES, MAX_UNPACKED = 50_000, 10_000_000, 100_000_000
FIRST_YEAR = 2000  # no certificate of the earlier project is older
COLUMNS: dict[str, str | Promise] = {
    "number": _("Certificate number"),
    "name_en": _("Name in English"),
    "name_bn": _("Name in Bangla"),
    "district": _("District"),
    "year": _("Year"),
}
HEADERS = {
    "number": "number,no,certificate,certificate number,certificate no,serial,serial number,নম্বর,সনদ নম্বর,সনদ নং"
    ",সনদের নম্বর",
    "name_en": "name,english name,name english,name in english,name en,full name,ইংরেজি নাম,ইংরেজিতে নাম,নাম ইংরেজি"
    ",নাম ইংরেজিতে",
    "name_bn": "bangla name,name bangla,name in bangla,name bn,bengali name,name in bengali,নাম,বাংলা নাম,বাংলায় নাম"
    ",নাম বাংলা,নাম বাংলায়",
    "district": "district,district name,জেলা,জেলার নাম",
    "year": "year,year of certificate,passing year,সাল,বছর,সনদের সাল",
}
OF_REGISTER = Columns(COLUMNS, HEADERS, required=["number", "name_en", "district", "year"])
TEMPLATE = "\ufeffCertificate number,Name in English,Name in Bangla,District,Year\r\n"
LOST_LETTERS = re.compile(r"\?\?|\ufffd|à¦|à§")  # what is left of Bangla in a file that was saved for other letters


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A line without errors, as it is stored."""

    line: int
    number: str
    name_en: str
    name_bn: str
    district: District
    year: int

    @property
    def plain(self) -> str:
        """The number as it is compared."""
        return plain_number(self.number)


@dataclass(slots=True)
class RegisterFile(Sheet):
    """What was read."""

    rows: list[EarlierRow] = field(default_factory=list)


def read_register(content: bytes) -> RegisterFile:
    """The rows of a file, and what is wrong within it. Raises Invalid at "file" for one that cannot be read at all."""
    if len(content) > MAX_BYTES:
        raise unreadable(_("The file is larger than 10 MB. Send the register in parts."))
    if content[:4] == OLD_WORKBOOK:
        raise unreadable(_("This is an old workbook. In Excel choose “Save as” and then “Excel workbook (.xlsx)”."))
    sheet = RegisterFile()
    lines = _lines(content, sheet)
    head = next(lines, None)
    if head is None:
        sheet.errors.append(RowError(1, WHOLE_LINE, _("The list is empty.")))
        return sheet
    positions = column_positions(head, OF_REGISTER, sheet)
    if sheet.errors:
        return sheet
    _read_rows(lines, len(head[1]), positions, sheet)
    if not sheet.rows and not sheet.errors:
        sheet.errors.append(RowError(head[0] + 1, WHOLE_LINE, _("There is nobody below the head line.")))
    sheet.errors += _repeated_numbers(sheet.rows)
    sheet.errors.sort(key=lambda error: error.line)
    return sheet


def _lines(content: bytes, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number."""
    if content[:4] != SIGNATURE:
        return rows_of_text(nfc(decode(content)), sheet)
    try:
        rows = rows_of_workbook(content, most_rows=MAX_LINES + 2, most_unpacked=MAX_UNPACKED)
    except WorkbookNotReadable as wrong:
        raise unreadable(_("This workbook cannot be read. Save it anew as .xlsx, or as “CSV UTF-8”.")) from wrong
    return ((at, list(map(nfc, cells))) for at, cells in enumerate(rows, 1) if any(map(str.strip, cells)))


def _read_rows(
    lines: Iterable[tuple[int, list[str]]], width: int, positions: dict[str, int], sheet: RegisterFile
) -> None:
    districts, last_year = _district_by_name(), clock.local(clock.now()).year
    least = 1 + max(positions[column] for column in OF_REGISTER.required)
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MAX_LINES:
            raise unreadable(_("There are more than 50,000 lines. Send the register in parts."))
        if len(cells) < least:
            problem = _("This line has fewer cells than the head line. Perhaps it is broken in two: join its parts.")
            sheet.errors.append(RowError(line, WHOLE_LINE, problem))
            continue
        if any(cell.strip() for cell in cells[width:]):
            problem = _("There are more cells than in the head line. A name with a comma stands in quotation marks.")
            sheet.errors.append(RowError(line, WHOLE_LINE, problem))
        typed = {column: cell_of(cells, positions.get(column)) for column in COLUMNS}
        district = districts.get(fold(typed["district"]))
        problems = dict(_problems(typed, district, last_year))
        sheet.errors += [RowError(line, COLUMNS[column], problem) for column, problem in problems.items()]
        if not problems and district is not None:
            number, year = clean_number(typed["number"]), int(ascii_digits(typed["year"]))
            sheet.rows.append(EarlierRow(line, number, typed["name_en"], typed["name_bn"], district, year))


def _district_by_name() -> dict[str, District]:
    """Each district by its names in both languages and other spellings, in search form."""
    rows = District.objects.all()
    aliases = {fold(name): each for each in rows for name in each.aliases}
    return {**aliases, **{fold(name): each for each in rows for name in (each.slug, each.name_en, each.name_bn)}}


def _problems(typed: dict[str, str], district: District | None, last_year: int) -> Iterator[tuple[str, str | Promise]]:
    """What is wrong with a line, by column: of a cell the first thing."""
    for column, text in typed.items():
        if LOST_LETTERS.search(text):
            yield column, _("The Bangla letters are lost. In Excel choose “Save as” and then “CSV UTF-8”.")
        elif not text and column in OF_REGISTER.required:
            yield column, _("This cell is empty.")
        elif text and (problem := _problem(column, text, district, last_year)):
            yield column, problem


def _problem(column: str, text: str, district: District | None, last_year: int) -> str | Promise | None:
    if column == "number":
        return number_problem(clean_number(text))
    if column == "district":
        return None if district else _("This is none of the 64 districts. Write its name in English or Bangla.")
    if column == "year":
        return year_problem(ascii_digits(text), last_year)
    return name_problem(text, is_bangla=column == "name_bn")


def number_problem(number: str) -> Promise | None:
    """What is wrong with a number in its stored form."""
    if not any(letter.isdigit() for letter in number):
        return _("This is no certificate number: it has no digit.")
    return _("A certificate number has 40 characters at most.") if len(number) > MOST else None


def year_problem(year: str, last_year: int) -> Promise | None:
    """What is wrong with a year in English digits."""
    if year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= last_year:
        return None
    return _("Write the year of the certificate with four digits, as 2016.")


def _repeated_numbers(rows: Iterable[EarlierRow]) -> Iterator[RowError]:
    first: dict[str, int] = {}
    problem = _("The same number stands on line %(line)s. Each certificate has its own.")
    for row in rows:
        if (before := first.setdefault(row.plain, row.line)) != row.line:
            yield RowError(row.line, COLUMNS["number"], problem % {"line": format_number(before, language())})
