"""Taking in a file part by part. The storage needs to know nothing but whole objects, so any storage will do."""

import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError, NotFound
from market.files.actions import admit_upload, store_upload
from market.files.models import PartialUpload, Upload, UploadPart
from market.files.names import clean_name
from market.files.resumable.parts import Bytes

MOST_UNFINISHED = 20  # of one person
MOST_PARTS = 2000
AT_ONCE, MOST_ROUNDS = 200, 1000


class TooManyUnfinished(DomainError):
    help = "talking-safely#files"
    status, code = 409, "too_many_unfinished_uploads"
    sentence = _("There are %(most)s unfinished uploads already. Finish or delete one of them first.")


class OffsetDiffers(DomainError):
    help = "programs#api"
    status, code = 409, "upload_offset_differs"
    sentence = _("The next byte of this file is number %(offset)s. Go on from there.")


class PartTooLarge(DomainError):
    help = "programs#api"
    status, code = 413, "part_too_large"
    sentence = _("This part ends behind the end of the file.")


class TooManyParts(DomainError):
    help = "programs#api"
    status, code = 409, "too_many_parts"
    sentence = _("This file came in %(most)s parts already. Delete it, and begin again with larger ones.")


class ChecksumDiffers(DomainError):
    help = "programs#api"
    status, code = 460, "checksum_differs"  # the number is that of the protocol
    sentence = _("This part changed on its way. Send it again.")


@atomic
def begin_upload(*, by: User, size: int, name: str = "", metadata: str = "") -> PartialUpload:
    """Begin a file of so many bytes. Raises FileEmpty, FileTooLarge, TooMany past a day's limit, TooManyUnfinished."""
    one_at_a_time(by)
    if PartialUpload.objects.filter(owner=by).count() >= MOST_UNFINISHED:
        raise TooManyUnfinished(most=MOST_UNFINISHED)
    admit_upload(by, size)
    return PartialUpload.objects.create(
        owner=by, name=clean_name(name), metadata=metadata, size=size, created_at=clock.now()
    )


def find_upload(by: User, key: uuid.UUID) -> PartialUpload | Upload:
    """A file of the user's by its key, as far as it came; one with every byte is finished. Raises NotFound."""
    try:
        partial = fetch(PartialUpload.objects.filter(owner=by), key)
    except NotFound:
        return fetch(Upload.objects.filter(owner=by), key)
    return finish_upload(by=by, key=key) if partial.is_whole else partial


def append_part(
    *, by: User, key: uuid.UUID, offset: int, stream: Any, algorithm: str = "sha1", checksum: bytes | None = None
) -> PartialUpload | Upload:
    """Add what a stream brings to a file of the user's, of which `offset` bytes are there; the last byte finishes it.

    Of two requests with the same offset one is taken. Raises NotFound, OffsetDiffers, PartTooLarge, ChecksumDiffers.
    """
    partial = find_upload(by, key)
    _require_offset(partial, offset)
    if isinstance(partial, Upload):
        raise PartTooLarge
    if partial.parts.count() >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
    bytes_left = Bytes(stream, partial.size - offset, algorithm)
    part = UploadPart(upload=partial, offset=offset)
    part.file.save(uuid.uuid4().hex, bytes_left, save=False)
    try:
        if bytes_left.size > bytes_left.most:
            raise PartTooLarge
        if checksum is not None and bytes_left.digest.digest() != checksum:
            raise ChecksumDiffers
        if not bytes_left.size:
            part.file.delete(save=False)
            return partial
        with atomic():
            partial = _lock_at(by, key, offset)
            part.save(force_insert=True)
            partial.offset += bytes_left.size
            partial.save(update_fields=["offset"])
    except Exception:
        part.file.delete(save=False)
        raise
    return finish_upload(by=by, key=key) if partial.is_whole else partial


def finish_upload(*, by: User, key: uuid.UUID) -> Upload:
    """Make one file of all parts, under the same key. Of several at once one does it. Raises NotFound."""
    upload: Upload | None = None
    try:
        with atomic():
            partial = lock(PartialUpload.objects.filter(owner=by), key)
            parts = list(partial.parts.all())
            upload = _joined(partial, parts)
            partial.delete()
    except NotFound:  # somebody else finished it meanwhile
        return fetch(Upload.objects.filter(owner=by), key)
    except Exception:
        if upload is not None:  # its row was rolled back
            upload.file.delete(save=False)
        raise
    _delete_files(parts)
    return upload


def _joined(partial: PartialUpload, parts: Iterable[UploadPart]) -> Upload:
    """One upload of all parts."""
    with tempfile.TemporaryFile() as joined:
        for part in parts:
            with part.file.open() as opened:
                joined.writelines(opened.chunks())
        joined.seek(0)
        return store_upload(partial.owner, partial.name, File(joined, name=partial.name), partial.pk)


def drop_upload(*, by: User, key: uuid.UUID) -> None:
    """Delete a file of the user's that is not finished. Raises NotFound."""
    with atomic():
        partial = lock(PartialUpload.objects.filter(owner=by), key)
        parts = list(partial.parts.all())
        partial.delete()
    _delete_files(parts)


def forget_unfinished_uploads() -> int:
    """Delete those that nobody finished in MARKET_LOOSE_UPLOAD_HOURS, some at a time. Returns how many."""
    count = 0
    for _round in range(MOST_ROUNDS):
        expired = list(_expired().select_related("owner")[:AT_ONCE])
        for partial in expired:
            with suppress(NotFound):  # finished meanwhile
                drop_upload(by=partial.owner, key=partial.pk)
        count += len(expired)
        if not expired:
            break
    return count


def _expired() -> QuerySet[PartialUpload]:
    before = clock.now() - timedelta(hours=settings.LIFECYCLE.loose_upload_hours)
    return PartialUpload.objects.filter(created_at__lt=before)


def _lock_at(by: User, key: uuid.UUID, offset: int) -> PartialUpload:
    """The user's file, locked, if its next byte is `offset`. Raises OffsetDiffers, NotFound."""
    try:
        partial = lock(PartialUpload.objects.filter(owner=by), key)
    except NotFound:  # another request finished it meanwhile, or gave it up
        _require_offset(fetch(Upload.objects.filter(owner=by), key), offset)
        raise
    _require_offset(partial, offset)
    return partial


def _require_offset(partial: PartialUpload | Upload, offset: int) -> None:
    there = partial.size if isinstance(partial, Upload) else partial.offset
    if offset != there:
        raise OffsetDiffers(offset=there)


def _delete_files(parts: Iterable[UploadPart]) -> None:
    for part in parts:
        part.file.delete(save=False)  # writes: of the storage, not of the database
