"""Addresses at which one file can be read for a short time, away from the site's own host: whoever has one reads it.

They lead into the store of objects, or to `FILES_URL` (`own_host`). Without either the site sends its files by itself.
"""

import uuid
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.core import signing
from django.utils.http import content_disposition_header

from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User

SALT = "market.files.links"
PATH = "/f/"  # with the ticket in the query, which logs leave out
UNKNOWN = "application/octet-stream"


class Ticket(NamedTuple):
    """What a link says: which file, and for whom."""

    file_id: uuid.UUID
    reader_id: int


def media_type_of(upload: Upload) -> str:
    """As what a file is sent: sound and video have their type, so that a player takes them; all else has none."""
    return upload.media_type if upload.kind in ("video", "audio") else UNKNOWN


def disposition_of(upload: Upload, user: "User") -> str:
    """The header that makes it an attachment, under the name that this person reads."""
    return content_disposition_header(True, upload.name_for(user)) or "attachment"


def link_to(upload: Upload, user: "User") -> str:
    """An address for this person, who may read the file; "" where the site sends it by itself."""
    seconds = settings.FILE_LINK_SECONDS
    if settings.S3_READING == "links" and hasattr(upload.file.storage, "link"):
        kind, disposition = media_type_of(upload), disposition_of(upload, user)
        return str(
            upload.file.storage.link(str(upload.file.name), seconds=seconds, media_type=kind, disposition=disposition)
        )
    if settings.FILES_URL:
        return f"{settings.FILES_URL}{PATH}?t={signing.dumps([str(upload.pk), user.pk], salt=SALT)}"
    return ""


def media_sources(user: "User", upload: Upload | None = None) -> list[str]:
    """From where a player on a page of this person's takes files: this site, and where a way from it leads."""
    sample = upload or Upload(name="sound", file="sound", owner=user)
    link = urlsplit(link_to(sample, user))
    return [SELF, f"{link.scheme}://{link.netloc}"] if link.netloc else [SELF]


def read_ticket(text: str) -> Ticket:
    """What one of our own links says. Raises BadSignature, also for one that is over."""
    file_id, reader_id = signing.loads(text, salt=SALT, max_age=settings.FILE_LINK_SECONDS)
    return Ticket(uuid.UUID(file_id), int(reader_id))
