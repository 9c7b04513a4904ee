"""Words in pictures: HarfBuzz shapes Bangla and Latin alike and draws them, from the fonts of the certificates.

Pillow's own shaping wants a library (FriBiDi) that not every machine has, and without it takes Bangla letters apart.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb
from PIL import Image

from market.core.text.bangla import clusters

FONTS = Path(__file__).parent.parent / "data" / "fonts"
JOINERS = {"\u200c", "\u200d"}
BETWEEN_LINES = 1.36  # of the size: Bangla stands higher and hangs lower than Latin


class TextRenderer:
    """One weight ("Regular", "Bold") and size, in pixels, of both scripts."""

    def __init__(self, weight: str, size: int) -> None:
        self.fonts = [_font(f"NotoSans-{weight}.ttf"), _font(f"NotoSansBengali-{weight}.ttf")]
        self.size = size

    @property
    def height(self) -> int:
        """From one line to the next."""
        return round(self.size * BETWEEN_LINES)

    def width(self, text: str) -> float:
        """How wide a line is."""
        return sum(at for _font, _glyph, at, _x, _y in self._shaped(text))

    def draw(self, picture: Image.Image, text: str, at: tuple[int, int], ink: str) -> None:
        """Write one line; `at` is where its first letter stands on the line. What no font knows is left out."""
        brush, x = hb.RasterDraw(), 0.0
        for font, glyph, advance, left, up in self._shaped(text):
            scale = self.size / font.face.upem
            brush.transform = (scale, 0, 0, scale, x + left, up)
            brush.draw_glyph(font, glyph)
            x += advance
        drawn = brush.render()
        if drawn is None or not drawn.extents.width:
            return
        box = drawn.extents
        mask = Image.frombuffer("L", (box.width, box.height), bytes(drawn.buffer), "raw", "L", box.stride, -1)
        picture.paste(ink, (at[0] + box.x_origin, at[1] - box.y_origin - box.height), mask)

    def lines(self, text: str, *, width: int, most: int) -> list[str]:
        """The text in lines that fit; what is too long for `most` of them ends with an ellipsis."""
        rows = [""]
        for word in "".join(letter for _font, letter in self._by_font(text)).split():
            longer = f"{rows[-1]} {word}".strip()
            if self.width(longer) <= width or not rows[-1]:
                rows[-1] = longer
            else:
                rows.append(word)
        shown = rows[:most]
        if len(rows) > most:
            shown[-1] = f"{shown[-1]} …"
        return [self._fitting(line, width) for line in shown]

    def _fitting(self, line: str, width: int) -> str:
        if self.width(line) <= width:
            return line
        letters = clusters(line.removesuffix(" …"))
        while letters and self.width("".join(letters) + "…") > width:
            letters.pop()
        return "".join(letters).rstrip() + "…"

    def _shaped(self, text: str) -> Iterator[tuple[hb.Font, int, float, float, float]]:
        """Each glyph: its font, its number, how far it leads on, and how far it stands to the right and up."""
        for font, letters in groupby(self._by_font(text), key=lambda pair: pair[0]):
            buffer = hb.Buffer()
            buffer.add_str("".join(letter for _font, letter in letters))
            buffer.guess_segment_properties()
            buffer.direction = "ltr"
            hb.shape(font, buffer, {})
            scale = self.size / font.face.upem
            for glyph, place in zip(buffer.glyph_infos or [], buffer.glyph_positions or [], strict=True):
                yield font, glyph.codepoint, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale

    def _by_font(self, text: str) -> Iterator[tuple[hb.Font, str]]:
        """Each letter with a font that has it: the one before where it can, so that signs stay with their words."""
        font = self.fonts[0]
        for letter in clusters(text):
            font_of_it = next((each for each in (font, *self.fonts) if _has(each, letter)), None)
            if font_of_it is not None:
                font = font_of_it
                yield font, letter


@cache
def _font(name: str) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / name))))


def _has(font: hb.Font, letter: Iterable[str]) -> bool:
    return all(each in JOINERS or font.get_nominal_glyph(ord(each)) is not None for each in letter)
