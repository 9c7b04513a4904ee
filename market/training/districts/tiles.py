"""Where each district stands on a map of equal tiles: found once from their coordinates, so that neighbours stay near.

The tile's short name also begins the codes of the district's batches.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from market.core.base.reference_data import rows
from market.core.text.bangla import nfc
from market.core.text.locale import language
from market.training.models import District

FILE = Path(__file__).parent.parent / "data" / "district_tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the map, counted from the north-west, and a short name in both languages."""

    column: int
    row: int
    short_en: str
    short_bn: str

    @property
    def short(self) -> str:
        """The short name in the language that is active now."""
        return self.short_bn if language() == "bn" else self.short_en


@cache
def tiles() -> dict[str, Tile]:
    """By the district's slug, its tile."""
    return {
        row["slug"]: Tile(int(row["column"]), int(row["row"]), row["short_en"], nfc(row["short_bn"]))
        for row in rows(FILE)
    }


def short_name(district: District) -> str:
    """Three capital letters that no other district has."""
    return tiles()[district.slug].short_en
