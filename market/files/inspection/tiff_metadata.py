"""Where TIFF keeps what the camera knew: in the entries of its directories (TIFF 6.0, Exif 2.3)."""

import io
import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from market.files.inspection.patches import Patch

MOST = 100  # directories
MOST_ENTRIES = 1000  # of a directory
# Description, maker, model, program, time, artist, computer, XMP, copyright, IPTC, Photoshop's own.
TEXTS = {270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377}
EXIF, GPS, INSIDE = 34665, 34853, 330  # directories: what the camera did, where, and smaller pictures
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
INLINE = 4  # bytes that stand in the entry itself


class Entry(NamedTuple):
    """An entry of a directory: `at` is where its content stands, of `size` bytes; `value` its number."""

    tag: int
    at: int
    size: int
    value: int


def of_tiff(file: IO[bytes]) -> Iterator[Patch]:
    """Texts are blanked, and the directories of Exif and of the place emptied."""
    end = file.seek(0, io.SEEK_END)
    file.seek(0)
    order = {b"II": "<", b"MM": ">"}.get(file.read(2), "")
    if not order or struct.unpack(f"{order}H", file.read(2)) != (42,):
        return
    (first,) = struct.unpack(f"{order}L", file.read(4))
    left, seen = [first], set[int]()
    while left and len(seen) < MOST:
        if not (at := left.pop()) or at in seen:
            continue
        seen.add(at)
        entries, following = _directory(file, at, order, end)
        left.append(following)
        for entry in entries:
            if entry.tag in TEXTS:
                yield Patch(entry.at, bytes(entry.size))
            if entry.tag in (EXIF, GPS):
                yield from _emptied(file, entry.value, order, end)
            if entry.tag == INSIDE:
                left += _numbers(file, entry, order)


def _directory(file: IO[bytes], at: int, order: str, end: int) -> tuple[list[Entry], int]:
    """The entries of the directory there, and where the next one is."""
    file.seek(at)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    content = file.read(12 * count + 4)
    entries = []
    for number in range(min(count, MOST_ENTRIES)):
        tag, kind, times, value = struct.unpack_from(f"{order}HHLL", content, 12 * number)
        size = SIZES.get(kind, 1) * times
        begin = at + 2 + 12 * number + 8 if size <= INLINE else value
        entries.append(Entry(tag, begin, min(size, max(0, end - begin)), value))
    return entries, struct.unpack_from(f"{order}L", content, 12 * count)[0]


def _numbers(file: IO[bytes], entry: Entry, order: str) -> list[int]:
    file.seek(entry.at)
    count = min(entry.size // 4, MOST)
    return list(struct.unpack(f"{order}{count}L", file.read(4 * count)))


def _emptied(file: IO[bytes], at: int, order: str, end: int) -> Iterator[Patch]:
    entries, _following = _directory(file, at, order, end)
    for entry in entries:
        yield Patch(entry.at, bytes(entry.size))
    yield Patch(at, bytes(2 + 12 * len(entries)))
