"""The PDF of a document: PDF/A on A4, all of it in English and then all of it in Bangla, each with the QR code."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace

from market.core.base import clock
from market.core.text import locale
from market.core.text.formats import format_day
from market.core.text.sheets import INK, Sheets, font_of
from market.documents.contents import is_number, right_columns, show
from market.documents.models import Document
from market.documents.words import word

MUTED, LINE, ACCENT, PALE = (92, 99, 112), (200, 204, 210), (15, 106, 91), (240, 243, 242)
MARGIN, FOOT, LABEL, QR = 18, 20, 52, 30
SIZE, SMALL, LEAST, NOTE_GAP = 9.5, 8.0, 4.5, 1.5
LANGUAGES = ("en", "bn")
# How wide columns are in proportion to each other.
WIDTHS = {
    **{"number": 16, "day": 27, "delivered": 27, "released": 27, "what": 50, "work": 60, "paid_by": 28, "state": 26},
    **{"amount": 27, "agreed": 27, "released_amount": 27, "rate": 15, "taka": 27, "file": 50, "hash": 70, "key": 40},
}


def draw_document(document: Document) -> bytes:
    """The file."""
    sheet = _Paper(document)
    for language in LANGUAGES:
        with locale.override(language, zone=""):
            sheet.add_part(language)
    sheet.number_pages()
    return sheet.to_bytes()


class _Paper(Sheets):
    def __init__(self, document: Document) -> None:
        super().__init__(document.full_number, archived=True)
        self.document = document
        self.set_creation_date(document.issued_at)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)

    def add_part(self, language: str) -> None:
        """The whole document in the active language, from a new page on."""
        self.set_lang(language)
        self.add_page()
        self._add_head()
        for kind, blocks in groupby(self.document.content["blocks"], itemgetter("block")):
            if kind == "note":
                self.add_notes([word(block["note"]) for block in blocks])
            else:
                for block in blocks:
                    getattr(self, f"_add_{kind}")(block)

    def add_notes(self, notes: Sequence[str]) -> None:
        """Notes that stand together: all of them on this page, or all on the next one."""
        if self.get_y() + sum(map(self._note_height, notes)) > self.h - FOOT:
            self.add_page()
        for note in notes:
            self._write(note, size=SMALL, ink=MUTED)
            self.ln(NOTE_GAP)

    def _note_height(self, note: str) -> float:
        """The height of a note in millimetres, with the gap below it."""
        self.set_font(font_of(note), "", SMALL)
        height = self.multi_cell(w=0, h=SMALL * 0.52, text=note, dry_run=True, output=MethodReturnValue.HEIGHT)
        return NOTE_GAP + cast("float", height)

    def number_pages(self) -> None:
        """The foot of every page: the number of the document, and which page of how many it is."""
        self.set_auto_page_break(False)
        pages = len(self.pages)
        for number in range(1, pages + 1):
            self.page = number
            self.set_font("bangla", "B", SMALL)  # another one than before: else this page is told none
            self.set_y(self.h - 13)
            text = f"{self.document.full_number} · {settings.SITE_URL.partition('//')[2]} · {number} / {pages}"
            self._write(text, size=SMALL, ink=MUTED, align="C")

    def _add_head(self) -> None:
        top, document = self.get_y(), self.document
        self.add_qr_code(document.check_url, x=self.w - MARGIN - QR, y=top - 3, width=QR)
        self.set_right_margin(MARGIN + QR + 6)
        self.add_text(settings.OPERATOR_NAME, size=11, bold=True, ink=ACCENT, align="L", gap=2)
        self.add_text(str(Document.Kind(document.kind).label), size=18, bold=True, align="L", gap=0.5)
        self.add_text(document.full_number, size=12, bold=True, align="L", gap=0.5)
        day = format_day(clock.local(document.issued_at), locale.language())
        self.add_text(_("Issued on %(day)s") % {"day": day}, size=SIZE, align="L", gap=0.5)
        self.add_text(_("Scan the code to check that it is genuine."), size=SMALL, ink=MUTED, align="L", gap=0)
        self.set_right_margin(MARGIN)
        self.set_y(max(self.get_y(), top + QR - 3) + 4)

    def _write(self, text: str, *, size: float = SIZE, bold: bool = False, ink: Any = INK, **cell: Any) -> None:
        """A paragraph from here on, `w` wide."""
        self.set_text_color(*ink)
        self.set_font(font_of(text), "B" if bold else "", size)
        cell = {"w": 0, "align": "L", "new_x": XPos.LMARGIN, "new_y": YPos.NEXT, **cell}
        self.multi_cell(h=size * 0.52, text=text, **cell)

    def _add_heading(self, code: str) -> None:
        if code:
            if self.get_y() > self.h - FOOT - 25:
                self.add_page()
            self.ln(2)
            self._write(word(code), size=11, bold=True)
            self.ln(1)

    def _add_parties(self, block: dict[str, Any]) -> None:
        """Side by side, two in a row."""
        width, parties = (self.epw - 6) / 2, block["parties"]
        for start in range(0, len(parties), 2):
            top = bottom = self.get_y()
            for column, party in enumerate(parties[start : start + 2]):
                left = MARGIN + column * (width + 6)
                self.set_xy(left, top)
                for text, size, bold, ink in _party_lines(party):
                    self._write(text, size=size, bold=bold, ink=ink, w=width, new_x=XPos.LEFT)
                bottom = max(bottom, self.get_y())
            self.set_xy(MARGIN, bottom + 4)

    def _add_facts(self, block: dict[str, Any]) -> None:
        self._add_heading(block["heading"])
        for fact in block["facts"]:
            if self.get_y() > self.h - FOOT - 12:
                self.add_page()
            top = self.get_y()
            self._write(word(fact["label"]), ink=MUTED, w=LABEL, new_y=YPos.NEXT)
            below = self.get_y()
            self.set_xy(MARGIN + LABEL, top)
            self._write(show(fact["value"]), w=self.epw - LABEL)
            self.set_xy(MARGIN, max(below, self.get_y()) + 0.8)
        self.ln(2)

    def _add_text(self, block: dict[str, Any]) -> None:
        self._add_heading(block["heading"])
        for paragraph in block["text"].splitlines():
            self._write(paragraph or " ")
        self.ln(2)

    def _add_table(self, block: dict[str, Any]) -> None:
        self._add_heading(block["heading"])
        columns = block["columns"]
        shares = [WIDTHS.get(code, 30) for code in columns]
        widths = [self.epw * share / sum(shares) for share in shares]
        right = right_columns(block)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.set_font("latin", "", SMALL)
        with self.table(
            col_widths=tuple(widths),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="B", fill_color=PALE),
            line_height=SMALL * 0.54,
            padding=1.1,
            v_align="TOP",
        ) as table:
            head = table.row()
            for code, width, is_right in zip(columns, widths, right, strict=True):
                face = self._face(word(code), width, bold=True, fits=max(word(code).split(), key=len))
                head.cell(word(code), align="R" if is_right else "L", style=face)
            for row in block["rows"]:
                self._add_row(table, row, widths, right)
            for fact in block["totals"]:
                row = table.row()
                label, value = word(fact["label"]), show(fact["value"])
                row.cell(label, align="R", colspan=len(columns) - 1, style=self._face(label, self.epw, bold=True))
                row.cell(value, align="R", style=self._face(value, widths[-1], bold=True, fits=value))
        self.ln(4)

    def _add_row(self, table: Any, values: Sequence[Any], widths: Sequence[float], right: Sequence[bool]) -> None:
        """A row of stored values. Amounts and days stand in one line."""
        row = table.row()
        for value, width, is_right in zip(values, widths, right, strict=True):
            text, is_whole = show(value), isinstance(value, dict) and ("day" in value or is_number(value))
            row.cell(text, align="R" if is_right else "L", style=self._face(text, width, fits=text if is_whole else ""))

    def _face(self, text: str, width: float, *, bold: bool = False, fits: str = "") -> FontFace:
        """The font of a cell, so small that `fits`, a part of it, stands in one line."""
        size = SMALL
        while fits and size > LEAST:
            self.set_font(font_of(text), "B" if bold else "", size)
            if self.get_string_width(fits) <= width - 2.6:
                break
            size -= 0.25
        self.set_font("latin", "", SMALL)
        return FontFace(family=font_of(text), emphasis="B" if bold else None, size_pt=size)


def _party_lines(party: dict[str, Any]) -> list[tuple[str, float, bool, Any]]:
    """The lines of a party: text, size, whether bold, ink."""
    lines: list[tuple[str, float, bool, Any]] = [(word(party["role"]), SMALL, False, MUTED)]
    lines.append((show(party["name"]), 11, True, INK))
    for line in party["lines"]:
        value = show(line["value"])
        if value:
            lines.append((f"{word(line['label'])}: {value}" if line["label"] else value, SIZE, False, INK))
    return lines
