"""Reads of certificates, and the public check of a serial."""

from dataclasses import dataclass
from typing import Self

from market.accounts.models import User
from market.training.certificates import codes
from market.training.models import NAMELESS, Certificate, CertificateQuerySet, FormerCertificate, Signatories, Topic


def side_in_use(user: User, *, has_certificate: bool | None = None) -> str:
    """The side for which pages are made: the one that the user chose, else working for who has a certificate (nobody
    has a profile without one), and hiring for everybody else. One statement, or none where `has_certificate` is given.
    """
    if user.side:
        return user.side
    if has_certificate is None:
        has_certificate = Certificate.objects.filter(holder=user).exists()
    return User.Side.FREELANCER if has_certificate else User.Side.CLIENT


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """What anybody may know of a serial; `name` only with the code of the certificate's QR."""

    serial: str
    state: str
    topic: Topic
    year: int
    name: str | None = None
    name_bn: str | None = None
    replaced_by: str | None = None
    is_nameless: bool = False
    signatories: Signatories | None = None
    shows_signatures: bool = False  # to who has the code only

    @property
    def is_valid(self) -> bool:
        """Whether the certificate is not revoked."""
        return self.state == Certificate.State.VALID

    @property
    def is_replaced(self) -> bool:
        """Whether it is an earlier version."""
        return self.replaced_by is not None

    @classmethod
    def of(cls, certificate: Certificate, code: str) -> Self:
        """The check of a certificate by somebody who gives this code."""
        batch, is_known = certificate.batch, codes.is_check_code(certificate, code)
        is_nameless = is_known and certificate.name_en == NAMELESS
        is_known = is_known and not is_nameless
        return cls(
            serial=certificate.serial,
            state=certificate.state,
            topic=batch.topic,
            year=batch.ended_on.year,
            name=certificate.name_en if is_known else None,
            name_bn=certificate.name_bn if is_known else None,
            is_nameless=is_nameless,
            signatories=certificate.signatories,
            shows_signatures=is_known,
        )

    @classmethod
    def of_former(cls, former: FormerCertificate) -> Self:
        """The check of an earlier version: it names nobody, since what it said may have been wrong."""
        batch, state = former.batch, Certificate.State.REPLACED
        return cls(former.serial, state, batch.topic, batch.ended_on.year, replaced_by=former.certificate.serial)


def check_certificate(serial: str, code: str = "") -> CertificateCheck | None:
    """The public state of a serial, however it was typed; None if no genuine certificate has or had it."""
    plain = codes.plain_serial(serial)
    certificate = with_batch().filter(serial=plain).first()
    if certificate is not None:
        return CertificateCheck.of(certificate, code) if codes.is_genuine(certificate) else None
    rows = FormerCertificate.objects.select_related("certificate__batch__topic", "certificate__batch__district")
    former = rows.filter(serial=plain).first()
    return CertificateCheck.of_former(former) if former is not None and codes.is_genuine(former) else None


def with_batch() -> CertificateQuerySet:
    """Certificates with batch, topic, district and holder."""
    return Certificate.objects.select_related("batch__topic", "batch__district", "holder")
