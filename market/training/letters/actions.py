"""Claim codes until they are printed: encrypted at release, decrypted for the releasing officer alone, then erased.

Of a code only its keyed hash stays. The encryption key is derived from SECRET_KEY.
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
    """A certificate and its claim code."""

    certificate: Certificate
    claim_code: str


def seal() -> MultiFernet:
    """The cipher of codes and of files with codes, so that the database or the disk alone reveals none."""
    return seal_of(LETTERS)


def seal_letters(issuance: Issuance, claim_codes: Mapping[int, str]) -> None:
    """Add codes (by certificate id) to the encrypted ones of an issuance. The caller saves it."""
    if claim_codes:
        text = json.dumps(_unseal_codes(issuance) | {str(pk): code for pk, code in claim_codes.items()})
        issuance.sealed_codes = seal().encrypt(text.encode()).decode()


@atomic
def reseal_letters(*, issuance_id: int) -> bool:
    """Encrypt an issuance's codes anew by the current SECRET_KEY. False where they were. Raises SecretKeyLost."""
    issuance = Issuance.objects.select_for_update(no_key=True).get(pk=issuance_id)
    if not issuance.sealed_codes or is_of_now(issuance.sealed_codes, LETTERS):
        return False
    issuance.sealed_codes = seal().rotate(issuance.sealed_codes.encode()).decode()
    issuance.save(update_fields=["sealed_codes"])
    return True


def begin_printing(issuance: Issuance) -> None:
    """Let the letters be printed from now on, for LIFECYCLE.letter_hours. The caller saves the issuance."""
    if issuance.sealed_codes:
        issuance.sealed_until = clock.now() + timedelta(hours=settings.LIFECYCLE.letter_hours)


def _unseal_codes(issuance: Issuance) -> dict[str, str]:
    """The decrypted codes by certificate id; none if SECRET_KEY was changed without resealing."""
    if not issuance.sealed_codes:
        return {}
    try:
        return dict(json.loads(seal().decrypt(issuance.sealed_codes.encode())))
    except InvalidToken:
        return {}


@atomic
def open_letters(*, by: User, issuance_id: int) -> list[Letter]:
    """The letters of an issuance, for the officer who released it, while they wait to be printed; none afterwards.

    Raises NotFound to others than officers, NotAllowed to other officers. Each call is in the audit log.
    """
    issuance = fetch(Issuance.objects.visible_to(by), issuance_id)
    require_officer(by)
    if issuance.decided_by_id != by.pk:
        raise NotAllowed
    if issuance.sealed_until is None or issuance.sealed_until <= clock.now() or not (codes := _unseal_codes(issuance)):
        return []
    audit("letters.opened", by=by, on=issuance)
    certificates = Certificate.objects.select_related("batch__topic", "batch__district").in_bulk(map(int, codes))
    letters = [Letter(certificates[int(pk)], code) for pk, code in codes.items()]
    return [letter for letter in letters if letter.certificate.holder_id is None and letter.certificate.is_valid]


@atomic
def confirm_printed(*, by: User, issuance_id: int) -> Issuance:
    """Erase the codes once the letters are printed. Raises as open_letters; repeated, it changes nothing."""
    issuance = lock(Issuance.objects.visible_to(by), issuance_id)
    require_officer(by)
    if issuance.decided_by_id != by.pk:
        raise NotAllowed
    if issuance.sealed_codes:
        _erase_codes(issuance)
        audit("letters.printed", by=by, on=issuance)
    return issuance


@atomic
def erase_letters(*, issuance_id: int) -> None:
    """Erase the codes of an issuance whose `sealed_until` has passed."""
    due = Issuance.objects.filter(sealed_until__lte=clock.now())
    issuance = due.select_for_update(no_key=True).filter(pk=issuance_id).first()
    if issuance is not None:
        _erase_codes(issuance)
        audit("letters.erased", by=None, on=issuance)


def _erase_codes(issuance: Issuance) -> None:
    issuance.sealed_codes, issuance.sealed_until = "", None
    issuance.save(update_fields=["sealed_codes", "sealed_until"])
    for printing in issuance.printings.all():
        delete_printing(printing)


def delete_printing(printing: Printing) -> None:
    """Delete a printing, its file first."""
    if printing.file:
        printing.file.delete(save=False)
    printing.delete()
