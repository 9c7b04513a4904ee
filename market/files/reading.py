"""Reading what is stored from any byte on, without a copy of it here: from a disk, or from a store of objects."""

import io
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models.fields.files import FieldFile

CHUNK = 64 * 1024


def open_at(file: FieldFile, start: int = 0) -> IO[bytes]:
    """The stored file from this byte on, to be read once. Raises FileNotFoundError."""
    if hasattr(file.storage, "open_at"):
        opened: IO[bytes] = file.storage.open_at(str(file.name), start)
        return opened
    stored = file.storage.open(str(file.name), "rb")
    stored.seek(start)
    return stored


def read_range(file: FieldFile, start: int, end: int) -> Iterator[bytes]:
    """Its bytes from `start` to the one before `end`. Raises FileNotFoundError at once, not with the first piece."""
    opened = open_at(file, start)

    def pieces() -> Iterator[bytes]:
        at = start
        with opened:
            while at < end and (piece := opened.read(min(CHUNK, end - at))):
                at += len(piece)
                yield piece

    return pieces()


class _Joined(io.RawIOBase):
    """Stored files one after the other, as one."""

    def __init__(self, pieces: Iterable[tuple[FieldFile, int]]) -> None:
        self.pieces: list[tuple[FieldFile, int, int]] = []  # with the bytes before and at the end of each
        self.size = self.at = 0
        for file, size in pieces:
            self.pieces.append((file, self.size, self.size + size))
            self.size += size
        self.opened: IO[bytes] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Nothing is read for it; what was open is closed."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        if at != self.at:
            self._leave()
        self.at = max(0, at)
        return self.at

    def readinto(self, buffer: Any) -> int:
        """Raises FileNotFoundError, and OSError where a piece is shorter than it was."""
        for file, start, end in self.pieces:
            if start <= self.at < end:
                if self.opened is None:
                    self.opened = open_at(file, self.at - start)
                read = self.opened.read(min(len(buffer), end - self.at))
                if not read:
                    raise OSError("a stored file is shorter than it was")
                buffer[: len(read)] = read
                self.at += len(read)
                if self.at == end:
                    self._leave()
                return len(read)
        return 0

    def close(self) -> None:
        self._leave()
        super().close()

    def _leave(self) -> None:
        opened, self.opened = self.opened, None
        if opened is not None:
            opened.close()


def open_joined(pieces: Iterable[tuple[FieldFile, int]]) -> io.BufferedReader:
    """Stored files of these sizes as one that can be read, and moved in, at will."""
    return io.BufferedReader(_Joined(pieces), CHUNK)
