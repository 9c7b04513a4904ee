"""Taking in files."""

import hashlib
import logging
import uuid
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.jobs import defer
from market.core.text.formats import MEGABYTE
from market.core.web import clients
from market.files.inspection.metadata import without_metadata
from market.files.inspection.rules import inspect
from market.files.loose import loose
from market.files.models import Upload
from market.files.names import clean_name
from market.files.previews.actions import DRAWN, PREVIEW_JOB
from market.files.quotas import spend_quota
from market.files.scanning.actions import scan
from market.files.types import type_of
from market.files.voice import VoiceNoteWrong

AT_ONCE, MOST_ROUNDS = 200, 100

log = logging.getLogger(__name__)


class FileTooLarge(Invalid):
    """A file has a limit; work that is larger is sent in parts."""

    help = "talking-safely#files"
    code = "file_too_large"


class FileEmpty(Invalid):
    """A file has content."""

    help = "talking-safely#files"
    code = "file_empty"


def keep_upload(*, by: User, file: "UploadedFile[bytes]") -> Upload:
    """Store what a person sent, but what a camera wrote into a picture, under a name nobody can guess. It belongs to
    nothing yet.

    Raises FileTooLarge past MARKET_UPLOAD_MEGABYTES, FileEmpty, TooMany past a day's limit, FileRefused,
    FileInfected, ScannerUnavailable.
    """
    admit_upload(by, file.size or 0)
    return store_upload(by, clean_name(file.name or ""), file)


def admit_upload(by: User, size: int, *, larger: int = 0) -> None:
    """Count a file of so many bytes against the limits of its sender. Raises as `keep_upload`.

    `larger`: how many megabytes one may have that comes for a purpose (`files.purposes`).
    """
    if size == 0:
        raise FileEmpty(errors={"file": [_("The file is empty.")]})
    most = larger or settings.LIFECYCLE.upload_megabytes
    if size > most * MEGABYTE:
        raise FileTooLarge(
            errors={"file": [_("The file is larger than %(most)s MB. Send it in parts.") % {"most": most}]}
        )
    spend_quota(by, 0 if larger else size)
    clients.spend_upload()


def store_upload(by: User, name: str, file: "File[bytes]") -> Upload:
    """Store an admitted file, under a key of its own."""
    upload = put_into_storage(Upload(owner=by, name=name), file)
    try:
        insert_upload(upload)
    except Exception:
        upload.delete_files()
        raise
    return upload


def put_into_storage(upload: Upload, file: "File[bytes]") -> Upload:
    """Store the bytes of an upload that has an owner and a name, and note what they are. Nothing is written to the
    database: that comes with `insert_upload`, since no transaction may wait for a storage.

    Raises FileRefused, FileInfected, ScannerUnavailable.
    """
    inspect(cast("IO[bytes]", file), upload.name, file.size)
    file = without_metadata(file, upload.name)
    digest = hashlib.sha256()
    chunks = _digested(file, digest)
    upload.scanned_at = scan(chunks)
    deque(chunks, maxlen=0)  # what the scanner left
    file.seek(0)
    upload.size, upload.sha256, upload.created_at = file.size, digest.hexdigest(), clock.now()
    upload.file.save(uuid.uuid4().hex, file, save=False)
    try:
        upload.media_type = type_of(upload).media_type
        if upload.voice_note and upload.kind != "audio":
            raise VoiceNoteWrong
    except Exception:
        upload.delete_files()
        raise
    return upload


def _digested(file: "File[bytes]", digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in file.chunks():
        digest.update(chunk)
        yield chunk


@atomic
def insert_upload(upload: Upload) -> None:
    """Write the row of an upload whose bytes are stored, and defer what is to be done with it."""
    if upload.kind not in DRAWN:
        upload.previewed_at = upload.created_at
    upload.save(force_insert=True)
    if upload.kind in DRAWN:
        defer(PREVIEW_JOB, upload_id=str(upload.pk))


def forget_upload(key: uuid.UUID) -> None:
    """Delete an upload that belongs to nothing: what it was sent for is made of it by now. Any other one stays."""
    _forget([key])


def forget_loose_uploads() -> int:
    """Delete uploads that belong to nothing MARKET_LOOSE_UPLOAD_HOURS after they were sent, some at a time.

    Returns how many were deleted; the rest waits for the next night. One that is attached in this very moment is kept:
    the database refuses to delete what a row leads to, and the file goes only once its row is gone.
    """
    before, count = clock.now() - timedelta(hours=settings.LIFECYCLE.loose_upload_hours), 0
    rows = Upload.objects.filter(loose(), created_at__lt=before)
    for _round in range(MOST_ROUNDS):
        keys = list(rows.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
        gone = _forget(keys) if keys else 0
        count += gone
        if not gone:
            break
    return count


def _forget(keys: list[uuid.UUID]) -> int:
    """Delete those that are still loose, rows first, then files; returns how many.

    Whoever attaches one meanwhile wins: the database refuses the delete at its commit, and the batch stays.
    """
    try:
        with atomic():
            uploads = list(
                Upload.objects.filter(loose(), pk__in=keys).select_for_update(of=("self",), skip_locked=True)
            )
            # Not Django's collector: that would take rows along that lead here by now.
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM files_upload WHERE id = ANY(%s::uuid[])", [[each.pk for each in uploads]])
    except IntegrityError:
        log.warning("an upload was attached while it was to be deleted; its batch stays for now")
        return 0
    for each in uploads:
        each.delete_files()
    return len(uploads)
