"""The sheets of certificates and letters: what they are drawn by, which is loaded where one is drawn."""

import io
import logging
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from market.core.text.rendering import FONTS
from market.training.certificates.pdf import INK, LINE

logging.getLogger("fontTools").setLevel(logging.ERROR)


class Sheets(FPDF):
    """A document of A4 sheets in Bangla and English."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.set_title(title)
        self.set_creator("Amar Kaj")
        self.set_auto_page_break(False)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("bangla", style, FONTS / f"NotoSansBengali-{name}.ttf")
            self.add_font("latin", style, FONTS / f"NotoSans-{name}.ttf")
        self.set_fallback_fonts(["latin", "bangla"], exact_match=False)
        self.set_text_shaping(True)

    def add_text(
        self, text: str, *, size: float, bold: bool = False, ink: Any = INK, align: str = "C", gap: float = 2
    ) -> None:
        """Add a paragraph; `size` is in points, reduced until the longest word fits."""
        is_bangla = any("\u0980" <= letter <= "\u09ff" for letter in text)
        self.set_text_color(*ink)
        for points in (size, size * 0.85, size * 0.7, size * 0.55):
            self.set_font("bangla" if is_bangla else "latin", "B" if bold else "", points)
            if max((self.get_string_width(word) for word in text.split()), default=0) <= self.epw:
                break
        height = points * (0.60 if is_bangla else 0.52)
        self.multi_cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def add_qr_code(self, text: str, *, x: float, y: float, width: float) -> None:
        """Add a QR code of an address; `x`, `y` and `width` are in millimetres."""
        picture = io.BytesIO()
        segno.make(text, error="m").save(picture, kind="png", scale=6, border=2)  # writes: no table
        self.image(picture, x=x, y=y, w=width, alt_text=text)

    def draw_border(self) -> None:
        """Draw the border of a certificate: a solid line and a dashed one inside."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.8)
        self.rect(12, 12, self.w - 24, self.h - 24)
        self.set_line_width(0.35)
        self.set_dash_pattern(dash=2.2, gap=1.8)
        self.rect(15, 15, self.w - 30, self.h - 30)
        self.set_dash_pattern()

    def to_bytes(self) -> bytes:
        """The PDF file."""
        return bytes(self.output())
