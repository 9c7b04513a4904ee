"""Where JPEG, PNG and WebP keep what the camera knew."""

import re
import struct
import zlib
from collections.abc import Generator, Iterator

from market.files.inspection.box_metadata import of_boxes
from market.files.inspection.exif import EXIF, upright
from market.files.inspection.glances import MOST_READ, Glances
from market.files.inspection.patches import Patch
from market.files.inspection.photoshop import personal
from market.files.inspection.xmp import panorama

MOST_BLOCKS, LONGEST_EXIF = 10_000, 64 * 1024
ZEROS = bytes(64 * 1024)
# PNG: text, times and Exif. A private chunk of this name says nothing to anybody.
PNG_TEXTS, PNG_NOTHING = (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"), b"noTe"
# JPEG: Exif and XMP (APP1), IPTC (APP13), makers' own (all but JFIF, colours and Adobe's transform), comments.
JPEG_BLOCKS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
MOST_PICTURES, SCAN, END = 20, 0xDA, 0xD9
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # what ends the points of a picture
FILM = b"ftyp"
BEGINNING = re.compile(rb"\xff\xd8\xff[\xdb\xe0-\xef]|" + FILM)
PHOTOSHOP, XMP = b"Photoshop 3.0\0", b"http://ns.adobe.com/xap/1.0/\0"
WEBP_EXIF, WEBP_XMP, WEBP_NOTHING = b"EXIF", b"XMP ", b"NOTE"


def of_jpeg(file: Glances) -> Iterator[Patch]:
    """All pictures in it: behind the first there may be others (MPF), or a film."""
    at = 0
    for _picture in range(MOST_PICTURES):
        at = yield from _of_one_jpeg(file, at)
        at = _find(file, BEGINNING, at) if at else -1
        if at < 0:
            return
        file.seek(at)
        if file.read(4) == FILM:
            yield from of_boxes(file, at - 4)
            return


def _of_one_jpeg(file: Glances, at: int) -> Generator[Patch, None, int]:
    """Blank what one picture has, which begins there. Returns where it ends; 0 where it is damaged."""
    at += 2
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        sign, marker, length = struct.unpack(">BBH", file.read(4).ljust(4, b"\0"))
        if sign == 0xFF and marker == END:
            return at + 2
        if sign == marker == 0xFF:  # filled up
            at += 1
            continue
        if sign != 0xFF or length < 2:  # noqa: PLR2004
            return 0
        if marker in JPEG_BLOCKS:
            yield from _of_block(file, at + 4, file.read(length - 2))
        at += 2 + length
        if marker == SCAN:
            at = _find(file, MARKER, at)
            if at < 0:
                return 0
    return 0


def _of_block(file: Glances, at: int, content: bytes) -> Iterator[Patch]:
    if content.startswith(PHOTOSHOP):
        yield from personal(file, at + len(PHOTOSHOP), at + len(content))
    elif content.startswith(EXIF) and (block := upright(content[len(EXIF) :], len(content) - len(EXIF))):
        yield Patch(at, EXIF + block)
    elif content.startswith(XMP) and (packet := panorama(content[len(XMP) :])):
        yield Patch(at, XMP + packet)
    else:
        yield Patch(at, zeros=len(content))


def _find(file: Glances, wanted: "re.Pattern[bytes]", at: int) -> int:
    """Where this stands from there on; -1 where it does not."""
    file.seek(at)
    rest = b""
    while read := file.read(MOST_READ):
        match = wanted.search(rest + read)
        if match:
            return file.at - len(read) - len(rest) + match.start()
        rest = (rest + read)[-3:]
    return -1


def of_png(file: Glances) -> Iterator[Patch]:
    at, end = 8, file.size
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        length, kind = struct.unpack(">L4s", file.read(8))
        if at + 12 + length > end:  # it says more than there is
            return
        if kind in PNG_TEXTS:
            block = upright(file.read(length), length) if kind == b"eXIf" and length <= LONGEST_EXIF else b""
            body = kind + block if block else PNG_NOTHING
            yield Patch(at + 4, body, 4 + length - len(body))
            yield Patch(at + 8 + length, struct.pack(">L", _checksum(body, 4 + length - len(body))))
        if kind == b"IEND":
            return
        at += 12 + length


def of_webp(file: Glances) -> Iterator[Patch]:
    at, end = 12, file.size
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        if len(head := file.read(8)) < 8:
            return
        kind, length = struct.unpack("<4sL", head)
        if at + 8 + length > end:
            return
        if kind in (WEBP_EXIF, WEBP_XMP):
            is_exif = kind == WEBP_EXIF and length <= LONGEST_EXIF
            block = upright(file.read(length).removeprefix(EXIF), length) if is_exif else b""
            yield Patch(at, (kind if block else WEBP_NOTHING) + head[4:] + block, length - len(block))
        at += 8 + length + length % 2


def _checksum(content: bytes, zeros: int) -> int:
    """The checksum of a block of PNG: of the content, then of so many zeros."""
    checksum = zlib.crc32(content)
    for at in range(0, zeros, len(ZEROS)):
        checksum = zlib.crc32(ZEROS[: zeros - at], checksum)
    return checksum
