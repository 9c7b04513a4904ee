"""Taking in files."""

import hashlib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core import clients, clock
from market.core.db import atomic
from market.core.errors import Invalid
from market.core.limits import spend
from market.files.models import Upload
from market.files.names import clean_name

MEGABYTE = 1024 * 1024


class FileTooLarge(Invalid):
    """A file has a limit; work that is larger is sent in parts."""

    help = "talking-safely#files"
    code = "file_too_large"


class FileEmpty(Invalid):
    """A file has content."""

    help = "talking-safely#files"
    code = "file_empty"


def keep_upload(*, by: User, file: UploadedFile) -> Upload:
    """Store what a person sent, as it is, under a name nobody can guess. It belongs to nothing yet.

    Raises FileTooLarge past MARKET_UPLOAD_MEGABYTES, FileEmpty, TooMany past a day's limit.
    """
    size = file.size or 0
    if size == 0:
        raise FileEmpty(errors={"file": [_("The file is empty.")]})
    most = settings.LIFECYCLE.upload_megabytes
    if size > most * MEGABYTE:
        raise FileTooLarge(
            errors={"file": [_("The file is larger than %(most)s MB. Send it in parts.") % {"most": most}]}
        )
    spend("upload", by.pk, times=settings.LIFECYCLE.uploads_per_day, per=timedelta(days=1))
    clients.spend_upload()
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    upload = Upload(
        owner=by, name=clean_name(file.name or ""), size=size, sha256=digest.hexdigest(), created_at=clock.now()
    )
    upload.file.save(uuid.uuid4().hex, file, save=False)
    try:
        with atomic():
            upload.save(force_insert=True)
    except Exception:
        upload.file.delete(save=False)
        raise
    return upload
