"""Places that users name beside districts (divisions, upazilas, areas of cities), and how far districts are apart.

The places are reference data (data/places.csv) and do not change while the site runs; a place stands for its districts.
"""

from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Literal

from market.core.base.reference_data import rows, words
from market.core.text.bangla import fold, nfc
from market.training.seeds import DATA as TRAINING_DATA

DATA = Path(__file__).parents[1] / "data"
EARTH_RADIUS_KM = 6371.0
BANGLA_VOWELS = frozenset("অআইঈউঊঋএঐওঔিীুূৃেৈোৌ")
LATIN_VOWELS = frozenset("aeiouy")
# Case endings of place names, locative and genitive, by how the name ends.
ENDINGS = {
    "bangla a": ("য়", "তে", "র"),
    "bangla vowel": ("তে", "র", "য়ে", "য়ের", "এ", "এর"),
    "bangla consonant": ("ে", "ের", "এ", "এর"),
    "bangla ng": ("ে", "ের", "এ", "এর", "য়ে", "য়ের"),
    "latin a": ("y", "te", "r"),
    "latin vowel": ("te", "r"),
    "latin consonant": ("e", "er"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A division, or an upazila (towns and areas of cities count as such), with all its spellings."""

    kind: Literal["division", "upazila"]
    slug: str
    name_en: str
    name_bn: str
    aliases: tuple[str, ...]
    districts: tuple[
        str, ...
    ]  # slugs; several of a division, and of a name that districts share, most often meant first

    @property
    def names(self) -> tuple[str, ...]:
        """The English name, the Bangla name and the aliases."""
        return (self.name_en, self.name_bn, *self.aliases)


@cache
def places() -> tuple[Place, ...]:
    """Every place of places.csv: divisions first, then upazilas by slug."""
    return tuple(
        Place(
            kind="division" if row["kind"] == "division" else "upazila",
            slug=row["slug"],
            name_en=row["name_en"],
            name_bn=nfc(row["name_bn"]),
            aliases=tuple(words(nfc(row["aliases"]))),
            districts=tuple(words(row["districts"])),
        )
        for row in rows(DATA / "places.csv")
    )


@cache
def distance_km(slug: str, other: str) -> float:
    """How far apart two districts are, by the great circle between their coordinates. KeyError for an unknown slug."""
    points = _coordinates()
    return _distance_km(points[slug], points[other])


@cache
def _coordinates() -> dict[str, tuple[float, float]]:
    """(latitude, longitude) in degrees of each district, from the file that the table of districts is loaded from."""
    districts = rows(TRAINING_DATA / "districts.csv")
    return {row["slug"]: (float(row["latitude"]), float(row["longitude"])) for row in districts}


def _distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The great-circle distance by the haversine formula."""
    (latitude, longitude), (other_latitude, other_longitude) = (map(radians, point) for point in (here, there))
    across = sin((other_latitude - latitude) / 2) ** 2
    along = cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(across + along))


def inflections(name: str) -> tuple[str, ...]:
    """A place's name in search form, alone and with the case endings it has in a sentence: ঢাকা, ঢাকায়, ঢাকার, ঢাকাতে.

    The light stem cannot undo these: it takes the র of সাভার for an ending, and leaves য়, which ends many other words.
    """
    folded = fold(name)
    return (folded, *(fold(folded + ending) for ending in ENDINGS[_end_of(folded)])) if folded else ()


def _end_of(folded: str) -> str:
    """The key of ENDINGS for a folded name."""
    last = folded[-1]
    if last.isascii():
        return "latin a" if last == "a" else "latin vowel" if last in LATIN_VOWELS else "latin consonant"
    if last in "াঁ":
        return "bangla a"
    if last in "ংঙ":
        return "bangla ng"
    return "bangla vowel" if last in BANGLA_VOWELS else "bangla consonant"
