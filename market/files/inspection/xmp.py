"""What of XMP (ISO 16684) says where a picture was taken."""

import re
from collections.abc import Iterator

from market.files.inspection.glances import MOST_READ, Glances
from market.files.inspection.patches import Patch

MOST = 16  # megabytes
PLACES = re.compile(
    rb"(?:exif:GPS\w{1,30}|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode))"
    rb"""\s?(?:=\s?["']|>)([^"'<]{1,500})"""
)


def places(file: Glances, at: int, size: int) -> Iterator[Patch]:
    """Blank the places that XMP names there."""
    file.seek(at)
    packet = b""
    while len(packet) < min(size, MOST * MOST_READ) and (read := file.read(size - len(packet))):
        packet += read
    for match in PLACES.finditer(packet):
        yield Patch(at + match.start(1), b" " * len(match[1]))
