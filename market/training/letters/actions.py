"""Claim codes on their way to paper: sealed at release, opened by the releasing officer alone, then erased.

What stays of a code is its keyed hash. The seal is a key derived from the site's secret.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import NotAllowed
from market.core.base.sealing import is_of_now, seal_of
from market.training.certificates.actions import require_officer
from market.training.models import Certificate, Issuance, Printing

LETTERS = "market.training.letters"


@dataclass(frozen=True, slots=True)
class Letter:
    """A certificate and the code with which its graduate claims it."""

    certificate: Certificate
    claim_code: str


def seal() -> MultiFernet:
    """What keeps codes, and files that hold them, from who reads the database or the disk alone."""
    return seal_of(LETTERS)


def seal_letters(issuance: Issuance, claim_codes: Mapping[int, str]) -> None:
    """Put the codes by certificate id into an issuance, beside those it holds (not saved here)."""
    if claim_codes:
        text = json.dumps(_sealed(issuance) | {str(pk): code for pk, code in claim_codes.items()})
        issuance.sealed_codes = seal().encrypt(text.encode()).decode()


@atomic
def reseal_letters(*, issuance_id: int) -> bool:
    """Seal an issuance's codes by the secret of now. False where they were. Raises SecretKeyLost."""
    issuance = Issuance.objects.select_for_update(no_key=True).get(pk=issuance_id)
    if not issuance.sealed_codes or is_of_now(issuance.sealed_codes, LETTERS):
        return False
    issuance.sealed_codes = seal().rotate(issuance.sealed_codes.encode()).decode()
    issuance.save(update_fields=["sealed_codes"])
    return True


def begin_printing(issuance: Issuance) -> None:
    """Its letters may be printed from now on, for as long as that takes (not saved here)."""
    if issuance.sealed_codes:
        issuance.sealed_until = clock.now() + timedelta(hours=settings.LIFECYCLE.letter_hours)


def _sealed(issuance: Issuance) -> dict[str, str]:
    """The codes it holds, by certificate id; none once the site's secret was changed."""
    if not issuance.sealed_codes:
        return {}
    try:
        return dict(json.loads(seal().decrypt(issuance.sealed_codes.encode())))
    except InvalidToken:
        return {}


@atomic
def open_letters(*, by: User, issuance_id: int) -> list[Letter]:
    """The letters of an issuance, for the officer who released it, while they wait to be printed; none afterwards.

    Raises NotFound to others than officers, NotAllowed to other officers. Each opening is recorded.
    """
    issuance = fetch(Issuance.objects.visible_to(by), issuance_id)
    require_officer(by)
    if issuance.decided_by_id != by.pk:
        raise NotAllowed
    if issuance.sealed_until is None or issuance.sealed_until <= clock.now() or not (codes := _sealed(issuance)):
        return []
    audit("letters.opened", by=by, on=issuance)
    found = Certificate.objects.select_related("batch__topic", "batch__district").in_bulk(map(int, codes))
    letters = [Letter(found[int(pk)], code) for pk, code in codes.items()]
    return [each for each in letters if each.certificate.holder_id is None and each.certificate.is_valid]


@atomic
def confirm_printed(*, by: User, issuance_id: int) -> Issuance:
    """Erase the codes: the letters are on paper. Raises as open_letters does; again, it changes nothing."""
    issuance = lock(Issuance.objects.visible_to(by), issuance_id)
    require_officer(by)
    if issuance.decided_by_id != by.pk:
        raise NotAllowed
    if issuance.sealed_codes:
        _erase(issuance)
        audit("letters.printed", by=by, on=issuance)
    return issuance


@atomic
def erase_letters(*, issuance_id: int) -> None:
    """Erase the codes of letters whose time is over."""
    due = Issuance.objects.filter(sealed_until__lte=clock.now())
    issuance = due.select_for_update(no_key=True).filter(pk=issuance_id).first()
    if issuance is not None:
        _erase(issuance)
        audit("letters.erased", by=None, on=issuance)


def _erase(issuance: Issuance) -> None:
    issuance.sealed_codes, issuance.sealed_until = "", None
    issuance.save(update_fields=["sealed_codes", "sealed_until"])
    for printing in issuance.printings.all():
        delete_printing(printing)


def delete_printing(printing: Printing) -> None:
    """Delete a PDF, its file first."""
    if printing.file:
        printing.file.delete(save=False)
    printing.delete()
