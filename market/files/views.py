"""Seeing and taking a file."""

from uuid import UUID

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.files.access import fetch_file
from market.files.collections import collection_of
from market.files.links import media_sources
from market.files.sending import send_file, send_preview


@signed_in
def file(request: MemberRequest, file_id: UUID) -> HttpResponse:
    """The file as an attachment, to its owner and to whom it was sent; nobody else learns that it exists."""
    return send_file(request.user, file_id, request)  # type: ignore[return-value]  # streamed, or not


@signed_in
def file_preview(request: MemberRequest, file_id: UUID, size: str) -> HttpResponse:
    """The picture that we made of a file, to the same people."""
    return send_preview(request.user, file_id, size)  # type: ignore[return-value]  # a streamed response is one as well


@signed_in
def view_file(request: MemberRequest, file_id: UUID) -> HttpResponse:
    """A page that shows a file as far as it can be shown, with those beside it."""
    upload = fetch_file(request.user, file_id)
    collection = collection_of(request.user, upload)
    before, after = collection.neighbours(upload)
    context = {
        "upload": upload,
        "name": upload.name_for(request.user),
        "is_held": upload.is_held_from(request.user),
        "note": upload.note_for(request.user),
        "collection": collection,
        "number": collection.position(upload) + 1,
        "before": before,
        "after": after,
    }

    @csp_update({"media-src": media_sources(request.user, upload)})
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "files/view.html", context)

    return page(request)  # type: ignore[return-value]
