"""How much a person may send in a day: files, and their bytes together."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import limits
from market.core.base.db import atomic
from market.core.base.errors import TooMany

DAY = timedelta(days=1)
KILOBYTE = 1024


class TooManyUploads(TooMany):
    help = "talking-safely#files"
    sentence = _("You have sent %(most)s files today. You can send more in %(wait)s.")

    def __init__(self, *, retry_after: int, most: int) -> None:
        super().__init__(retry_after=retry_after)
        self.facts["most"] = most


class TooMuchUploaded(TooManyUploads):
    code = "upload_bytes_used_up"
    sentence = _(
        "With this file you would have sent more than %(most)s MB today. Send a smaller one, or this one in %(wait)s."
    )


@atomic
def spend_quota(by: User, size: int) -> None:
    """Count a file of so many bytes. Raises TooManyUploads, TooMuchUploaded; then nothing is counted, so that a smaller
    file may still go."""
    most = settings.LIFECYCLE
    try:
        limits.spend("upload", by.pk, times=most.uploads_per_day, per=DAY)
    except TooMany as full:
        raise TooManyUploads(retry_after=full.retry_after, most=most.uploads_per_day) from full
    kilobytes = -(-size // KILOBYTE)
    room = most.upload_megabytes_per_day * KILOBYTE
    try:
        limits.spend("upload_kilobytes", by.pk, times=room, per=DAY, amount=kilobytes)
    except TooMany as full:
        raise TooMuchUploaded(retry_after=full.retry_after, most=most.upload_megabytes_per_day) from full
