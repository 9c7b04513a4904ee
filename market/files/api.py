"""Sending and taking files."""

from typing import ClassVar
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.files.access import send_file
from market.files.actions import keep_upload
from market.files.representations import UploadSerializer
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

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, file_id: UUID) -> FileResponse:
        """The file as an attachment, to its owner and to whom it was sent."""
        return send_file(request.user, file_id)
