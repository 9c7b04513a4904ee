"""Sending and taking files."""

from typing import ClassVar
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.files.actions import keep_upload
from market.files.representations import UploadSerializer
from market.files.sending import SIZES, send_file, send_preview
from market.files.serializers import UploadFields


class Uploads(DomainView):
    """Send a file. Its id is then named in the `files` of another call."""

    fields = UploadFields
    parser_classes: ClassVar[list[type[BaseParser]]] = [MultiPartParser]  # type: ignore[misc]

    @extend_schema(request={"multipart/form-data": UploadFields}, responses={201: UploadSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The kept file."""
        upload = keep_upload(by=request.user, file=self.parsed()["file"])
        return self.respond(upload, UploadSerializer, status=201)


class FileDetail(DomainView):
    """Take a file."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 302: None})
    def get(self, request: MemberRequest, file_id: UUID) -> HttpResponseBase:
        """The file as an attachment, to its owner and to whom it was sent. A header `Range` gets a part of it.
        Where the site keeps files elsewhere it answers 302 with an address that holds for some minutes, for which no
        token is needed: follow it without the header `Authorization`."""
        return send_file(request.user, file_id, request)


class FilePreview(DomainView):
    """See a file without taking it."""

    @extend_schema(
        parameters=[OpenApiParameter("size", str, OpenApiParameter.PATH, enum=SIZES)],
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
    )
    def get(self, request: MemberRequest, file_id: UUID, size: str) -> HttpResponseBase:
        """The picture that we made of a picture, or of the first page of a PDF: a thumbnail of 480 by 360 pixels at
        most, or the large one of 1600. Not found where there is none, as for some seconds after sending the file."""
        return send_preview(request.user, file_id, size)
