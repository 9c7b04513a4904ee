"""The directory of a ZIP archive, read without opening anything in it: a hostile one costs no more than its bytes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

END, ENTRY = b"PK\x05\x06", b"PK\x01\x02"
END64, LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
END_LENGTH, ENTRY_LENGTH, LONGEST_COMMENT = 22, 46, 65535
END64_LENGTH, LOCATOR_LENGTH = 56, 20
MOST_ENTRIES = 200_000
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
    begins with. With `at_end` the directory must be the last thing in it."""
    tail_length = min(size, END_LENGTH + LONGEST_COMMENT)
    file.seek(size - tail_length)
    tail = file.read(tail_length)
    at = len(tail)
    while (at := tail.rfind(END, 0, at)) >= 0:
        if len(tail) - at < END_LENGTH:
            continue
        (comment,) = struct.unpack_from("<H", tail, at + 20)
        ends = at + END_LENGTH + comment
        if ends > len(tail) or (at_end and ends < len(tail)):
            continue
        begin, length = _place_of(file, size - tail_length + at, struct.unpack_from("<L", tail, at + 12)[0])
        if begin >= 0:
            file.seek(begin)
            if entries := list(islice(_entries(file.read(length)), MOST_ENTRIES)):
                return entries
    return None


def _place_of(file: IO[bytes], end: int, length: int) -> tuple[int, int]:
    """Where the directory before this end begins, and how long it is: in ZIP64 another end before it says so."""
    file.seek(max(0, end - END64_LENGTH - LOCATOR_LENGTH))
    before = file.read(END64_LENGTH + LOCATOR_LENGTH)
    if not before.startswith(END64) or before[END64_LENGTH : END64_LENGTH + 4] != LOCATOR:
        return end - length, length
    (length,) = struct.unpack_from("<Q", before, 40)
    return end - END64_LENGTH - LOCATOR_LENGTH - length, length


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
