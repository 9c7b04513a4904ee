"""A part of a file on its way from the line into the storage."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files import File

CHUNK = 64 * 1024


class Bytes(File):  # type: ignore[type-arg]
    """What a request brings, read once: at most `most` bytes. Counts them, and knows their checksum by `algorithm`.

    One byte more than that is read, so that `size` says when there is too much.
    """

    def __init__(self, stream: Any, most: int, algorithm: str) -> None:
        super().__init__(stream)
        self.stream = stream
        self.most, self.digest = most, hashlib.new(algorithm, usedforsecurity=False)
        self.size = 0

    closed = False

    def seekable(self) -> bool:
        """It comes once."""
        return False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" after the last, or after one too many."""
        most = self.most + 1 - self.size
        read: bytes = self.stream.read(min(size, most) if size >= 0 else most) if most > 0 else b""
        self.size += len(read)
        self.digest.update(read)
        return read

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes as they come."""
        while read := self.read(CHUNK):
            yield read
