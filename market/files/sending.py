"""Sending files, and the pictures that we made of them, to those who may read them."""

import re
import uuid
from typing import TYPE_CHECKING

from django.db.models.fields.files import FieldFile
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)

from market.core.base.errors import NotFound
from market.files.access import fetch_file, find_file
from market.files.holding import require_open
from market.files.links import disposition_of, link_to, media_type_of
from market.files.models import Upload
from market.files.reading import open_at, read_range
from market.files.scanning.actions import require_clean

if TYPE_CHECKING:
    from market.accounts.models import User

KEPT_SECONDS = 24 * 3600  # that a browser may show a preview again without asking
SANDBOX = "sandbox; default-src 'none'"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


SIZES = ("thumbnail", "large")


class NoSuchRange(Exception):
    """The file ends before what was asked for."""


def send_file(user: "User", file_id: uuid.UUID, request: HttpRequest) -> HttpResponseBase:
    """The file as an attachment that no browser runs, or the way to where it is read.

    Raises NotFound, ThreatFound, FileHeldBack.

    A link is for who will take the file with it: the head of a file is told here.
    """
    upload = fetch_file(user, file_id)
    require_clean(upload)
    require_open(upload, user)
    if request.method != "HEAD" and (link := link_to(upload, user)):
        return HttpResponseRedirect(
            link, headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
        )
    return stream_file(upload, user, request)


def stream_file(upload: Upload, user: "User", request: HttpRequest) -> HttpResponseBase:
    """The file itself, or the range of it that is asked for, to who may read it. Raises as send_file."""
    require_clean(upload)
    require_open(upload, user)
    kind, wanted = media_type_of(upload), range_of(request)
    try:
        response = _whole_or_part(upload, wanted, kind)
    except FileNotFoundError as missing:
        raise NotFound from missing
    response["Content-Disposition"] = disposition_of(upload, user)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    return _harmless(response)


def send_preview(user: "User", file_id: uuid.UUID, size: str) -> HttpResponseBase:
    """The "thumbnail" or the "large" picture of a file: WebP of our own making. Raises NotFound, also without one.

    A thumbnail is part of the page that shows it: only what is opened large is in the access log of staff.
    """
    upload = find_file(user, file_id) if size == "thumbnail" else fetch_file(user, file_id)
    require_open(upload, user)
    picture: FieldFile | None = getattr(upload, size) if size in SIZES else None
    if not picture:
        raise NotFound
    try:
        response = FileResponse(open_at(picture), content_type="image/webp")
    except FileNotFoundError as missing:
        raise NotFound from missing
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return _harmless(response)


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing in it runs, whatever it is taken for."""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _whole_or_part(upload: Upload, wanted: str, kind: str) -> HttpResponseBase:
    size = upload.size
    try:
        part = parse_range(wanted, size)
    except NoSuchRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(open_at(upload.file), content_type=kind, headers={"Content-Length": str(size)})
    start, end = part
    headers = {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    pieces = read_range(upload.file, start, end)
    return StreamingHttpResponse(pieces, status=206, content_type=kind, headers=headers)


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
