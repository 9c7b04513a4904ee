"""Many sheets as one PDF: made by a job, encrypted, downloaded by the officer who asked, deleted after a day."""

import uuid
from datetime import timedelta
from typing import TypeVar

from django.core.files.base import ContentFile

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotAllowed, NotFound
from market.core.base.events import emit
from market.core.base.jobs import defer
from market.training.certificates.actions import require_officer
from market.training.certificates.pdf import certificates_pdf, letters_pdf
from market.training.letters.actions import Letter, delete_printing, open_letters, seal
from market.training.letters.events import PrintingReady
from market.training.models import Batch, Certificate, Issuance, Printing

MAX_SHEETS = 100  # in one file; a longer batch is split into parts
MAX_IMMEDIATE_SHEETS = 10  # so many are made within the request
DAY = timedelta(days=1)
Sheet = TypeVar("Sheet", Certificate, Letter)


def certificates_of(batch: Batch, part: int) -> list[Certificate]:
    """Part number `part` (from 1) of a batch's valid certificates. Raises NotFound past the last."""
    rows = batch.certificates.valid().select_related("batch__topic", "batch__district").order_by("pk")
    rows = rows.prefetch_related("signatories")
    return _require_sheets(list(rows[(part - 1) * MAX_SHEETS : part * MAX_SHEETS]))


def letters_of(*, by: User, issuance_id: int, part: int) -> list[Letter]:
    """Part number `part` (from 1) of an issuance's letters. Raises as open_letters, NotFound past the last."""
    return _require_sheets(open_letters(by=by, issuance_id=issuance_id)[(part - 1) * MAX_SHEETS : part * MAX_SHEETS])


def _require_sheets(sheets: list[Sheet]) -> list[Sheet]:
    if not sheets:
        raise NotFound
    return sheets


@atomic
def print_certificates(*, by: User, batch_id: int, part: int) -> Printing:
    """Ask for the certificates of a batch; a job makes the file. Raises NotFound to others than officers."""
    batch = fetch(Batch.objects.visible_to(by), batch_id)
    require_officer(by)
    certificates_of(batch, part)
    return _request_printing(Printing(batch=batch, part=part, asked_by=by))


@atomic
def print_letters(*, by: User, issuance_id: int, part: int) -> Printing:
    """Ask for the letters of an issuance that `by` released; a job makes the file. Raises as letters_of."""
    issuance = fetch(Issuance.objects.visible_to(by), issuance_id)
    require_officer(by)
    if issuance.decided_by_id != by.pk:
        raise NotAllowed
    if not issuance.sealed_codes or issuance.sealed_until is None or (part - 1) * MAX_SHEETS >= issuance.names.count():
        raise NotFound
    return _request_printing(Printing(batch_id=issuance.batch_id, issuance=issuance, part=part, asked_by=by))


def _request_printing(printing: Printing) -> Printing:
    """Save the printing and defer its job, or return the same one that is being prepared."""
    fields = {"batch": printing.batch_id, "issuance": printing.issuance_id, "part": printing.part}
    User.objects.select_for_update(no_key=True).get(pk=printing.asked_by_id)  # a concurrent request waits here
    twins = Printing.objects.filter(asked_by=printing.asked_by, state=Printing.State.PREPARING, **fields)
    if (existing := twins.first()) is not None:
        return existing
    printing.asked_at = clock.now()
    printing.save()
    audit("printing.asked", by=printing.asked_by, on=printing, **fields)
    defer("market.training.tasks.build_printing", printing_id=printing.pk)
    return printing


def build_printing(*, printing_id: int) -> None:
    """Make the file and notify the officer. A printing that is not being prepared any more is left as it is."""
    rows = Printing.objects.select_related("batch", "asked_by").filter(state=Printing.State.PREPARING)
    if (printing := rows.filter(pk=printing_id).first()) is None:
        return
    sealed = seal().encrypt(_render_pdf(printing))
    printing.file.save(f"{uuid.uuid4().hex}.sealed", ContentFile(sealed), save=False)
    try:
        _save_ready(printing)
    except Exception:
        printing.file.delete(save=False)
        raise


def _render_pdf(printing: Printing) -> bytes:
    if printing.issuance_id is None:
        return certificates_pdf(file_name(printing), certificates_of(printing.batch, printing.part))
    letters = letters_of(by=printing.asked_by, issuance_id=printing.issuance_id, part=printing.part)
    return letters_pdf(file_name(printing), letters)


def file_name(printing: Printing) -> str:
    """The name of its file, without a suffix."""
    subject = f"letters-{printing.issuance_id}" if printing.issuance_id else f"certificates-{printing.batch.code}"
    return f"{subject}-{printing.part}"


@atomic
def _save_ready(printing: Printing) -> None:
    instant = clock.now()
    updated = Printing.objects.filter(pk=printing.pk, state=Printing.State.PREPARING).update(
        state=Printing.State.READY, ready_at=instant, expires_at=instant + DAY, file=printing.file.name
    )
    if not updated:  # a second run of this job was faster
        printing.file.delete(save=False)
        return
    ready = PrintingReady(batch=printing.batch.code, until=instant + DAY)
    emit(ready, on=printing, by=None, to=[printing.asked_by])


def fail_printing(*, printing_id: int) -> None:
    """Mark a printing as failed, so that it can be asked for again."""
    failed = {"state": Printing.State.FAILED, "expires_at": clock.now() + DAY}
    Printing.objects.filter(pk=printing_id, state=Printing.State.PREPARING).update(**failed)


@atomic
def download_printing(*, by: User, printing_id: int) -> tuple[str, bytes]:
    """The name and the content of a ready PDF of the officer's. Each download is in the audit log.

    Raises NotFound, NotAllowed for letters that somebody else released.
    """
    ready = Printing.objects.visible_to(by).filter(state=Printing.State.READY, expires_at__gt=clock.now())
    printing = fetch(ready.select_related("batch", "issuance"), printing_id)
    require_officer(by)
    if printing.issuance is not None and printing.issuance.decided_by_id != by.pk:
        raise NotAllowed
    try:
        with printing.file.open("rb") as opened:
            sealed = opened.read()
    except FileNotFoundError as missing:
        raise NotFound from missing
    audit("printing.taken", by=by, on=printing)
    return f"{file_name(printing)}.pdf", seal().decrypt(sealed)


@atomic
def delete_expired_printing(*, printing_id: int) -> None:
    """Delete an expired PDF, its file first."""
    for printing in Printing.objects.filter(pk=printing_id, expires_at__lte=clock.now()):
        delete_printing(printing)
