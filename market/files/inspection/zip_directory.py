"""The directory of a ZIP archive, read without opening anything in it: a hostile one costs no more than its bytes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

from market.files.inspection.glances import Glances

END, ENTRY = b"PK\x05\x06", b"PK\x01\x02"
END64, LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
END_LENGTH, ENTRY_LENGTH, LONGEST_COMMENT = 22, 46, 65535
END64_LENGTH, LOCATOR_LENGTH = 56, 20
MOST_ENTRIES = 200_000
LONGEST, MOST_PLACES = 32 * 1024 * 1024, 32  # bytes of a directory that are read; places at which one is looked for
FULL = 0xFFFFFFFF  # the number stands in the extra field of ZIP64
ZIP64 = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in it: what the directory says of it."""

    name: str
    packed: int
    unpacked: int


def read_directory(file: IO[bytes], size: int, *, at_end: bool = False) -> list[Entry] | None:
    """Its entries, MOST_ENTRIES at most; None where the file has no directory of an archive near its end, whatever it
    begins with. With `at_end` the directory must be the last thing in it. Raises TooScattered where a file says of too
    many places that its directory is there."""
    tail_at = max(0, size - END_LENGTH - LONGEST_COMMENT)
    glances = Glances(file, MOST_PLACES)
    tail = _read_at(glances, tail_at, END_LENGTH + LONGEST_COMMENT)
    at = len(tail)
    while (at := tail.rfind(END, 0, at)) >= 0:
        if len(tail) - at < END_LENGTH:
            continue
        (comment,) = struct.unpack_from("<H", tail, at + 20)
        ends = at + END_LENGTH + comment
        if ends > len(tail) or (at_end and ends < len(tail)):
            continue
        begin, length = _place_of(glances, tail, at, tail_at)
        if begin >= 0 and _read_at(glances, begin, len(ENTRY)) == ENTRY:
            directory = _read_at(glances, begin, min(length, LONGEST))
            if entries := list(islice(_entries(directory), MOST_ENTRIES)):
                return entries
    return None


def _read_at(glances: Glances, at: int, size: int) -> bytes:
    glances.seek(at)
    pieces = []
    while size > 0 and (piece := glances.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _place_of(glances: Glances, tail: bytes, at: int, tail_at: int) -> tuple[int, int]:
    """Where the directory before this end begins, and how long it is: in ZIP64 another end before it says so."""
    (length,) = struct.unpack_from("<L", tail, at + 12)
    end, locator = tail_at + at, tail[max(0, at - LOCATOR_LENGTH) : at]
    if locator.startswith(LOCATOR):
        (place,) = struct.unpack_from("<Q", locator, 8)
        # It may be longer than it is as a rule, and an archive behind something else does not know where it begins.
        for end64 in (end - LOCATOR_LENGTH - END64_LENGTH, place, tail_at + tail.rfind(END64, 0, at)):
            record = tail[end64 - tail_at :] if end64 >= tail_at else _read_at(glances, max(0, end64), END64_LENGTH)
            if record.startswith(END64) and len(record) >= END64_LENGTH:
                (length,) = struct.unpack_from("<Q", record, 40)
                return end64 - length, length
    return end - length, length


def _entries(directory: bytes) -> Iterator[Entry]:
    at = 0
    while directory[at : at + 4] == ENTRY and at + ENTRY_LENGTH <= len(directory):
        packed, unpacked, name, extra, comment = struct.unpack_from("<LLHHH", directory, at + 20)
        text = directory[at + ENTRY_LENGTH : at + ENTRY_LENGTH + name]
        more = directory[at + ENTRY_LENGTH + name : at + ENTRY_LENGTH + name + extra]
        if FULL in (packed, unpacked):
            packed, unpacked = _of_zip64(more, packed, unpacked)
        yield Entry(text.decode("utf-8", "replace"), packed, unpacked)
        at += ENTRY_LENGTH + name + extra + comment


def _of_zip64(extra: bytes, packed: int, unpacked: int) -> tuple[int, int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == ZIP64:
            length = min(length, len(extra) - at - 4)
            numbers = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            unpacked = next(numbers, unpacked) if unpacked == FULL else unpacked
            return next(numbers, packed) if packed == FULL else packed, unpacked
        at += 4 + length
    return packed, unpacked
