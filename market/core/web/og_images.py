"""The image that stands beside a shared address, in messages and on social sites: what the page is about, in words."""

import io
from dataclasses import dataclass

from django.http import HttpResponse
from PIL import Image, ImageDraw

from market.core.text.rendering import TextRenderer
from market.core.web.caches import compute_once, key_of

SIZE = (1200, 630)
EDGE, INNER = 88, 1200 - 2 * 88
PAPER, INK, MUTED, ACCENT, THREAD = "#faf8f3", "#17251f", "#55635c", "#0b6848", "#b8322a"
SECONDS = 3600  # in the cache


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says: a line above, what it is called, the main fact, and a line below."""

    above: str
    title: str
    fact: str
    below: str


def card_answer(card: Card, *, seconds: int = 0) -> HttpResponse:
    """The picture. Anybody may keep it `seconds` long, then asks whether it is still so."""
    answer = HttpResponse(draw_card(card), content_type="image/png")
    answer["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    return answer


def draw_card(card: Card) -> bytes:
    """The card as PNG, drawn once in an hour."""
    return compute_once("images", key_of(card), lambda: _draw(card), seconds=SECONDS)


def _draw(card: Card) -> bytes:
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, SIZE[1] - 20, SIZE[0], SIZE[1]), fill=ACCENT)
    name = TextRenderer("Bold", 44)
    name.draw(picture, "আমার কাজ", (EDGE, 112), INK)
    for x in range(EDGE, EDGE + round(name.width("আমার কাজ")), 24):
        pen.rounded_rectangle((x, 130, x + 14, 135), 2, fill=THREAD)
    _write(picture, [card.above], TextRenderer("Bold", 32), 212, ACCENT)
    title = TextRenderer("Bold", 68)
    if len(title.lines(card.title, width=INNER, most=3)) > 2:
        title = TextRenderer("Bold", 50)
    _write(picture, title.lines(card.title, width=INNER, most=3), title, 236 + title.size, INK)
    _write(picture, [card.fact], TextRenderer("Bold", 46), 524, INK)
    _write(picture, [card.below], TextRenderer("Regular", 32), 576, MUTED)
    file = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _write(picture: Image.Image, lines: list[str], letters: TextRenderer, y: int, ink: str) -> None:
    for number, line in enumerate(lines):
        for fitting in letters.lines(line, width=INNER, most=1):
            letters.draw(picture, fitting, (EDGE, y + number * letters.height), ink)
