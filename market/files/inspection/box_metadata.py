"""Where HEIC and AVIF pictures, and videos of MP4 and QuickTime, keep what the camera knew: in boxes.

ISO/IEC 14496-12 (boxes, `udta`, `meta`), 23008-12 (the items of a picture); QuickTime's `meta` says where a phone was.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch
from market.files.inspection.picture_metadata import upright

MOST = 10_000  # boxes of a file, or extents of items
PARENTS, TEXTS = (b"moov", b"trak"), (b"udta", b"meta")
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


def of_movie(file: Glances) -> Iterator[Patch]:
    """The texts of a film and of its tracks. The box stays, as one that says nothing."""
    yield from _texts(file, 0, file.size, iter(range(MOST)))


def of_heif(file: Glances) -> Iterator[Patch]:
    """Exif and XMP among the items of a picture. The way up is a property of the picture, not of these."""
    turns = iter(range(MOST))
    for box in _boxes(file, 0, file.size, turns):
        if box.kind == b"moov":  # pictures that move
            yield from _texts(file, box.body, box.end, turns, deep=1)
        if box.kind == b"meta":
            parts = {part.kind: part for part in _boxes(file, box.body + 4, box.end, turns)}
            if b"iinf" in parts and b"iloc" in parts:
                items = dict(_text_items(file, parts[b"iinf"], turns))
                inside = parts[b"idat"].body if b"idat" in parts else 0
                yield from _extents(_Reader(file, parts[b"iloc"].body), items, inside)


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


def _texts(file: Glances, at: int, end: int, turns: Iterator[int], deep: int = 0) -> Iterator[Patch]:
    for box in _boxes(file, at, end, turns):
        if box.kind in PARENTS and deep < len(PARENTS):
            yield from _texts(file, box.body, box.end, turns, deep + 1)
        if box.kind in TEXTS or (box.kind == b"uuid" and _begins_with(file, box, XMP)):
            yield Patch(box.at + 4, NOTHING)
            yield Patch(box.body, zeros=box.end - box.body)


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
