"""Taking in a file part by part. The storage needs to know nothing but whole objects, so any storage will do."""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid, NotFound
from market.files.actions import admit_upload, insert_upload, put_into_storage
from market.files.models import PartialUpload, Upload, UploadPart
from market.files.names import clean_name
from market.files.purposes import megabytes_for
from market.files.reading import open_joined
from market.files.resumable.headers import purpose_of
from market.files.resumable.parts import Bytes
from market.files.voice import voice_note_of

MOST_UNFINISHED = 20  # of one person
MOST_PARTS = 2000
AT_ONCE, MOST_ROUNDS = 200, 1000


class TooManyUnfinished(DomainError):
    help = "talking-safely#files"
    status, code = 409, "too_many_unfinished_uploads"
    sentence = _("There are %(most)s unfinished uploads already. Finish or delete one of them first.")


class UploadExpired(DomainError):
    help = "talking-safely#files"
    status, code = 410, "upload_expired"
    sentence = _("This unfinished upload is too old to go on with. Send the file anew.")


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
    """Begin a file of so many bytes. Raises FileEmpty, FileTooLarge, VoiceNoteWrong, TooMany past a
    day's limit, TooManyUnfinished."""
    one_at_a_time(by)
    if PartialUpload.objects.current().filter(owner=by).count() >= MOST_UNFINISHED:
        raise TooManyUnfinished(most=MOST_UNFINISHED)
    voice_note_of(metadata, size)  # refuses a wrong one before its bytes come
    admit_upload(by, size, larger=megabytes_for(by, purpose_of(metadata)))
    return PartialUpload.objects.create(
        owner=by, name=clean_name(name), metadata=metadata, size=size, created_at=clock.now()
    )


def find_upload(by: User, key: uuid.UUID) -> PartialUpload | Upload:
    """A file of the user's by its key, as far as it came; one with every byte is finished.

    Raises NotFound, UploadExpired.
    """
    try:
        partial = fetch(PartialUpload.objects.filter(owner=by), key)
    except NotFound:
        return fetch(Upload.objects.filter(owner=by), key)
    if partial.is_whole:
        return finish_upload(by=by, key=key)
    if partial.expires_at <= clock.now():
        raise UploadExpired
    return partial


def append_part(
    *, by: User, key: uuid.UUID, offset: int, stream: Any, algorithm: str = "sha1", checksum: bytes | None = None
) -> PartialUpload | Upload:
    """Add what a stream brings to a file of the user's, of which `offset` bytes are there; the last byte finishes it.

    Of two requests with the same offset one is taken. Raises as `find_upload`, OffsetDiffers,
    PartTooLarge, TooManyParts, ChecksumDiffers; with the last byte as `finish_upload`.
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
    """Make one file of all parts, under the same key. Of several at once one does it.

    Raises NotFound, ScannerUnavailable (then it can be tried again), FileRefused, FileInfected and VoiceNoteWrong (then
    nothing is left of it).
    """
    try:
        partial = fetch(PartialUpload.objects.filter(owner=by), key)
        if not (parts := list(partial.parts.all())):
            raise NotFound
        upload = _joined(partial, parts)
    except (NotFound, FileNotFoundError):  # somebody else finished it meanwhile
        return fetch(Upload.objects.filter(owner=by), key)
    except Invalid:  # nobody will take it in
        with suppress(NotFound):
            drop_upload(by=by, key=key)
        raise
    try:
        with atomic():
            lock(PartialUpload.objects.filter(owner=by), key).delete()
            insert_upload(upload)
    except NotFound:
        upload.delete_files()
        return fetch(Upload.objects.filter(owner=by), key)
    except Exception:
        upload.delete_files()
        raise
    _delete_files(parts)
    return upload


def _joined(partial: PartialUpload, parts: Sequence[UploadPart]) -> Upload:
    """One stored file of all parts, without its row. They are read one after the other: there is no copy here."""
    ends = [*(part.offset for part in parts[1:]), partial.size]
    pieces = [(part.file, end - part.offset) for part, end in zip(parts, ends, strict=True)]
    upload = Upload(pk=partial.pk, owner=partial.owner, name=partial.name, metadata=partial.metadata)
    with open_joined(pieces) as joined:
        return put_into_storage(upload, File(joined, name=partial.name))


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
    return PartialUpload.objects.filter(created_at__lte=clock.now() - PartialUpload.lifetime())


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
