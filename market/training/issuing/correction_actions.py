"""Preparing what changes a certificate: a new letter for a lost one, a corrected name, its revocation."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.training.certificates.actions import (
    CertificateNotRevocable,
    CertificateRevoked,
    clean_revocation_reason,
    require_officer,
)
from market.training.issuing.actions import save_prepared
from market.training.issuing.checks import digest
from market.training.issuing.csv_import import COLUMNS, Graduate, name_errors
from market.training.issuing.version_actions import NoLetterNeeded
from market.training.models import Certificate, Issuance, PreparedName

Purpose = Issuance.Purpose


@atomic
def prepare_letter(*, by: User, certificate_id: int, reason: str) -> Issuance:
    """Prepare a new letter for a certificate whose letter is lost. Repeated, it returns the waiting one.

    Raises NotFound and NotAllowed to others than officers, NoLetterNeeded, Invalid without a reason.
    """
    certificate = lock(Certificate.objects.visible_to(by).select_related("batch"), certificate_id)
    require_officer(by)
    if certificate.holder_id is not None or not certificate.is_valid:
        raise NoLetterNeeded
    graduate = Graduate(certificate.name_en, certificate.name_bn, certificate.serial)
    return _prepare_change(by, certificate, Purpose.LETTER, graduate, reason)


@atomic
def prepare_name(*, by: User, certificate_id: int, name_en: str, name_bn: str, reason: str) -> Issuance:
    """Prepare a version with a corrected name. Repeated, it returns the waiting issuance.

    Raises NotFound and NotAllowed to others than officers, CertificateRevoked, Invalid for an unchanged or bad name.
    """
    certificate = lock(Certificate.objects.visible_to(by).select_related("batch"), certificate_id)
    require_officer(by)
    if not certificate.is_valid:
        raise CertificateRevoked
    graduate = Graduate(nfc(name_en).strip(), nfc(name_bn).strip())
    fields = {COLUMNS[column]: column for column in ("name_en", "name_bn")}
    errors = {fields[error.column]: [error.problem] for error in name_errors(graduate)}
    if (graduate.name_en, graduate.name_bn) == (certificate.name_en, certificate.name_bn):
        errors["name_en"] = [_("This is the name that the certificate has already.")]
    if errors:
        raise Invalid(errors=errors)
    return _prepare_change(by, certificate, Purpose.NAME, graduate, reason)


@atomic
def prepare_revocation(*, by: User, certificate_id: int, reason: str) -> Issuance:
    """Propose to revoke a certificate; nothing changes before another officer confirms it. One waits at a time.

    Raises NotFound to others than officers and holders, NotAllowed to the holder, Invalid without a reason,
    CertificateNotRevocable.
    """
    certificate = lock(Certificate.objects.visible_to(by).select_related("batch"), certificate_id)
    require_officer(by)
    reason = clean_revocation_reason(reason)
    if not certificate.is_valid:
        raise CertificateNotRevocable
    graduate = Graduate(certificate.name_en, certificate.name_bn, certificate.serial)
    return _prepare_change(by, certificate, Purpose.REVOKE, graduate, reason)


def _prepare_change(by: User, certificate: Certificate, purpose: str, graduate: Graduate, reason: str) -> Issuance:
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say why, for the officer who releases it.")]})
    mark = digest(purpose, [graduate], about=certificate.pk)
    waiting = Issuance.objects.waiting()
    if (existing := waiting.filter(digest=mark, batch=certificate.batch_id).first()) is not None:
        return existing
    if purpose != Purpose.REVOKE and waiting.filter(names__certificate=certificate).exists():
        raise Invalid(errors={"reason": [_("Another change of this certificate waits for release already.")]})
    draft = Issuance(batch=certificate.batch, purpose=purpose, digest=mark, why=reason)
    issuance = save_prepared(by, draft, [graduate])
    PreparedName.objects.filter(issuance=issuance).update(certificate=certificate)
    return issuance
