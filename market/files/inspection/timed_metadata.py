"""Tracks of a film that show nothing: where the camera was at each moment, as GoPro, Sony and phones write it.

ISO/IEC 14496-12: the handler of such a track is `meta`; its samples lie in chunks, which tables place and measure.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch

HANDLER = b"meta"
MOST = 200_000  # samples


def is_metadata(file: Glances, handler: int) -> bool:
    """Whether the box of a handler, whose content begins there, says that the track shows nothing."""
    file.seek(handler + 8)
    return file.read(4) == HANDLER


def of_samples(file: Glances, tables: Mapping[bytes, int]) -> Iterator[Patch]:
    """Blank all samples of a track. `tables`: where the content of its boxes begins, by kind."""
    if not {b"stsz", b"stsc"} <= tables.keys() or not {b"stco", b"co64"} & tables.keys():
        return
    kind, wide = (b"co64", "Q") if b"co64" in tables else (b"stco", "L")
    places = _table(file, tables[kind] + 4, wide)
    runs = _table(file, tables[b"stsc"] + 4, "LLL")
    file.seek(tables[b"stsz"] + 4)
    (same,) = struct.unpack(">L", file.read(4))
    sizes = iter(() if same else [size for (size,) in _table(file, tables[b"stsz"] + 8, "L")])
    count, coming = 0, list(reversed(runs))
    for number, (at,) in enumerate(places, 1):
        while coming and coming[-1][0] <= number:
            count = coming.pop()[1]
        size = same * count if same else sum(islice(sizes, count))
        yield Patch(at, zeros=min(size, max(0, file.size - at)))


def _table(file: Glances, at: int, row: str) -> Sequence[tuple[int, ...]]:
    """The rows of a table, which begins with how many it has."""
    file.seek(at)
    (count,) = struct.unpack(">L", file.read(4))
    rows = struct.Struct(f">{row}")
    content = file.read(rows.size * min(count, MOST))
    return list(rows.iter_unpack(content[: len(content) // rows.size * rows.size]))
