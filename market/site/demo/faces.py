"""Profile pictures, drawn: nobody's face."""

import io
from random import Random

from PIL import Image, ImageDraw

SIDE = 512
GROUNDS = ("#f4ede1", "#dfeee6", "#f7e3dc", "#e3e9f5", "#efe5f3", "#fbeecb", "#d9ecef")
SKINS = ("#8d5a3b", "#a8714b", "#bd8560", "#c99470", "#d9a883")
HAIR = ("#1f1714", "#2a1c16", "#3a2820")
CLOTHS = ("#0b6848", "#a33b2c", "#2c4f8a", "#6b3a7c", "#b7791f", "#2e7d6b", "#7a2e4d", "#3a3f58")
LIPS, INK, WHITE = "#a8413d", "#241a16", "#fdfaf5"
CENTRE = SIDE // 2


def draw_face(chance: Random) -> bytes:
    """A PNG of a woman's face: with a headscarf, with hair tied up or with long hair; some with glasses or a teep."""
    image = Image.new("RGB", (SIDE, SIDE), chance.choice(GROUNDS))
    draw = ImageDraw.Draw(image)
    skin, hair, style = chance.choice(SKINS), chance.choice(HAIR), chance.choice(("scarf", "scarf", "bun", "long"))
    cloth, scarf = chance.sample(CLOTHS, 2)
    if style == "scarf":
        _oval(draw, 250, 300, 290, scarf)
        draw.rounded_rectangle((136, 250, 376, 470), 90, scarf)
    elif style == "long":
        _oval(draw, 235, 280, 270, hair)
        draw.rounded_rectangle((116, 230, 396, 480), 70, hair)
    else:
        _oval(draw, 85, 120, 110, hair)
        _oval(draw, 225, 262, 250, hair)
    _oval(draw, 560, 400, 330, cloth)
    if style != "scarf":
        draw.rounded_rectangle((222, 330, 290, 430), 34, _darker(skin))
        draw.polygon([(204, 405), (308, 405), (256, 470)], fill=_darker(skin))
    else:
        draw.polygon([(146, 380), (366, 380), (256, 500)], fill=scarf)
    _oval(draw, 255, 196, 240, skin)
    _hairline(draw, style, hair, scarf)
    _features(draw, chance, hair)
    if style != "scarf" and chance.random() < 0.4:
        draw.ellipse((248, 196, 264, 212), fill=LIPS)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _oval(draw: ImageDraw.ImageDraw, y: int, width: int, height: int, fill: str) -> None:
    """An oval on the middle line, its centre at `y`."""
    draw.ellipse((CENTRE - width // 2, y - height // 2, CENTRE + width // 2, y + height // 2), fill=fill)


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(colour[at : at + 2], 16) * 85 // 100:02x}" for at in (1, 3, 5))


def _hairline(draw: ImageDraw.ImageDraw, style: str, hair: str, scarf: str) -> None:
    """What covers the forehead."""
    if style == "scarf":
        draw.chord((150, 118, 362, 330), 197, 343, fill=hair)
        draw.arc((140, 112, 372, 420), 150, 390, fill=scarf, width=26)
    else:
        draw.pieslice((152, 122, 300, 300), 180, 290, fill=hair)
        draw.pieslice((212, 122, 360, 300), 250, 360, fill=hair)


def _features(draw: ImageDraw.ImageDraw, chance: Random, hair: str) -> None:
    for x in (214, 298):
        draw.arc((x - 22, 214, x + 22, 244), 200, 340, fill=hair, width=6)
        draw.ellipse((x - 13, 244, x + 13, 266), fill=WHITE)
        draw.ellipse((x - 9, 245, x + 9, 265), fill=INK)
    draw.arc((246, 262, 272, 300), 20, 150, fill=INK, width=3)
    draw.chord((222, 300, 290, 346), 10, 170, fill=LIPS)
    if chance.random() < 0.25:
        for x in (214, 298):
            draw.ellipse((x - 30, 226, x + 30, 284), outline=INK, width=5)
        draw.line((244, 250, 268, 250), fill=INK, width=5)
