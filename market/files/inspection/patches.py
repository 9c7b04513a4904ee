"""A file in which something else stands at some places, while it is read."""

import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple


class Patch(NamedTuple):
    """What stands in the file from `at` on, instead: the content, then so many zeros."""

    at: int
    content: bytes = b""
    zeros: int = 0

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.at + len(self.content) + self.zeros

    def part(self, first: int, last: int) -> bytes:
        """What stands from one place in it to before another."""
        return self.content[first - self.at : last - self.at].ljust(last - first, b"\0")


class Patched(io.RawIOBase):
    """A file in which something else stands at some places."""

    def __init__(self, file: IO[bytes], patches: Iterable[Patch]) -> None:
        self.file, self.patches = file, list(_in_order(patches))
        self.ends = [patch.end for patch in self.patches]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.file.seek(offset, whence)
        return self.file.tell()

    def readinto(self, buffer: Any) -> int:
        begin = self.file.tell()
        read = bytearray(self.file.read(len(buffer)))
        end = begin + len(read)
        for number in range(bisect_right(self.ends, begin), len(self.patches)):
            patch = self.patches[number]
            if patch.at >= end:
                break
            first, last = max(patch.at, begin), min(patch.end, end)
            read[first - begin : last - begin] = patch.part(first, last)
        buffer[: len(read)] = read
        return len(read)


def _in_order(patches: Iterable[Patch]) -> Iterator[Patch]:
    """The patches from the beginning of the file on. Of those that overlap each has what the one before leaves."""
    end = 0
    for patch in sorted(patches, key=lambda each: each.at):
        first = max(patch.at, end)
        if first < patch.end:
            content = patch.content[first - patch.at :]
            yield Patch(first, content, patch.end - first - len(content))
            end = patch.end
