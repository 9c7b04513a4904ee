"""Having an upload drawn by the process `renderer`."""

import logging
import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.base import File

from market.files.previews.limits import LARGEST_ANSWER, LENGTH, SECONDS

# Nothing of ours: no keys, no address of the database.
SURROUNDINGS = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Two WebP pictures of an upload, and the text of a PDF."""

    thumbnail: bytes
    large: bytes
    text: str = ""


def render(content: "File[bytes]", kind: str) -> Drawing | None:
    """The upload drawn as an "image" or a "pdf"; None where it is broken, or needs more than a drawing may use."""
    command = [sys.executable, "-m", "market.files.previews.renderer", kind]
    with TemporaryFile() as source, TemporaryFile() as answer:
        for piece in content.chunks():
            source.write(piece)
        source.seek(0)
        try:
            done = subprocess.run(  # noqa: S603  # our own
                command,
                stdin=source,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=SURROUNDINGS,
                timeout=SECONDS,
                check=False,
                start_new_session=True,  # what ends this process from a terminal leaves the drawing alone
            )
        except subprocess.TimeoutExpired:
            log.info("a preview took longer than %s s", SECONDS)
            return None
        answer.seek(0)
        return _parse(answer.read(LARGEST_ANSWER)) if done.returncode == 0 else None


def _parse(answer: bytes) -> Drawing | None:
    """The parts of an answer; None where it is not of our making."""
    parts = []
    while answer:
        end = LENGTH + int.from_bytes(answer[:LENGTH])
        parts.append(answer[LENGTH:end])
        answer = answer[end:]
    if len(parts) != 3 or not all(each[:4] == b"RIFF" and each[8:12] == b"WEBP" for each in parts[:2]):  # noqa: PLR2004
        return None
    return Drawing(parts[0], parts[1], parts[2].decode(errors="replace"))
