"""A list that staff take along: as CSV for programs, as a workbook or a PDF for people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotFound
from market.core.text import locale
from market.core.text.csv_export import csv_line
from market.core.text.workbooks import XLSX, Cell, as_workbook

KINDS = ("csv", "xlsx", "pdf")
AT_ONCE = 500  # lines of a CSV that are sent in one piece
MOST_ON_PAPER = 400  # rows of a PDF: they are shaped while somebody waits, a hundred in a second
MOST_IN_A_WORKBOOK = 20_000  # rows of an XLSX: what takes some seconds


class TooLongForPaper(DomainError):
    """A PDF of so many rows would take too long to draw."""

    help = "programme#lists"
    code = "too_long_for_paper"
    sentence = _("A PDF has %(most)s rows at most. Filter the list, or take it as XLSX.")


class TooLongForAWorkbook(DomainError):
    """A workbook of so many rows would take too long to write."""

    help = "programme#lists"
    code = "too_long_for_a_workbook"
    sentence = _("An XLSX file has %(most)s rows at most. Filter the list, or take it as CSV.")


@dataclass(frozen=True, slots=True)
class Table:
    """A list: `name` is the file's, without its ending; `rows` is called in the language of the file; `about` says on
    paper what is in it."""

    name: str
    title: str
    heads: Sequence[str | Promise]
    rows: Callable[[], Iterable[Sequence[Cell]]]
    about: str = ""


def send_table(table: Table, kind: str) -> HttpResponseBase:
    """The file of one of the KINDS. CSV is in English, so that programs read it.

    Raises NotFound, TooLongForPaper, TooLongForAWorkbook.
    """
    makers = {"csv": _as_csv, "xlsx": _as_xlsx, "pdf": _as_pdf}
    if kind not in makers:
        raise NotFound
    response = makers[kind](table)
    response["Content-Disposition"] = f'attachment; filename="{table.name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _heads(table: Table) -> list[str]:
    return [str(each) for each in table.heads]


def _as_csv(table: Table) -> HttpResponseBase:
    return StreamingHttpResponse(_lines(table, locale.zone()), content_type="text/csv; charset=utf-8")


def _lines(table: Table, zone: str) -> Iterator[str]:
    """The file in parts. English is the language only while one is made, never of whoever sends it; instants are in
    the reader's time zone, which is over when the file is sent."""
    with locale.override("en", zone=zone):
        part, rows = csv_line(_heads(table), is_first=True), iter(table.rows())
    while part:
        yield part
        with locale.override("en", zone=zone):
            part = "".join(
                csv_line(["" if cell is None else str(cell) for cell in row]) for row in islice(rows, AT_ONCE)
            )


def _as_xlsx(table: Table) -> HttpResponseBase:
    rows = _rows(table, MOST_IN_A_WORKBOOK, TooLongForAWorkbook)
    return FileResponse(as_workbook(_heads(table), rows), content_type=XLSX)


def _as_pdf(table: Table) -> HttpResponseBase:
    from market.core.text.list_sheets import draw_list  # noqa: PLC0415  # what draws takes long to load

    rows = _rows(table, MOST_ON_PAPER, TooLongForPaper)
    return HttpResponse(draw_list(table.title, table.about, _heads(table), rows), content_type="application/pdf")


def _rows(table: Table, most: int, refusal: type[DomainError]) -> list[Sequence[Cell]]:
    rows = list(islice(table.rows(), most + 1))  # no more: they may be many thousands
    if len(rows) > most:
        raise refusal(most=most)
    return rows
