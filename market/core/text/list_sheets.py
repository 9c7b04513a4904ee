"""A list as PDF for people: A4 across, the heads on every page, in the reader's language.

It takes long to load, so it is imported where a list is drawn.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from market.core.base import clock
from market.core.text.formats import format_day, format_when
from market.core.text.locale import language, local, localize_digits
from market.core.text.sheets import INK, Sheets, font_of
from market.core.text.workbooks import Cell

MUTED, LINE, PALE = (92, 99, 112), (200, 204, 210), (240, 243, 242)
MARGIN, FOOT, SIZE, SMALL = 12, 14, 8.0, 7.0
PADDING, WIDEST = 0.9, 60  # millimetres: of a cell, of what one column asks for
MEASURED = 6


def draw_list(title: str, about: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file. `about` says below the title what is in the list; the day stands there too."""
    sheet = _ListSheet(title)
    sheet.add_head(title, about)
    sheet.add_rows(heads, [[shown(cell) for cell in row] for row in rows])
    sheet.number_pages()
    return sheet.to_bytes()


def shown(cell: Cell) -> str:
    """A cell as the reader reads it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return format_when(cell, language())
    return cell if isinstance(cell, str) else localize_digits(cell)


class _ListSheet(Sheets):
    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.set_lang(language())
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)
        self.add_page(orientation="landscape")

    def add_head(self, title: str, about: str) -> None:
        """The title, what is in the list, and when it was made."""
        self.add_text(title, size=14, bold=True, align="L", gap=1)
        day = _("As of %(day)s") % {"day": format_day(local(clock.now()), language())}
        self.add_text(f"{about} · {day}" if about else day, size=SIZE, ink=MUTED, align="L", gap=3)

    def add_rows(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The table, with columns as wide as what stands in them."""
        widths = self._widths(list(zip(heads, *rows, strict=True)))
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.set_font("latin", "", SMALL)
        with self.table(
            col_widths=tuple(widths),
            text_align="LEFT",
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD", fill_color=PALE),
            line_height=SMALL * 0.56,
            padding=PADDING,
            v_align="TOP",
        ) as table:
            for number, cells in enumerate([heads, *rows]):
                row = table.row()
                for text in cells:
                    emphasis = None if number else "BOLD"
                    row.cell(text, style=FontFace(family=font_of(text), emphasis=emphasis, size_pt=SMALL))

    def _widths(self, columns: Sequence[Sequence[str]]) -> list[float]:
        """In millimetres: each as wide as its longest word, and what is left by how much the longest texts lack."""
        least = [self._longest(word for text in column for word in text.split()) for column in columns]
        whole = [min(self._longest(column), WIDEST) for column in columns]
        lacks = [max(want - have, 0.1) for want, have in zip(whole, least, strict=True)]
        left = self.epw - sum(least)
        if left < 0:
            return [self.epw * each / sum(least) for each in least]
        return [have + left * lack / sum(lacks) for have, lack in zip(least, lacks, strict=True)]

    def _longest(self, texts: Iterable[str]) -> float:
        """The width of the longest in bold, with its padding; of those that have most letters, as each is measured."""
        widths = [0.0]
        for text in sorted(set(texts), key=len)[-MEASURED:]:
            self.set_font(font_of(text), "B", SMALL)
            widths.append(self.get_string_width(text))
        return max(widths) + 2 * PADDING + 0.6

    def number_pages(self) -> None:
        """The foot of every page: which page of how many it is."""
        self.set_auto_page_break(False)
        pages = len(self.pages)
        for number in range(1, pages + 1):
            self.page = number
            self.set_font("bangla", "B", SMALL)  # another one than before: else this page is told none
            self.set_font("latin", "", SMALL)
            self.set_text_color(*MUTED)
            self.set_y(self.h - 10)
            text = localize_digits(f"{number} / {pages}")
            self.set_font(font_of(text), "", SMALL)
            self.multi_cell(0, 4, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
