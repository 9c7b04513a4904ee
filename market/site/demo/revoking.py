"""Revoking a certificate at once, for demonstration data and tests: on pages and in the API two officers do it."""

from market.accounts.models import User
from market.core.base.db import atomic, lock
from market.training.certificates.actions import clean_revocation_reason, end_certificate, require_officer
from market.training.models import Certificate


@atomic
def revoke_certificate(*, by: User, certificate_id: int, reason: str) -> Certificate:
    """Revoke a certificate.

    Raises NotFound to others than officers and holders, NotAllowed to the holder, Invalid without a reason,
    CertificateNotRevocable the second time.
    """
    certificate = lock(Certificate.objects.visible_to(by), certificate_id)
    require_officer(by)
    return end_certificate(certificate, clean_revocation_reason(reason), proposed_by=by)
