"""What a camera knew (the place, the device, names) is blanked in a picture or video as it is stored.

The bytes of the picture itself, its colours and its length stay as they were: nothing is decoded, and no offset moves.
Of Exif a block may be left that says which way is up, of XMP how a panorama lies, of Photoshop's resources the paths.
"""

import io
import struct
from collections.abc import Callable, Iterator
from typing import IO, cast

from django.core.files import File

from market.files.inspection.box_metadata import of_boxes
from market.files.inspection.glances import Glances, TooScattered
from market.files.inspection.patches import Patch, Patched
from market.files.inspection.picture_metadata import of_jpeg, of_png, of_webp
from market.files.inspection.tiff_metadata import LAYOUTS, of_raw, of_tiff
from market.files.types import ending_of

Reader = Callable[[Glances], Iterator[Patch]]
MOST = 50_000  # places in a file
UNREADABLE = (struct.error, IndexError, ValueError, OverflowError, TooScattered)
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
TIFF_ENDINGS = {"tif", "tiff"}
FIRST_BOXES = {b"ftyp", b"wide", b"mdat", b"moov", b"free", b"skip", b"pnot"}  # older QuickTime has no `ftyp`


def without_metadata(file: "File[bytes]", name: str) -> "File[bytes]":
    """The same file without what its camera knew; itself where there is none of it. By its name it may be raw."""
    opened = cast("IO[bytes]", file)
    patches = blanks_of(opened, ending_of(name))
    opened.seek(0)
    return File(io.BufferedReader(Patched(opened, patches)), name=file.name) if patches else file


def blanks_of(file: IO[bytes], ending: str = "") -> list[Patch]:
    """What is to be blanked in a file whose name ends so: nothing of kinds without a reader, of a damaged file what
    comes before the damage, and never more than the file has."""
    glances = Glances(file)
    left, patches = glances.size, dict[tuple[int, int], Patch]()
    try:
        for patch in _reader_of(glances, ending)(glances):
            size = patch.end - patch.at
            if size <= 0 or (patch.at, size) in patches:
                continue
            left -= size
            if left < 0 or len(patches) >= MOST:
                break
            patches[patch.at, size] = patch
    except UNREADABLE:
        pass
    return list(patches.values())


def _reader_of(file: Glances, ending: str) -> Reader:
    """By the first bytes. Who reads TIFF cannot tell a raw file of a camera by them: its name tells."""
    file.seek(0)
    head = file.read(12)
    if head.startswith(JPEG):
        return of_jpeg
    if head.startswith(PNG):
        return of_png
    if head.startswith(b"RIFF") and head.endswith(b"WEBP"):
        return of_webp
    if head[:4] in LAYOUTS:
        return of_tiff if ending in TIFF_ENDINGS else of_raw
    return of_boxes if head[4:8] in FIRST_BOXES else lambda _file: iter(())
