"""Areas: the places that a query can name (districts, divisions, upazilas, towns), each as districts.

A person is found by district. An area knows its districts and the ones nearest to them, so that where nobody is, those
around can be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils import translation

from market.search.understanding.places import distance_km, inflections, places
from market.search.understanding.texts import consonant_count, phonetic_key, words

BANDS = (60.0, 90.0, 120.0, 160.0, 220.0, 300.0)  # km from the nearest of its districts
SURE_KEY = 4  # consonants of a phonetic key that surely means the area


@dataclass(frozen=True, slots=True)
class Area:
    """A place: its names, the ids of its districts, and of all others by how far away they are, in bands."""

    name_en: str
    name_bn: str
    districts: tuple[int, ...]
    bands: tuple[tuple[int, ...], ...] = ()  # one for each of BANDS

    @property
    def near(self) -> tuple[int, ...]:
        """The districts around it."""
        return self.bands[0] or self.bands[1]

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en


class DistrictNames(NamedTuple):
    """A district with its names."""

    pk: int
    slug: str
    name_en: str
    name_bn: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=2)
def areas(districts: tuple[DistrictNames, ...]) -> dict[str, Area]:
    """Every area by each of its names as written in a sentence, and by their phonetic keys after "="."""
    ids = {district.slug: district.pk for district in districts}
    by_form: dict[str, Area] = {}
    for district in districts:
        _add(by_form, (district.name_en, district.name_bn, *district.aliases), [district.slug], ids, by_sound=True)
    for place in places():
        if set(place.districts) <= ids.keys():
            _add(by_form, place.names, place.districts, ids, by_sound=False)
    return by_form


def _add(
    by_form: dict[str, Area], names: Sequence[str], slugs: Sequence[str], ids: dict[str, int], *, by_sound: bool
) -> None:
    """Add an area under the forms of its names that are not taken. Small places sound like too many other words."""
    far = {other: min(distance_km(slug, other) for slug in slugs) for other in ids if other not in slugs}
    bands = tuple(
        tuple(ids[other] for other, km in far.items() if least < km <= most)
        for least, most in zip((0.0, *BANDS), BANDS, strict=False)
    )
    area = Area(names[0], names[1], tuple(ids[slug] for slug in slugs), bands)
    for name in names:
        for form in inflections(name):
            by_form.setdefault(form, area)
            by_form.setdefault(form.replace(" ", ""), area)
        parts = words(name)
        key = " ".join(map(phonetic_key, parts))
        if by_sound and all(map(phonetic_key, parts)) and consonant_count(key) >= SURE_KEY:
            by_form.setdefault(f"={key}", area)
