"""Looking into a file here and there, at a cost that has a limit whatever the file says of itself."""

import io
from typing import IO

NEAR = 64 * 1024  # bytes: no farther on a jump costs nothing
MOST_JUMPS = 2000  # each is a request where the file lies in a store
MOST_READ = 1024 * 1024


class TooScattered(Exception):
    """What is looked for lies in too many places."""


class Glances:
    """A file to look into. Reading at its end gives nothing, wherever that is sought."""

    def __init__(self, file: IO[bytes], jumps: int = MOST_JUMPS) -> None:
        self._file, self.at, self.jumps = file, 0, jumps
        self.size = self._stands = file.seek(0, io.SEEK_END)

    def seek(self, at: int) -> None:
        """Go on from this byte. Nothing is read for it."""
        self.at = at

    def read(self, size: int) -> bytes:
        """The next bytes: a megabyte at most. Raises TooScattered."""
        if size <= 0 or self.at >= self.size:
            return b""
        gap = self.at - self._stands
        if 0 < gap <= NEAR:
            self._file.read(gap)
        elif gap:
            self.jumps -= 1
            if self.jumps < 0:
                raise TooScattered
            self._file.seek(self.at)
        content = self._file.read(min(size, MOST_READ))
        self.at += len(content)
        self._stands = self.at
        return content
