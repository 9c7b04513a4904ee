"""Sending videos from any byte on, so that a cut of the line costs seconds. What is at an address never changes."""

import uuid

from django.db.models import F
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.files.reading import open_at, read_range
from market.files.sending import NoSuchRange, parse_range
from market.learning.media.models import Rendition, VideoCaptions

# No script runs; a browser that opens a video as a page plays it, which it does not in a sandbox.
PLAYING = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
FOREVER = "public, max-age=31536000, immutable"


def send_rendition(key: uuid.UUID, request: HttpRequest) -> HttpResponseBase:
    """A video in one size, or the range of it that is asked for. Raises NotFound, also once it is shown no more."""
    rows = Rendition.objects.filter(source=F("video__shown")).select_related("video__original")
    row = fetch(rows, key)
    tag = f'"{row.key.hex}"'
    try:
        response = _whole_or_part(row, _wanted(request, tag))
    except FileNotFoundError as missing:
        raise NotFound from missing
    response["Accept-Ranges"], response["ETag"], response["Cache-Control"] = "bytes", tag, FOREVER
    return _harmless(response)


def send_captions(key: uuid.UUID) -> HttpResponse:
    """Captions as WebVTT. Raises NotFound."""
    row = VideoCaptions.objects.filter(key=key).first()
    if row is None:
        raise NotFound
    response = HttpResponse(row.text, content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = FOREVER
    _harmless(response)
    return response


def _wanted(request: HttpRequest, tag: str) -> str:
    """The part that is asked for; the whole where it is asked for of another content."""
    same = request.headers.get("If-Range", tag) == tag
    return request.headers.get("Range", "") if same else ""


def _whole_or_part(row: Rendition, wanted: str) -> HttpResponseBase:
    file = row.stored
    if file is None:
        raise NotFound
    try:
        part = parse_range(wanted, row.size)
    except NoSuchRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
    if part is None:
        return FileResponse(open_at(file), content_type=row.media_type, headers={"Content-Length": str(row.size)})
    start, end = part
    headers = {"Content-Range": f"bytes {start}-{end - 1}/{row.size}", "Content-Length": str(end - start)}
    return StreamingHttpResponse(read_range(file, start, end), status=206, content_type=row.media_type, headers=headers)


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing in it runs, whatever it is taken for; opened as a page of its own a video plays."""
    response["Content-Security-Policy"], response["X-Content-Type-Options"] = PLAYING, "nosniff"
    return response
