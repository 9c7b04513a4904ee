"""What a release changes on a certificate: a new letter, a revocation, or a new version (corrected name, appeal).

A version is a new serial, code and signature on the same row: the holder and their profile stay. What the old serial
said is kept as a FormerCertificate, so that its page says that it was replaced.
"""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import lock
from market.core.base.errors import DomainError
from market.core.base.events import emit
from market.training.certificates import codes
from market.training.certificates.actions import CertificateRevoked, end_certificate, next_serials
from market.training.certificates.events import CertificateCorrected
from market.training.models import Certificate, Credential, FormerCertificate, Issuance, PreparedName, Signatories


class NoLetterNeeded(DomainError):
    """A claimed certificate needs no letter, and a revoked one gets none."""

    help = "certificates#officers"
    code = "no_letter_needed"
    sentence = _("A new letter is only for a valid certificate that nobody has claimed yet.")


def replace_letter(by: User, issuance: Issuance, name: PreparedName) -> dict[int, str]:
    """Give the certificate a new claim code, which voids the one on the lost letter. Raises NoLetterNeeded."""
    certificate = _lock_certificate(name)
    if certificate.holder_id is not None or not certificate.is_valid:
        raise NoLetterNeeded
    claim_code = codes.new_claim_code()
    certificate.claim_hash = codes.claim_hash(certificate.serial, claim_code)
    certificate.save(update_fields=["claim_hash"])
    audit("certificate.new_letter", by=by, on=certificate, prepared_by=issuance.prepared_by_id)
    return {certificate.pk: claim_code}


def apply_correction(by: User, issuance: Issuance, name: PreparedName) -> dict[int, str]:
    """Make a version with the corrected name; unclaimed, it gets a new letter. Raises CertificateRevoked."""
    certificate = _lock_certificate(name)
    if not certificate.is_valid:
        raise CertificateRevoked
    certificate.name_en, certificate.name_bn = name.name_en, name.name_bn
    claim_code = save_new_version(certificate, FormerCertificate.Why.NAME, by=by, prepared_by=issuance.prepared_by)
    if certificate.holder is None:
        return {certificate.pk: claim_code}
    corrected = CertificateCorrected(serial=certificate.serial, name=certificate.name_en)
    emit(corrected, on=certificate, by=by, to=[certificate.holder])
    return {}


def confirm_revocation(by: User, issuance: Issuance, name: PreparedName) -> dict[int, str]:
    """Revoke the certificate, as another officer proposed. Raises CertificateNotRevocable."""
    end_certificate(_lock_certificate(name), issuance.why, proposed_by=issuance.prepared_by, confirmed_by=by)
    return {}


def _lock_certificate(name: PreparedName) -> Certificate:
    rows = Certificate.objects.select_related("batch__topic", "batch__district", "holder")
    return lock(rows, name.certificate_id)


def save_new_version(certificate: Certificate, why: str, *, by: User | None, prepared_by: User | None = None) -> str:
    """Save a locked, changed certificate under a new serial; returns its claim code.

    The stored values are kept as a FormerCertificate, and badges about them are revoked.
    """
    before = Certificate.objects.values(*VERSIONED_FIELDS).get(pk=certificate.pk)
    at = clock.now()
    FormerCertificate.objects.create(certificate=certificate, why=why, replaced_at=at, **before)
    Credential.objects.filter(certificate=certificate, revoked_at=None).update(revoked_at=at)
    claim_code = codes.new_claim_code()
    certificate.serial = next(next_serials(certificate.batch, 1))
    certificate.check_code = codes.new_check_code()
    certificate.claim_hash = codes.claim_hash(certificate.serial, claim_code)
    certificate.issued_on = clock.local(at).date()
    certificate.signatories = Signatories.objects.on(certificate.issued_on)
    certificate.issued_by, certificate.prepared_by = by, prepared_by
    certificate.version += 1
    certificate.signature = codes.sign(certificate)
    certificate.save()
    audit("certificate.replaced", by=by, on=certificate, old=before["serial"], new=certificate.serial, why=why)
    signals.profile_changed.send(sender=Certificate, user_id=certificate.holder_id)
    return claim_code


VERSIONED_FIELDS = ("serial", "check_code", "name_en", "name_bn", "issued_on", "signature")
