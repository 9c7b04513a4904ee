"""Text rendering in images: Bangla is shaped, and lines fit the width."""

from PIL import Image

from market.core.text.rendering import TextRenderer
from market.core.web.og_images import Card, draw_card

BOLD = TextRenderer("Bold", 50)


def draw_text(text):
    picture = Image.new("RGB", (400, 120), "white")
    BOLD.draw(picture, text, (10, 80), "black")
    return picture


def test_conjuncts_are_shaped_into_one_glyph():
    assert BOLD.width("ক্ষ") < BOLD.width("ক") + BOLD.width("ষ")
    assert BOLD.width("কি") > BOLD.width("ক")


def test_vowel_sign_is_drawn_before_its_letter():
    (alone, *_rest), (first, second, *_more) = (
        [glyph for _font, glyph, *_place in BOLD._shaped(word)] for word in ("ক", "কি")
    )
    assert second == alone != first


def test_mixed_scripts_share_a_line_and_unknown_glyphs_are_left_out():
    assert BOLD.width("Logo লোগো") > BOLD.width("Logo ") > 0
    assert BOLD.width("Logo 🎉") == BOLD.width("Logo ")
    assert draw_text("🎉").getextrema() == ((255, 255),) * 3


def test_lines_fit_the_width_and_overflow_ends_with_an_ellipsis():
    lines = BOLD.lines("a logo and a banner for a small tea shop in Sylhet " * 3, width=400, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(BOLD.width(line) <= 400 for line in lines)
    assert BOLD.lines("w" * 200, width=400, most=3) == [BOLD.lines("w" * 200, width=400, most=1)[0]]


def test_open_graph_image_is_deterministic():
    card = Card("Graphics design", "Logo", "$50.00", "10 days")
    assert draw_card(card) == draw_card(Card("Graphics design", "Logo", "$50.00", "10 days"))
    assert draw_card(card) != draw_card(Card("Graphics design", "Logo", "$60.00", "10 days"))
