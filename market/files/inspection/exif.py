"""A block of Exif that says which way is up, and nothing else."""

import struct

EXIF = b"Exif\0\0"
ORIENTATION, SHORT = 0x0112, 3


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
