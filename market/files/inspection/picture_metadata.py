"""Where JPEG, PNG and WebP keep what the camera knew."""

import struct
import zlib
from collections.abc import Iterator

from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch

EXIF = b"Exif\0\0"
ORIENTATION, SHORT = 0x0112, 3
MOST_BLOCKS, LONGEST_EXIF = 10_000, 64 * 1024
ZEROS = bytes(64 * 1024)
# PNG: text, times and Exif. A private chunk of this name says nothing to anybody.
PNG_TEXTS, PNG_NOTHING = (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"), b"noTe"
# JPEG: Exif and XMP (APP1), IPTC (APP13), makers' own (all but JFIF, colours and Adobe's transform), comments.
JPEG_BLOCKS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
WEBP_EXIF, WEBP_XMP, WEBP_NOTHING = b"EXIF", b"XMP ", b"NOTE"


def of_jpeg(file: Glances) -> Iterator[Patch]:
    at = 2
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        sign, marker, length = struct.unpack(">BBH", file.read(4))
        if sign == marker == 0xFF:  # filled up
            at += 1
            continue
        if sign != 0xFF or marker == 0xDA:  # here the picture begins
            return
        if marker in JPEG_BLOCKS:
            content = file.read(length - 2)
            block = upright(content[len(EXIF) :], len(content) - len(EXIF)) if content.startswith(EXIF) else b""
            yield Patch(at + 4, EXIF + block) if block else Patch(at + 4, zeros=len(content))
        at += 2 + length


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


def upright(exif: bytes, length: int) -> bytes:
    """Exif of this length with nothing but the orientation of another; b"" where there is no room for it."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2], "")
    orientation = _orientation(exif, order) if order else 0
    order, sign = (">", b"MM") if order == ">" else ("<", b"II")
    value = orientation if 1 < orientation < 9 else 1
    block = struct.pack(f"{order}2sHLHHHLHHL", sign, 42, 8, 1, ORIENTATION, SHORT, 1, value, 0, 0)
    return block.ljust(length, b"\0") if len(block) <= length else b""


def _orientation(exif: bytes, order: str) -> int:
    try:
        (first,) = struct.unpack_from(f"{order}L", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(min(count, 500)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHLH", exif, first + 2 + 12 * number)
            if (tag, kind) == (ORIENTATION, SHORT):
                return int(value)
    except struct.error:
        pass
    return 0
