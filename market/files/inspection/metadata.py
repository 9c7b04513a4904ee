"""What a camera knew (the place, the device, names) is blanked in a picture or video as it is stored.

The bytes of the picture itself, its colours and its length stay as they were: nothing is decoded, and no offset moves.
Of Exif a block may be left that says which way is up, and nothing else.
"""

import io
import struct
from collections.abc import Callable, Iterator
from typing import IO, cast

from django.core.files import File

from market.files.inspection import box_metadata, picture_metadata, tiff_metadata
from market.files.inspection.glances import Glances, TooScattered
from market.files.inspection.patches import Patch, Patched

Reader = Callable[[Glances], Iterator[Patch]]
MOST = 50_000  # places in a file
UNREADABLE = (struct.error, IndexError, ValueError, OverflowError, TooScattered)
MOVIES = ("mp4", "m4v", "m4a", "mov", "3gp")
READERS: dict[str, Reader] = {
    "jpg": picture_metadata.of_jpeg,
    "png": picture_metadata.of_png,
    "apng": picture_metadata.of_png,
    "webp": picture_metadata.of_webp,
    "tif": tiff_metadata.of_tiff,
    "heic": box_metadata.of_heif,
    "avif": box_metadata.of_heif,
    **dict.fromkeys(MOVIES, box_metadata.of_movie),
}


def without_metadata(file: "File[bytes]", kind: str) -> "File[bytes]":
    """The same file without what its camera knew; itself where there is none of it. `kind` is its ending by content."""
    opened = cast("IO[bytes]", file)
    patches = blanks_of(opened, kind)
    opened.seek(0)
    return File(io.BufferedReader(Patched(opened, patches)), name=file.name) if patches else file


def blanks_of(file: IO[bytes], kind: str) -> list[Patch]:
    """What is to be blanked in a file of this ending ("jpg", "mp4"): nothing of kinds without a reader, of a damaged
    file what comes before the damage, and never more than the file has."""
    glances = Glances(file)
    left, patches = glances.size, dict[tuple[int, int], Patch]()
    try:
        for patch in READERS[kind](glances) if kind in READERS else ():
            size = patch.end - patch.at
            if not size or (patch.at, size) in patches:
                continue
            left -= size
            if left < 0 or len(patches) >= MOST:
                break
            patches[patch.at, size] = patch
    except UNREADABLE:
        pass
    return list(patches.values())
