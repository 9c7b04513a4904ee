"""Where HEIC and AVIF pictures, and videos of MP4 and QuickTime, keep what the camera knew: in boxes.

ISO/IEC 14496-12 (boxes, `udta`, `meta`), 23008-12 (the items of a picture); QuickTime's `meta` says where a phone was.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from market.files.inspection.exif import upright
from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch
from market.files.inspection.timed_metadata import is_metadata, of_samples

MOST = 10_000  # boxes of a file, or extents of items
PARENTS, MOST_DEEP = (b"moov", b"trak", b"mdia", b"moof", b"traf"), 3
TEXTS, TIMED = (b"udta", b"meta"), (b"mvhd", b"tkhd", b"mdhd")
CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")  # the `uuid` box of a raw file, with Exif in four boxes
PLACE_OF_CANON, NO_PLACE = b"CMT4", b"II*\0\x08\0\0\0\0\0\0\0\0\0"
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # the `uuid` box that holds it
EXIF = b"Exif"  # an item: where TIFF begins, in four bytes, and it
EMPTY = 26  # bytes of Exif with nothing but the way up
NOTHING = b"free"  # a box that says nothing


class Box(NamedTuple):
    """A box: it begins at `at`, what is in it at `body`."""

    kind: bytes
    at: int
    body: int
    end: int


def of_boxes(file: Glances, at: int = 0) -> Iterator[Patch]:
    """The texts of a film and of its tracks, and when it was made; Exif and XMP among the items of a picture. The way
    up is a property of the picture, not of these."""
    yield from _Blanking(file).of_file(at, file.size)


class _Blanking:
    """`turns` ends it where a file has too many boxes."""

    def __init__(self, file: Glances) -> None:
        self.file, self.turns = file, iter(range(MOST))

    def of_file(self, at: int, end: int, deep: int = 0) -> Iterator[Patch]:
        """What is to be blanked in the boxes there, which make a file."""
        for box in _boxes(self.file, at, end, self.turns):
            if box.kind == b"mpvd" and not deep:  # the film of a picture
                yield from self.of_file(box.body, box.end, deep + 1)
            elif box.kind == b"meta" and (items := self._items(box)):
                yield from items
            else:
                yield from self._of_box(box)

    def _of_box(self, box: Box, deep: int = 0) -> Iterator[Patch]:
        if box.kind == b"mdia":
            yield from self._of_samples(box)
        begin = self._begin_of_boxes(box)
        if begin and deep < MOST_DEEP:
            for each in _boxes(self.file, begin, box.end, self.turns):
                yield from self._of_box(each, deep + 1)
        elif box.kind in TEXTS or (box.kind == b"uuid" and _begins_with(self.file, box, XMP)):
            yield Patch(box.at + 4, NOTHING)
            yield Patch(box.body, zeros=box.end - box.body)
        elif box.kind in TIMED:
            self.file.seek(box.body)
            wide = 16 if self.file.read(1) == b"\1" else 8
            yield Patch(box.body + 4, zeros=min(box.end - box.body - 4, wide))
        elif box.kind == PLACE_OF_CANON and box.end - box.body >= len(NO_PLACE):
            yield Patch(box.body, NO_PLACE, box.end - box.body - len(NO_PLACE))

    def _begin_of_boxes(self, box: Box) -> int:
        """Where the boxes in it begin; 0 where it has none of interest."""
        if box.kind in PARENTS:
            return box.body
        return box.body + len(CANON) if box.kind == b"uuid" and _begins_with(self.file, box, CANON) else 0

    def _of_samples(self, media: Box) -> Iterator[Patch]:
        """What a track of metadata shows at each moment."""
        parts = self._inside(media)
        if b"hdlr" in parts and b"minf" in parts and is_metadata(self.file, parts[b"hdlr"].body):
            table = self._inside(parts[b"minf"]).get(b"stbl")
            if table:
                yield from of_samples(self.file, {kind: part.body for kind, part in self._inside(table).items()})

    def _inside(self, box: Box, skip: int = 0) -> dict[bytes, Box]:
        return {part.kind: part for part in _boxes(self.file, box.body + skip, box.end, self.turns)}

    def _items(self, box: Box) -> Iterator[Patch] | None:
        """What is to be blanked among the items of a picture; None where these are others' texts."""
        parts = self._inside(box, skip=4)
        if not {b"iinf", b"iloc"} <= parts.keys():
            return None
        items = dict(_text_items(self.file, parts[b"iinf"], self.turns))
        inside = parts[b"idat"].body if b"idat" in parts else 0
        return _extents(_Reader(self.file, parts[b"iloc"].body), items, inside)


def _boxes(file: Glances, at: int, end: int, turns: Iterator[int]) -> Iterator[Box]:
    """The boxes side by side there; `turns` ends them all where a file has too many."""
    for _turn in turns:
        if at + 8 > end:
            return
        file.seek(at)
        length, kind = struct.unpack(">L4s", file.read(8))
        body = at + 8
        if length == 1:  # a long one
            (length,) = struct.unpack(">Q", file.read(8))
            body += 8
        length = min(length or end, end - at)  # 0: up to the end
        if length < body - at:
            return
        yield Box(kind, at, body, at + length)
        at += length


def _begins_with(file: Glances, box: Box, sign: bytes) -> bool:
    file.seek(box.body)
    return file.read(len(sign)) == sign


def _text_items(file: Glances, listed: Box, turns: Iterator[int]) -> Iterator[tuple[int, bytes]]:
    """The numbers of the items that are Exif or XMP, and which."""
    file.seek(listed.body)
    body = listed.body + (6 if file.read(1) == b"\0" else 8)  # version, flags, and how many
    for entry in _boxes(file, body, listed.end, turns):
        file.seek(entry.body)
        content = file.read(min(entry.end - entry.body, 1000))
        number, kind = struct.unpack_from(">H2x4s" if content[0] < 3 else ">L2x4s", content, 4)  # noqa: PLR2004
        if kind == EXIF or (kind == b"mime" and b"rdf+xml" in content):
            yield number, kind


class _Reader:
    """Numbers of the sizes that the file itself says."""

    def __init__(self, file: Glances, at: int) -> None:
        self.file, self.version = file, 0
        file.seek(at)
        self.version = self.number(4) >> 24

    def number(self, size: int) -> int:
        """The next bytes as a number. Raises struct.error where there are none."""
        read = self.file.read(size)
        if len(read) < size:
            raise struct.error
        return int.from_bytes(read, "big")


def _extents(reader: _Reader, items: Mapping[int, bytes], inside: int) -> Iterator[Patch]:
    """Blank where these items are (`iloc`). `inside`: where the box begins that may hold them."""
    sizes = reader.number(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 2 if reader.version < 2 else 4  # noqa: PLR2004
    turns = iter(range(MOST))
    for _turn, _item in zip(turns, range(reader.number(wide)), strict=False):
        item = reader.number(wide)
        is_inside = reader.version > 0 and reader.number(2) & 15 == 1
        reader.number(2)  # in which file: this one
        begin = reader.number(base) + (inside if is_inside else 0)
        for _turn, _extent in zip(turns, range(reader.number(2)), strict=False):
            reader.number(index if reader.version > 0 else 0)
            at, size = begin + reader.number(offset), reader.number(length)
            if item in items:
                size = min(size, max(0, reader.file.size - at))
                yield _no_exif(at, size) if items[item] == EXIF else Patch(at, zeros=size)


def _no_exif(at: int, size: int) -> Patch:
    """Exif that says nothing, in as many bytes: decoders refuse a picture without any where some was promised."""
    block = upright(b"", min(size - 4, EMPTY)) if size > 4 else b""  # noqa: PLR2004
    content = bytes(4) + block if block else b""
    return Patch(at, content, size - len(content))
