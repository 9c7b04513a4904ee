"""The headers of the tus protocol 1.0.0."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, Invalid
from market.files.models import PartialUpload, Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
ALGORITHMS = ("sha1", "sha256", "sha512")
LONGEST_NUMBER, LONGEST_METADATA = 15, 2000


class OtherVersion(DomainError):
    help = "programs#api"
    status, code = 412, "tus_version_not_supported"
    sentence = _("This site speaks version 1.0.0 of the tus protocol. Send the header Tus-Resumable: 1.0.0.")


class LengthMissing(DomainError):
    help = "programs#api"
    status, code = 411, "length_missing"
    sentence = _("Send the length of this part in the header Content-Length.")


class Checksum(NamedTuple):
    """Of a part: the algorithm's name and the digest; without a header none, and `value` is None."""

    algorithm: str
    value: bytes | None


def number_of(headers: Mapping[str, str], name: str) -> int:
    """A header that is a whole number. Raises Invalid at its name."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise _invalid(name)
    return int(text)


def checksum_of(headers: Mapping[str, str]) -> Checksum:
    """The checksum of the part, if there is one. Raises Invalid for an unknown algorithm or no Base64."""
    algorithm, _space, encoded = headers.get("Upload-Checksum", "").partition(" ")
    if not algorithm:
        return Checksum("sha1", None)
    value = _decoded(encoded, "Upload-Checksum")
    if algorithm not in ALGORITHMS or len(value) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise _invalid("Upload-Checksum")
    return Checksum(algorithm, value)


def name_of(metadata: str) -> str:
    """The file's name in the header Upload-Metadata ("filename bG9nby5wbmc=,…"), or "". Raises Invalid."""
    return _value(metadata, "filename") or _value(metadata, "name")


def _value(metadata: str, name: str) -> str:
    pairs = dict(pair.strip().partition(" ")[::2] for pair in metadata.split(",") if pair.strip())
    try:
        return _decoded(pairs.get(name, ""), "Upload-Metadata").decode()
    except UnicodeDecodeError as wrong:
        raise _invalid("Upload-Metadata") from wrong


def place_of(metadata: str) -> str:
    """For which field of a form of this site a file is sent (files/static/files/fields.js), or "". Raises Invalid."""
    return _value(metadata, "place")


def purpose_of(metadata: str) -> str:
    """For what purpose a file is sent (`files.purposes`), or "". Raises Invalid."""
    return _value(metadata, "purpose")


def metadata_of(headers: Mapping[str, str]) -> str:
    """The header Upload-Metadata as it came. Raises Invalid for a long one."""
    metadata = headers.get("Upload-Metadata", "")
    if len(metadata) > LONGEST_METADATA or not metadata.isascii():
        raise _invalid("Upload-Metadata")
    return metadata


def state_of(upload: PartialUpload | Upload) -> dict[str, str]:
    """How far a file came, as headers."""
    offset = upload.size if isinstance(upload, Upload) else upload.offset
    state = {"Upload-Offset": str(offset), "Upload-Length": str(upload.size)}
    if upload.metadata:
        state["Upload-Metadata"] = upload.metadata
    if isinstance(upload, PartialUpload):
        state["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return state


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise _invalid(name) from wrong


def _invalid(name: str) -> Invalid:
    return Invalid(errors={name: [_("This header is missing, or it is not what it should be.")]})
