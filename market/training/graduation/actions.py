"""Issuing to all who are ready, and a trainee's own certificate without the letter."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.restraint_actions import require_trader
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError, NotFound
from market.training.certificates.actions import (
    CertificateRevoked,
    HasCertificate,
    hold_certificate,
    require_officer,
)
from market.training.certificates.codes import is_genuine
from market.training.graduation.queries import Readiness, readiness_of
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.csv_import import Graduate
from market.training.issuing.place_actions import require_end
from market.training.models import Batch, Certificate, Enrolment, Issuance


class NobodyReady(DomainError):
    """There is nothing to prepare."""

    help = "programme#graduation"
    code = "nobody_ready"
    sentence = _(
        "Nobody of this batch is ready and without a certificate. What was prepared waits for another officer."
    )


class TakenByAnother(DomainError):
    """Somebody took the certificate into another account, with the code on the letter."""

    help = "certificates#claim"
    code = "certificate_taken"
    sentence = _(
        "This certificate is in another account: somebody took it there with the code on the letter. Contact us."
    )


@atomic
def prepare_ready(*, by: User, batch_id: int) -> Issuance:
    """Prepare the certificates of all in a batch who are ready, for another officer to release.

    Raises NotFound, NotAllowed to others than officers, BatchStillRuns, NobodyReady, Invalid for a name that no
    certificate can have.
    """
    fetch(Batch.objects.visible_to(by), batch_id)
    require_officer(by)
    batch = lock(Batch.objects.all(), batch_id)
    require_end(batch)
    ready = [each for each in readiness_of(batch) if each.is_to_prepare]
    if not ready:
        raise NobodyReady
    graduates = [_graduate(line, each) for line, each in enumerate(ready, start=1)]
    return prepare_certificates(by=by, batch=batch, graduates=graduates, different_people=True)


def _graduate(line: int, ready: Readiness) -> Graduate:
    place = ready.place
    return Graduate(place.name_en, place.name_bn, line=line, enrolment=place.pk)


@atomic
def take_certificate(*, by: User, enrolment_id: int) -> Certificate:
    """A trainee takes the certificate of the own place into the account that attended. No code is needed: the place is
    the account's, and stands on the certificate. Repeated, nothing changes.

    Raises NotFound, StaffDoNotTrade, HasCertificate, CertificateRevoked, TakenByAnother.
    """
    place = fetch(Enrolment.objects.filter(trainee=by), enrolment_id)
    require_trader(by)
    one_at_a_time(by)  # two concurrent claims of one user: the second sees the first
    rows = Certificate.objects.select_related("batch__topic", "batch__district").filter(enrolment=place)
    certificate = rows.select_for_update(of=("self",), no_key=True).first()
    if certificate is None or not is_genuine(certificate):
        raise NotFound
    other = Certificate.objects.filter(holder=by).exclude(pk=certificate.pk).first()
    if other is not None:
        raise HasCertificate(serial=other.serial)
    if certificate.holder_id not in (None, by.pk):
        raise TakenByAnother
    if not certificate.is_valid:
        raise CertificateRevoked
    return hold_certificate(certificate, by=by)
