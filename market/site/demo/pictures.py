"""Portfolio pictures, drawn: a motif of the topic. Nothing in them is anybody's work. And faces: nobody's."""

import io
import math
from collections.abc import Callable, Iterable, Sequence
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from market.accounts.models import User
from market.profiles.models import PortfolioCase, PortfolioPicture, Profile
from market.profiles.portfolio import images
from market.profiles.portfolio.actions import change_case
from market.profiles.portfolio.picture_actions import add_picture, set_face
from market.site.demo.faces import draw_face
from market.site.demo.texts import Texts, read_data

WIDTH, HEIGHT = 960, 720
MOST = 400  # profiles with pictures: a site of the default size has fewer
WITH_FACE = 0.7
EACH_MOTIF = 6
# ground, tint, two inks
PALETTES = [
    ("#f4ede1", "#e4d3b8", "#9c4a2f", "#2f4b3f"),
    ("#e6efe9", "#c5dccf", "#0b6848", "#c98a1b"),
    ("#f7e9e4", "#efc9bd", "#a33b2c", "#3a3f58"),
    ("#e9edf5", "#c9d5ea", "#2c4f8a", "#d0742c"),
    ("#f1ebf3", "#dcc9e2", "#6b3a7c", "#2e7d6b"),
    ("#fbf1dc", "#f1d89c", "#b7791f", "#7a2e2e"),
]
Palette = tuple[str, str, str, str]
Draw = Callable[[ImageDraw.ImageDraw, Random, Palette], None]


def _bars(draw: ImageDraw.ImageDraw, left: int, top: int, widths: list[int], fill: str, height: int = 16) -> None:
    for row, width in enumerate(widths):
        y = top + row * (height + 16)
        draw.rounded_rectangle((left, y, left + width, y + height), height // 2, fill)


def draw_emblem(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """A logo: petals around a centre, a name under it."""
    _, tint, ink, second = colours
    x, y, petals = WIDTH // 2, 300, chance.choice((5, 6, 8, 10))
    draw.ellipse((x - 200, y - 200, x + 200, y + 200), fill=tint)
    for petal in range(petals):
        angle = 2 * math.pi * petal / petals
        px, py = x + 105 * math.cos(angle), y + 105 * math.sin(angle)
        draw.ellipse((px - 48, py - 48, px + 48, py + 48), fill=ink if petal % 2 else second)
    draw.ellipse((x - 62, y - 62, x + 62, y + 62), fill=colours[0])
    draw.ellipse((x - 30, y - 30, x + 30, y + 30), fill=ink)
    _bars(draw, x - 150, 560, [300], ink, 28)
    _bars(draw, x - 90, 615, [180], second, 12)


def draw_page(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """A browser window with a page."""
    _, tint, ink, second = colours
    draw.rounded_rectangle((90, 80, 870, 660), 22, "#ffffff")
    draw.rounded_rectangle((90, 80, 870, 130), 22, tint)
    for dot in range(3):
        draw.ellipse((116 + dot * 28, 97, 132 + dot * 28, 113), fill=ink)
    draw.rectangle((90, 130, 870, 390), fill=ink)
    _bars(draw, 140, 190, [chance.randint(260, 380), chance.randint(180, 300)], "#ffffff", 26)
    draw.rounded_rectangle((140, 300, 300, 350), 10, second)
    draw.ellipse((610, 165, 810, 365), fill=tint)
    for column in range(3):
        left = 140 + column * 240
        draw.rounded_rectangle((left, 430, left + 200, 530), 12, tint)
        _bars(draw, left, 555, [170, chance.randint(90, 150)], second if column == 1 else "#c9c9c4", 14)


def draw_table(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """A spreadsheet."""
    _, tint, ink, second = colours
    draw.rounded_rectangle((90, 80, 870, 640), 18, "#ffffff")
    draw.rounded_rectangle((90, 80, 870, 142), 18, ink)
    for column in range(4):
        _bars(draw, 125 + column * 190, 102, [100], "#ffffff", 18)
    for row in range(8):
        y = 162 + row * 58
        if row % 2:
            draw.rectangle((90, y - 12, 870, y + 44), fill=tint)
        for column in range(4):
            width = chance.randint(60, 140)
            _bars(draw, 125 + column * 190, y + 8, [width], second if column == 3 else "#a9aaa3", 16)


def draw_posts(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """Six posts of one campaign."""
    _, tint, ink, second = colours
    for number in range(6):
        left, top = 110 + number % 3 * 255, 90 + number // 3 * 280
        ground = (tint, ink, second)[(number + number // 3) % 3]
        draw.rounded_rectangle((left, top, left + 230, top + 250), 18, ground)
        size = chance.randint(50, 80)
        front = colours[0] if ground != tint else ink
        draw.ellipse((left + 115 - size, top + 95 - size, left + 115 + size, top + 95 + size), outline=front, width=12)
        _bars(draw, left + 45, top + 190, [140, 90], front, 12)


def draw_curve(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """A rising line chart."""
    _, tint, ink, second = colours
    draw.rounded_rectangle((90, 80, 870, 640), 18, "#ffffff")
    _bars(draw, 135, 120, [240], ink, 26)
    level, points = 520.0, []
    for step in range(11):
        points.append((150 + step * 66, level))
        draw.line((150, 240 + step * 32, 810, 240 + step * 32), fill="#eeeeea", width=2)
        level = max(level - chance.uniform(-8, 62), 220)
    draw.polygon([(150, 590), *points, (points[-1][0], 590)], fill=tint)
    draw.line(points, fill=ink, width=8, joint="curve")
    for x, y in points[:: chance.choice((2, 3))]:
        draw.ellipse((x - 11, y - 11, x + 11, y + 11), fill=second)


def draw_shelf(draw: ImageDraw.ImageDraw, chance: Random, colours: Palette) -> None:
    """Products with their prices."""
    _, tint, ink, second = colours
    for number in range(6):
        left, top = 110 + number % 3 * 255, 80 + number // 3 * 290
        draw.rounded_rectangle((left, top, left + 230, top + 265), 16, "#ffffff")
        draw.rounded_rectangle((left + 14, top + 14, left + 216, top + 174), 10, tint)
        x, width = left + 115, chance.randint(38, 62)
        draw.rounded_rectangle((x - width, top + 62, x + width, top + 150), 14, ink if number % 2 else second)
        draw.arc((x - 28, top + 32, x + 28, top + 92), 180, 360, fill=ink, width=8)
        _bars(draw, left + 20, top + 192, [chance.randint(90, 150)], "#b5b6ae", 14)
        _bars(draw, left + 20, top + 226, [70], second, 18)


MOTIFS: dict[str, Draw] = {
    "graphics-design": draw_emblem,
    "web-design-and-development": draw_page,
    "data-entry": draw_table,
    "digital-marketing": draw_posts,
    "search-engine-optimisation": draw_curve,
    "e-commerce-business": draw_shelf,
}


def draw_picture(topic: str, chance: Random) -> bytes:
    """A PNG of a topic's motif."""
    colours = chance.choice(PALETTES)
    image = Image.new("RGB", (WIDTH, HEIGHT), colours[0])
    MOTIFS[topic](ImageDraw.Draw(image), chance, colours)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def make_pictures(cast: dict[str, User], texts: Texts) -> None:
    """Create portfolios of Farida and Rina, and the faces and pictures of the others."""
    titles = read_data("pictures")
    for stem, count in (("farida", 4), ("rina", 3)):
        set_face(by=cast[stem], file=_upload(draw_face(texts.chance)))
        _add_pictures(cast[stem], count, titles, texts)
    _describe_case(cast["farida"], texts)
    others = Profile.objects.public().exclude(user__in=cast.values()).order_by("pk")[:MOST]
    _show_faces([each for each in others if texts.chance.random() < WITH_FACE], texts)
    _show_works(list(PortfolioCase.objects.filter(profile__in=[each.pk for each in others], pictures=None)), texts)


def _show_faces(profiles: Iterable[Profile], texts: Texts) -> None:
    """Give each a face: in bulk, so that nobody's profile counts as changed today."""
    for profile in profiles:
        face = images.encode_face(_upload(draw_face(texts.chance)))
        profile.picture.save(images.random_name(), face, save=False)
        Profile.objects.filter(pk=profile.pk).update(picture=profile.picture.name)
        User.objects.filter(pk=profile.user_id).update(face=profile.picture_url)


def _show_works(cases: Sequence[PortfolioCase], texts: Texts) -> None:
    """Give each work a picture of its topic: one of a few that are drawn once."""
    topics = dict(Profile.objects.filter(cases__in=cases).values_list("pk", "topic__slug"))
    drawn = {
        topic: [images.encode(_upload(draw_picture(topic, texts.chance))) for _ in range(EACH_MOTIF)]
        for topic in sorted(set(topics.values()))
    }
    pictures = []
    for case in cases:
        picture = PortfolioPicture(profile_id=case.profile_id, case=case, position=1, created_at=case.created_at)
        picture.title, encoded = case.title, texts.chance.choice(drawn[topics[case.profile_id]])
        picture.image.save(images.random_name(), encoded.full, save=False)
        picture.thumbnail.save(images.random_name(), encoded.thumbnail, save=False)
        pictures.append(picture)
    PortfolioPicture.objects.bulk_create(pictures)


def _upload(png: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.png", png, "image/png")


def _add_pictures(user: User, count: int, titles: dict[str, list[dict[str, str]]], texts: Texts) -> None:
    topic = user.profile.topic.slug
    for title in texts.chance.sample(titles[topic], min(count, len(titles[topic]))):
        add_picture(by=user, file=_upload(draw_picture(topic, texts.chance)), title=title[user.language])


def _describe_case(user: User, texts: Texts) -> None:
    """Give one portfolio case a text, a link and two more pictures."""
    case = user.profile.cases.all()[0]
    change_case(
        by=user,
        case_id=case.pk,
        text="I drew three sketches by hand, we chose one, and I set it for the shop sign, the bags and the receipts.",
        links=["https://behance.net/gallery/200000001/A-sign-for-a-small-shop"],
    )
    for title in ("The sketches", "On a bag"):
        file = _upload(draw_picture(user.profile.topic.slug, texts.chance))
        add_picture(by=user, file=file, title=title, case_id=case.pk)
