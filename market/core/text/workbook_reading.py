"""Reading a workbook of Excel (.xlsx) that somebody sent."""

import io
import zipfile

from openpyxl import load_workbook

SIGNATURE = b"PK\x03\x04"


class WorkbookNotReadable(ValueError):
    """What was sent is no workbook, or a broken, encrypted or far too large one."""


def rows_of_workbook(content: bytes, *, most_rows: int, most_unpacked: int) -> list[list[str]]:
    """The cells of the first sheet as texts, as far as `most_rows`. Raises WorkbookNotReadable, also where the file is
    larger than `most_unpacked` bytes once it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > most_unpacked:
                raise WorkbookNotReadable
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=most_rows, max_col=50)
        return [[_text(cell) for cell in row] for row in rows]
    except Exception as wrong:  # it raises anything, from zlib to the parser of XML
        raise WorkbookNotReadable from wrong


def _text(cell: object) -> str:
    """A cell as it is read: a year that a sheet keeps as 2016.0 is 2016."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
