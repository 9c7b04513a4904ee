"""Refusing files in which a scanner finds something, and looking at those that were taken in without one."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.files.models import Upload
from market.files.reading import CHUNK, open_at
from market.files.scanning.clamd import ScannerAway, ScannerFailed
from market.files.scanning.scanner import scanner

A_NIGHT = 2000

log = logging.getLogger(__name__)


class FileInfected(Invalid):
    """What the scanner calls a virus is not taken in."""

    help = "talking-safely#files"
    code = "file_infected"


class ThreatFound(NotAllowed):
    """Something was found later, with newer signatures or since nobody had looked before: nobody takes it any more."""

    help = "talking-safely#files"
    code = "file_infected"
    sentence = _("A virus was found in this file: %(threat)s. It cannot be downloaded.")


class ScannerUnavailable(DomainError):
    """Nothing is taken in that nobody looked at, unless MARKET_SCANNER_DOWN says so."""

    help = "talking-safely#files"
    status, code = 503, "scanner_unavailable"
    sentence = _("Files cannot be checked for viruses right now. Please send it again in a few minutes.")
    retry_after = 60


def scan(chunks: Iterable[bytes]) -> datetime | None:
    """When a file was looked at: now, or None where no scanner is in use or may be missing.

    Raises FileInfected, ScannerUnavailable.
    """
    in_use = scanner()
    if in_use is None:
        return None
    try:
        threat = in_use.scan(chunks)
    except ScannerFailed as failure:
        log.error("the virus scanner does not answer: %s", failure)
        if settings.SCANNER_DOWN == "accept":
            return None
        raise ScannerUnavailable from failure
    if threat:
        raise FileInfected(
            errors={"file": [_("A virus was found in this file: %(threat)s.") % {"threat": threat[:100]}]}
        )
    return clock.now()


def require_clean(upload: Upload) -> None:
    """Raises ThreatFound for a file in which something was found after it was taken in."""
    if upload.threat:
        raise ThreatFound(threat=upload.threat)


def scan_missing() -> int:
    """Look at files that were taken in without a scanner, the newest first, some at a time. Returns how many."""
    in_use, count = scanner(), 0
    if in_use is None:
        return 0
    for upload in Upload.objects.filter(scanned_at=None).order_by("-created_at")[:A_NIGHT]:
        try:
            with open_at(upload.file) as opened:
                threat = in_use.scan(iter(lambda: opened.read(CHUNK), b""))  # noqa: B023  # read at once
        except FileNotFoundError:
            threat = ""
        except ScannerAway as failure:
            log.error("the virus scanner does not answer: %s", failure)
            break
        except (ScannerFailed, OSError) as failure:  # of this file alone: the next night tries it again
            log.error("the upload %s could not be scanned: %s", upload.pk, failure)
            continue
        if threat:
            log.error("a virus was found in the upload %s: %s", upload.pk, threat)
        Upload.objects.filter(pk=upload.pk).update(scanned_at=clock.now(), threat=threat[:100])
        count += 1
    return count
