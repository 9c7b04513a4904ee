"""A file in which something else stands at some places, while it is read."""

import io
from collections.abc import Sequence
from typing import IO, Any, NamedTuple


class Patch(NamedTuple):
    """What stands in the file from `at` on, instead."""

    at: int
    content: bytes


class Patched(io.RawIOBase):
    """A file in which something else stands at some places."""

    def __init__(self, file: IO[bytes], patches: Sequence[Patch]) -> None:
        self.file, self.patches = file, patches

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
        for at, content in self.patches:
            first, last = max(at, begin), min(at + len(content), begin + len(read))
            if first < last:
                read[first - begin : last - begin] = content[first - at : last - at]
        buffer[: len(read)] = read
        return len(read)
