"""Sheets of A4 as PDF, in Bangla and English: HarfBuzz shapes the Bangla; subsets of the fonts are embedded.

It takes long to load, so it is imported where a sheet is drawn.
"""

import io
import logging
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import DocumentCompliance, XPos, YPos

from market.core.text.rendering import FONTS

logging.getLogger("fontTools").setLevel(logging.ERROR)
INK = (34, 40, 49)


class Sheets(FPDF):
    """A document of A4 sheets in Bangla and English. `archived`: as PDF/A, which can be read for decades."""

    def __init__(self, title: str, *, archived: bool = False) -> None:
        super().__init__(format="A4", enforce_compliance=DocumentCompliance.PDFA_2U if archived else None)
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
        self.set_text_color(*ink)
        for points in (size, size * 0.85, size * 0.7, size * 0.55):
            self.set_font(font_of(text), "B" if bold else "", points)
            if max((self.get_string_width(word) for word in text.split()), default=0) <= self.epw:
                break
        height = points * (0.60 if font_of(text) == "bangla" else 0.52)
        self.multi_cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def add_qr_code(self, text: str, *, x: float, y: float, width: float) -> None:
        """Add a QR code of an address; `x`, `y` and `width` are in millimetres."""
        picture = io.BytesIO()
        segno.make(text, error="m").save(picture, kind="png", scale=6, border=2)  # writes: no table
        self.image(picture, x=x, y=y, w=width, alt_text=text)

    def add_picture(self, content: bytes, box: tuple[float, float, float, float], words: str) -> None:
        """Add a picture, as large as fits the box (x, y, width and height in millimetres), in the middle of it."""
        x, y, width, height = box
        self.image(io.BytesIO(content), x=x, y=y, w=width, h=height, keep_aspect_ratio=True, alt_text=words)

    def to_bytes(self) -> bytes:
        """The PDF file."""
        return bytes(self.output())


def font_of(text: str) -> str:
    """The font that a text is set in; letters of the other script come from the other one."""
    return "bangla" if any("\u0980" <= letter <= "\u09ff" for letter in text) else "latin"
