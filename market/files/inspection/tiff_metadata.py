"""Where TIFF keeps what the camera knew: in the entries of its directories (TIFF 6.0, Exif 2.3, BigTIFF).

Most raw files of cameras are TIFF too. Their converters need the maker, the model and the maker's notes, and what was
done to a DNG stands in its XMP: of these only the place is blanked.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from market.files.inspection import photoshop, xmp
from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch

MOST = 50_000  # directories and entries of a file
# Description, maker, model, program, time, artist, computer, XMP, copyright, IPTC.
TEXTS = {270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723}
XMP, PHOTOSHOP = 700, 34377
EXIF, GPS, INSIDE = 34665, 34853, 330  # directories: what the camera did, where, and smaller pictures
SIZES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}  # 1 of all others


class Layout(NamedTuple):
    """How numbers are written: how many entries a directory has, an entry (with how many values), and a place."""

    number: str
    entry: str
    place: str


CLASSIC, BIG = Layout("H", "HHLL", "L"), Layout("Q", "HHQQ", "Q")
# Those of Panasonic and Olympus have signs of their own.
LAYOUTS = {
    **dict.fromkeys((b"II*\0", b"MM\0*", b"IIU\0", b"IIRO", b"IIRS", b"MMOR"), CLASSIC),
    **dict.fromkeys((b"II+\0", b"MM\0+"), BIG),
}


class Entry(NamedTuple):
    """An entry of a directory: `at` is where its content stands, of `size` bytes; `value` its number."""

    tag: int
    at: int
    size: int
    value: int


def of_tiff(file: Glances) -> Iterator[Patch]:
    """Texts are blanked, and the directories of Exif and of the place emptied. Paths of Photoshop stay."""
    return _Tiff(file).patches(is_raw=False)


def of_raw(file: Glances) -> Iterator[Patch]:
    """The directory of the place is emptied, and places in XMP."""
    return _Tiff(file).patches(is_raw=True)


class _Tiff:
    """Each directory is read once; a damaged one has no entries, and leads nowhere."""

    def __init__(self, file: Glances) -> None:
        self.file = file
        file.seek(0)
        sign = file.read(4)
        self.order, self.layout = "<" if sign.startswith(b"I") else ">", LAYOUTS[sign]
        self.inline = struct.calcsize(f"={self.layout.place}")  # bytes that stand in an entry itself
        self.seen, self.turns = set[int](), iter(range(MOST))

    def patches(self, *, is_raw: bool) -> Iterator[Patch]:
        """What is to be blanked."""
        left = self._places(4 if self.layout is CLASSIC else 8, 1)
        for _turn in self.turns:
            if not left:
                return
            entries, following = self._directory(left.pop())
            left += following
            for entry in entries:
                if entry.tag == INSIDE:
                    left += self._places(entry.at, entry.size // self.inline)
                elif is_raw and entry.tag == EXIF:
                    left.append(entry.value)  # some have the place there
                elif entry.tag in (EXIF, GPS):
                    yield from self._emptied(entry.value)
                else:
                    yield from self._of_entry(entry, is_raw=is_raw)

    def _of_entry(self, entry: Entry, *, is_raw: bool) -> Iterator[Patch]:
        if is_raw:
            if entry.tag == XMP:
                yield from xmp.places(self.file, entry.at, entry.size)
        elif entry.tag == PHOTOSHOP:
            yield from photoshop.personal(self.file, entry.at, entry.at + entry.size)
        elif entry.tag in TEXTS:
            yield Patch(entry.at, zeros=entry.size)

    def _emptied(self, at: int) -> Iterator[Patch]:
        entries, _following = self._directory(at)
        for entry in entries:
            yield Patch(entry.at, zeros=entry.size)
        if entries:
            head, row = (struct.calcsize(f"={each}") for each in (self.layout.number, self.layout.entry))
            yield Patch(at, zeros=head + row * len(entries))

    def _directory(self, at: int) -> tuple[Sequence[Entry], list[int]]:
        """The entries of the directory there, and where the next one is; nothing where it was read before."""
        if not at or at in self.seen:
            return [], []
        self.seen.add(at)
        self.file.seek(at)
        counted = self._numbers(self.layout.number)
        rows = struct.Struct(f"{self.order}{self.layout.entry}")
        content = self.file.read(rows.size * counted[0]) if counted else b""
        entries = []
        for number, _turn in zip(range(len(content) // rows.size), self.turns, strict=False):
            tag, kind, times, value = rows.unpack_from(content, rows.size * number)
            size = SIZES.get(kind, 1) * times
            row = at + struct.calcsize(f"={self.layout.number}") + rows.size * number
            begin = row + rows.size - self.inline if size <= self.inline else value
            entries.append(Entry(tag, begin, min(size, max(0, self.file.size - begin)), value))
        is_whole = bool(counted) and len(content) == rows.size * counted[0]
        return entries, list(self._numbers(self.layout.place)) if is_whole else []

    def _places(self, at: int, count: int) -> list[int]:
        self.file.seek(at)
        return list(self._numbers(f"{min(count, MOST)}{self.layout.place}"))

    def _numbers(self, kinds: str) -> tuple[int, ...]:
        """The next numbers; none where the file ends."""
        numbers = struct.Struct(f"{self.order}{kinds}")
        content = self.file.read(numbers.size)
        return numbers.unpack(content) if len(content) == numbers.size else ()
