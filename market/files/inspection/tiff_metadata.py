"""Where TIFF keeps what the camera knew: in the entries of its directories (TIFF 6.0, Exif 2.3)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch

MOST = 50_000  # directories and entries of a file
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


def of_tiff(file: Glances) -> Iterator[Patch]:
    """Texts are blanked, and the directories of Exif and of the place emptied."""
    file.seek(0)
    order = {b"II": "<", b"MM": ">"}.get(file.read(2), "")
    if order and struct.unpack(f"{order}H", file.read(2)) == (42,):
        yield from _Tiff(file, order).patches()


class _Tiff:
    """A file of this order of bytes. Each of its directories is read once."""

    def __init__(self, file: Glances, order: str) -> None:
        self.file, self.order = file, order
        self.seen, self.turns = set[int](), iter(range(MOST))

    def patches(self) -> Iterator[Patch]:
        """What is to be blanked."""
        left = list(self._numbers(4, 1))
        for _turn in self.turns:
            if not left:
                return
            entries, following = self._directory(left.pop())
            left.append(following)
            for entry in entries:
                if entry.tag in TEXTS:
                    yield Patch(entry.at, zeros=entry.size)
                if entry.tag in (EXIF, GPS):
                    yield from self._emptied(entry.value)
                if entry.tag == INSIDE:
                    self.file.seek(entry.at)
                    left += self._numbers(entry.size, MOST)

    def _emptied(self, at: int) -> Iterator[Patch]:
        entries, _following = self._directory(at)
        for entry in entries:
            yield Patch(entry.at, zeros=entry.size)
        yield Patch(at, zeros=2 + 12 * len(entries) if entries else 0)

    def _directory(self, at: int) -> tuple[list[Entry], int]:
        """The entries of the directory there, and where the next one is; nothing where it was read before."""
        if not at or at in self.seen:
            return [], 0
        self.seen.add(at)
        self.file.seek(at)
        (count,) = struct.unpack(f"{self.order}H", self.file.read(2))
        content = self.file.read(12 * count + 4)
        entries = []
        for number, _turn in zip(range(count), self.turns, strict=False):
            tag, kind, times, value = struct.unpack_from(f"{self.order}HHLL", content, 12 * number)
            size = SIZES.get(kind, 1) * times
            begin = at + 2 + 12 * number + 8 if size <= INLINE else value
            entries.append(Entry(tag, begin, min(size, max(0, self.file.size - begin)), value))
        return entries, struct.unpack_from(f"{self.order}L", content, 12 * count)[0]

    def _numbers(self, size: int, most: int) -> tuple[int, ...]:
        """The next numbers, in so many bytes."""
        count = min(size // 4, most)
        return struct.unpack(f"{self.order}{count}L", self.file.read(4 * count))
