"""What Photoshop keeps beside a picture: resources with numbers, one after the other.

Paths are work that somebody is paid for, and stay, as do the names of channels and what printing needs. All else may
say who made the picture, where and when, or show it as it was before.
"""

import struct
from collections.abc import Iterator

from market.files.inspection.glances import Glances
from market.files.inspection.patches import Patch

SIGN = b"8BIM"
MOST = 5000
NOTHING = 4999  # a number of plug-ins that no plug-in has
# Resolution, names and colours of channels, halftones, guides, colour profile, shape of pixels; paths and their name.
KEPT = {1005, 1006, 1007, 1011, 1013, 1032, 1037, 1039, 1045, 1049, 1053, 1064, 1077, *range(2000, 3000)}


def personal(file: Glances, at: int, end: int) -> Iterator[Patch]:
    """Blank the resources there but those that stay; what is none, to the end."""
    for _resource in range(MOST):
        if at + 12 > end:
            break
        file.seek(at)
        head = file.read(7)
        number, name = struct.unpack(">HB", head[4:])
        body = at + 6 + (name + 2) // 2 * 2 + 4
        file.seek(body - 4)
        size = int.from_bytes(file.read(4), "big")
        if not head.startswith(SIGN) or body + size > end:
            break
        if number not in KEPT:
            yield Patch(at + 4, struct.pack(">H", NOTHING))
            yield Patch(at + 7, zeros=name)
            yield Patch(body, zeros=size)
        at = body + size + size % 2
    yield Patch(at, zeros=end - at)
