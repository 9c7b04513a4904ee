"""Several files as one ZIP archive, made while it is sent."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotFound
from market.core.text.formats import MEGABYTE
from market.files.models import Upload
from market.files.reading import CHUNK, open_at
from market.files.scanning.actions import require_clean
from market.runtime.spool import FILES_AT_ONCE

if TYPE_CHECKING:
    from market.accounts.models import User

FASTEST = 1  # most files are compressed already


class TooMuchAtOnce(DomainError):
    """An archive has a limit; its files can be taken one by one."""

    help = "talking-safely#files"
    code = "too_much_at_once"
    sentence = _("Together these files are larger than %(most)s MB. Take them one by one.")


def fits_archive(files: Iterable[Upload]) -> bool:
    """Whether they can be taken together: two or more, not larger than what can be sent at once."""
    sizes = [each.size for each in files]
    return len(sizes) > 1 and sum(sizes) <= _most_megabytes() * MEGABYTE


def send_archive(user: "User", wanted: Iterable[Upload], name: str) -> StreamingHttpResponse:
    """The files, which the person may read, as an attachment. Raises TooMuchAtOnce, NotFound where one
    is gone, ThreatFound."""
    files = list(wanted)
    if sum(each.size for each in files) > _most_megabytes() * MEGABYTE:
        raise TooMuchAtOnce(most=_most_megabytes())
    for each in files:
        require_clean(each)
    if not files or not all(each.file.storage.exists(str(each.file.name)) for each in files):
        raise NotFound
    response = StreamingHttpResponse(_zip(_named(user, files)), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip") or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _most_megabytes() -> int:
    return settings.LIFECYCLE.upload_megabytes * FILES_AT_ONCE


def _named(user: "User", files: Sequence[Upload]) -> dict[str, Upload]:
    """The files by the names that this person reads; no name twice, also where a system ignores the case."""
    named: dict[str, Upload] = {}
    taken: set[str] = set()
    for upload in files:
        name = wanted = upload.name_for(user)
        stem, dot, ending = wanted.rpartition(".")
        for number in range(2, len(files) + 2):
            if name.casefold() not in taken:
                break
            name = f"{stem} ({number}).{ending}" if dot else f"{wanted} ({number})"
        taken.add(name.casefold())
        named[name] = upload
    return named


class _Pipe:
    """What `ZipFile` writes into: it cannot go back, so nothing is kept."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Everything is on its way already."""

    def take(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def _zip(named: dict[str, Upload]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as archive:  # type: ignore[call-overload]
        for name, upload in named.items():
            entry = zipfile.ZipInfo(name, upload.created_at.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with archive.open(entry, "w") as target, open_at(upload.file) as source:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield pipe.take()
    yield pipe.take()
