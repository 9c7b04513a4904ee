"""Sending files, and the pictures that we made of them, to those who may read them."""

import re
import uuid
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.files.access import fetch_file, visible_to

if TYPE_CHECKING:
    from market.accounts.models import User

CHUNK = 64 * 1024
KEPT_SECONDS = 24 * 3600  # that a browser may show a preview again without asking
SANDBOX = "sandbox; default-src 'none'"
UNKNOWN = "application/octet-stream"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


SIZES = ("thumbnail", "large")


class NoSuchRange(Exception):
    """The file ends before what was asked for."""


def send_file(user: "User", file_id: uuid.UUID, wanted: str = "") -> HttpResponseBase:
    """The file as an attachment that no browser runs; `wanted` is the header Range. Raises NotFound.

    Sound and video have their type, so that a player on our own pages takes them; all else has none.
    """
    upload = fetch_file(user, file_id)
    opened = _open(upload.file)
    kind = upload.media_type if upload.kind in ("video", "audio") else UNKNOWN
    response = _whole_or_part(opened, upload.size, wanted, kind)
    response["Content-Disposition"] = content_disposition_header(True, upload.name_for(user)) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    return _harmless(response)


def send_preview(user: "User", file_id: uuid.UUID, size: str) -> HttpResponseBase:
    """The "thumbnail" or the "large" picture of a file: WebP of our own making. Raises NotFound, also without one.

    A thumbnail is part of the page that shows it: only what is opened large is in the access log of staff.
    """
    upload = fetch(visible_to(user), file_id) if size == "thumbnail" else fetch_file(user, file_id)
    picture: FieldFile | None = getattr(upload, size) if size in SIZES else None
    if not picture:
        raise NotFound
    response = FileResponse(_open(picture), content_type="image/webp")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return _harmless(response)


def _open(file: FieldFile) -> IO[bytes]:
    storage: Storage = file.storage
    try:
        return storage.open(str(file.name), "rb")
    except FileNotFoundError as missing:
        raise NotFound from missing


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing in it runs, whatever it is taken for."""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _whole_or_part(opened: IO[bytes], size: int, wanted: str, kind: str) -> HttpResponseBase:
    try:
        part = parse_range(wanted, size)
    except NoSuchRange:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(opened, content_type=kind)
    start, end = part
    headers = {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingHttpResponse(_read(opened, start, end), status=206, content_type=kind, headers=headers)


def range_of(request: HttpRequest) -> str:
    """The part of a file that a request asks for. We tell no version of a file, so none can be asked to be the same."""
    return "" if "If-Range" in request.headers else request.headers.get("Range", "")


def parse_range(wanted: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one after the last; None for the whole, also where the header is not one that we serve.

    Raises NoSuchRange. Several ranges at once are not served.
    """
    match = _RANGE.fullmatch(wanted.replace(" ", ""))
    first, last = match.groups() if match else ("", "")
    if not first and not last:
        return None
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if first and last and int(last) < int(first):
        return None
    if start >= end:
        raise NoSuchRange
    return start, end


def _read(opened: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with opened:
        opened.seek(start)
        while start < end and (piece := opened.read(min(CHUNK, end - start))):
            start += len(piece)
            yield piece
