"""Reading lists that officers send: CSV of any common encoding and delimiter, with what is wrong by line and column."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.bangla import ascii_digits, fold, graphemes
from market.core.text.csv_export import FORMULA_SIGNS

MAX_NAME_LETTERS = 120
WHOLE_LINE = _("the whole line")
BANGLA_LETTERS = re.compile(r"[\u0985-\u09b9\u09dc-\u09df\u09f0\u09f1]")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong on a line. `is_question`: it is no error if they are different people."""

    line: int
    column: str | Promise
    problem: str | Promise
    is_question: bool = False


@dataclass(slots=True)
class Sheet:
    """What is wrong with a list, and the names of ignored columns."""

    errors: list[RowError] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of list: what each is called on our pages, by which headers it is known, and which of them
    must be there."""

    labels: Mapping[str, str | Promise]
    headers: Mapping[str, str]
    required: Sequence[str]

    def by_header(self) -> dict[str, str]:
        """The column of each header, in search form."""
        return {fold(word): column for column, words in self.headers.items() for word in words.split(",")}


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 with or without a BOM, or UTF-16 as Excel's "Unicode text". Raises Invalid."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        if content[1:2] == b"\x00" and content[:1].isascii():
            return content.decode("utf-16-le")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise unreadable(
            _("The letters of this file cannot be read. In Excel choose “Save as” and then “CSV UTF-8”.")
        ) from wrong
    if "\x00" in text:
        raise unreadable(_("This is no list of names. Send a CSV file."))
    return text


def unreadable(sentence: str | Promise) -> Invalid:
    """The refusal of a file as a whole."""
    return Invalid(errors={"file": [sentence]})


def rows_of_text(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
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


def column_positions(head: tuple[int, list[str]], columns: Columns, sheet: Sheet) -> dict[str, int]:
    """The index of each column by the header row `head`; missing or repeated columns are added to the errors."""
    positions: dict[str, int] = {}
    by_header = columns.by_header()
    for at, cell in enumerate(head[1]):
        column = by_header.get(fold(cell))
        if column is None:
            if cell.strip():
                sheet.unused.append(cell.strip()[:60])
        elif column in positions:
            problem = _("This column stands twice. Leave one of them out.")
            sheet.errors.append(RowError(head[0], columns.labels[column], problem))
        else:
            positions[column] = at
    for column in columns.required:
        if column not in positions:
            problem = _("The head line has no column “%(column)s”. Begin the list with the names of its columns.")
            label = columns.labels[column]
            sheet.errors.append(RowError(head[0], label, problem % {"column": label}))
    return positions


def cell_of(cells: Sequence[str], at: int | None) -> str:
    """The text of a cell with single spaces; "" where the line has no such cell."""
    return " ".join(cells[at].split()) if at is not None and at < len(cells) else ""


def name_problem(name: str, *, is_bangla: bool) -> Promise | None:
    """What is wrong with a name that stands in the column of Bangla names, or of English ones."""
    if name.startswith(FORMULA_SIGNS):
        return _("A name does not begin with this sign. Remove it.")
    if re.search(r"\d", ascii_digits(name)):
        return _("A name has no digits. Perhaps a column has slipped.")
    if graphemes(name) > MAX_NAME_LETTERS or len(name) > 300:
        return _("This is longer than 120 letters. Perhaps two columns run together.")
    has_bangla = bool(BANGLA_LETTERS.search(name))
    if has_bangla and not is_bangla:
        return _("This is Bangla. Write the name in English letters here, and the Bangla name in its own column.")
    if is_bangla and not has_bangla:
        return _("This is not Bangla. Write the Bangla name here, or leave the cell empty.")
    if not any(letter.isalpha() for letter in name):
        return _("This is no name.")
    return None
