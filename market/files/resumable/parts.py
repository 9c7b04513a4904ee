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

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes as they come."""
        while self.size <= self.most and (read := self.stream.read(min(CHUNK, self.most + 1 - self.size))):
            self.size += len(read)
            self.digest.update(read)
            yield read
