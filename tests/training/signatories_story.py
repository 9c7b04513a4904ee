"""Short ways to a seal and signatures."""

import io
from datetime import timedelta

from PIL import Image

from market.training.signatories.actions import PICTURES, TEXTS, SignatoryDetails
from market.training.signatories.pictures import read_picture
from tests.training import plan_story

NAMES = {name: "স্বাক্ষরকারী" if name.endswith("bn") else f"The {name}" for name in TEXTS}


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120), **saved) -> io.BytesIO:
    """A file with a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **saved)
    out.seek(0)
    return out


def all_pictures() -> dict[str, bytes]:
    """A seal and two signatures that differ."""
    return {name: read_picture(picture(size=(200 + at, 100)), name) for at, name in enumerate(PICTURES)}


def details(days: int = 0, **pictures) -> SignatoryDetails:
    """What is proposed, from so many days hence."""
    return SignatoryDetails(plan_story.today() + timedelta(days=days), NAMES, pictures)
