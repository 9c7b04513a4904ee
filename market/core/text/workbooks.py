"""Tables as a workbook for a spreadsheet, written to the disk row by row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

Cell = str | int | Decimal | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 20  # of a column, in letters


def as_workbook(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """The file: one sheet with bold heads that stay in sight, and the rows. Times have no zone."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    for number in range(len(heads)):
        page.column_dimensions[get_column_letter(number + 1)].width = WIDTH
    page.append(list(_heads(page, heads)))
    for row in rows:
        page.append(list(_cells(page, row)))
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    save_workbook(book, file)
    file.seek(0)
    return file


def _heads(page: Any, heads: Iterable[str]) -> Iterator[Any]:
    for each in heads:
        cell = WriteOnlyCell(page, each)
        cell.font = Font(bold=True)
        yield cell


def _cells(page: Any, row: Iterable[Cell]) -> Iterator[Any]:
    """Texts are written as such, so that none is taken for a formula; numbers and times as what they are."""
    for value in row:
        cell = WriteOnlyCell(page, value)
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", "@"
        elif isinstance(value, Decimal):
            cell.number_format = "#,##0.00"
        elif isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
        yield cell
