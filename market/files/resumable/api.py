"""Sending files in parts: the server of the tus protocol, for clients of any make."""

from contextlib import suppress
from io import BytesIO
from typing import IO, Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import DomainError, NotFound
from market.core.text.formats import MEGABYTE
from market.files.loose import is_loose
from market.files.models import PartialUpload, Upload
from market.files.resumable import headers
from market.files.resumable.actions import append_part, begin_upload, drop_upload, find_upload
from market.files.resumable.serializers import PartialUploadSerializer

OVERRIDDEN = ("PATCH", "DELETE", "HEAD")
BYTES = "application/offset+octet-stream"
_TUS = OpenApiParameter("Tus-Resumable", str, OpenApiParameter.HEADER, required=True, enum=[headers.VERSION])
_OFFSET = OpenApiParameter("Upload-Offset", int, OpenApiParameter.HEADER, required=True)
_CHECKSUM = OpenApiParameter(
    "Upload-Checksum", str, OpenApiParameter.HEADER, description="`sha256`, a space, and the digest in Base64."
)


class BytesParser(BaseParser):
    """Leaves the body where it is: it is read once, on its way into the storage."""

    media_type = BYTES

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The stream."""
        return stream


class TusView(DomainView):
    """What every request and every answer of the protocol has."""

    parser_classes: ClassVar[list[type[BaseParser]]] = [BytesParser]  # type: ignore[misc]
    pagination_class = None
    takes_files = True  # also a whole one in a single part
    keeps_answers = False  # a part has its offset, which says whether it came already

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A network that passes only GET and POST names the method in a header."""
        method = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and method in OVERRIDDEN:
            request.method = method
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's checks, then the version's. A list for a person's eyes needs none."""
        super().initial(request, *args, **kwargs)
        if request.method not in ("GET", "OPTIONS") and request.headers.get("Tus-Resumable") != headers.VERSION:
            raise headers.OtherVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """The version, also on refusals."""
        done = super().finalize_response(request, response, *args, **kwargs)
        done.headers["Tus-Resumable"] = done.headers["Tus-Version"] = headers.VERSION
        return done

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What this server can do."""
        abilities = {
            "Tus-Extension": headers.EXTENSIONS,
            "Tus-Max-Size": str(settings.LIFECYCLE.upload_megabytes * MEGABYTE),
            "Tus-Checksum-Algorithm": ",".join(headers.ALGORITHMS),
        }
        return Response(status=204, headers=abilities)

    def _append(self, request: MemberRequest, key: UUID, offset: int) -> PartialUpload | Upload:
        checksum = headers.checksum_of(request.headers)
        stream = request.data if request.content_type == BYTES and hasattr(request.data, "read") else BytesIO()
        return append_part(
            by=request.user, key=key, offset=offset, stream=stream, algorithm=checksum[0], checksum=checksum[1]
        )


class PartialUploads(TusView):
    """Send a file in parts, by the tus protocol 1.0.0: a cut line costs one part, and another device can go on."""

    @extend_schema(responses=PartialUploadSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The caller's unfinished files, oldest first."""
        unfinished = PartialUpload.objects.current().filter(owner=request.user)
        return Response(PartialUploadSerializer(unfinished, many=True).data)

    @extend_schema(
        parameters=[
            _TUS,
            OpenApiParameter("Upload-Length", int, OpenApiParameter.HEADER, required=True, description="Bytes."),
            OpenApiParameter(
                "Upload-Metadata",
                str,
                OpenApiParameter.HEADER,
                description="`filename`, a space, and the name in UTF-8 and Base64.",
            ),
            _CHECKSUM,
        ],
        request={BYTES: OpenApiTypes.BINARY},
        responses={201: None},
    )
    def post(self, request: MemberRequest) -> Response:
        """Begin one: its address is in `Location`, and ends with the id that `files` of other calls takes once every
        byte is there. The first bytes may come along."""
        size, metadata = headers.number_of(request.headers, "Upload-Length"), headers.metadata_of(request.headers)
        upload: PartialUpload | Upload = begin_upload(
            by=request.user, size=size, name=headers.name_of(metadata), metadata=metadata
        )
        key = upload.pk
        if request.content_type == BYTES:
            try:
                upload = self._append(request, key, 0)
            except DomainError:
                with suppress(NotFound):
                    drop_upload(by=request.user, key=key)  # nobody would learn its address
                raise
        location = request.build_absolute_uri(reverse("api_partial_upload", args=[key]))
        return Response(status=201, headers={"Location": location, **headers.state_of(upload)})


class PartialUploadDetail(TusView):
    """A file that is being sent in parts."""

    def head(self, request: MemberRequest, upload_id: UUID) -> Response:
        """How far it came; `Upload-In-Use` says that something has the file already."""
        upload = find_upload(request.user, upload_id)
        use = {"Upload-In-Use": "true"} if isinstance(upload, Upload) and not is_loose(upload) else {}
        return Response(headers={"Cache-Control": "no-store", **headers.state_of(upload), **use})

    @extend_schema(parameters=[_TUS, _OFFSET, _CHECKSUM], request={BYTES: OpenApiTypes.BINARY}, responses={204: None})
    def patch(self, request: MemberRequest, upload_id: UUID) -> Response:
        """Send the next part. With the last byte the file is there. 409 `upload_offset_differs` says where to go on."""
        if request.content_type != BYTES:
            raise UnsupportedMediaType(request.content_type)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            raise headers.LengthMissing
        offset = headers.number_of(request.headers, "Upload-Offset")
        upload = self._append(request, upload_id, offset)
        return Response(status=204, headers=headers.state_of(upload))

    @extend_schema(parameters=[_TUS], responses={204: None})
    def delete(self, request: MemberRequest, upload_id: UUID) -> Response:
        """Give one up that is not finished."""
        drop_upload(by=request.user, key=upload_id)
        return Response(status=204)
