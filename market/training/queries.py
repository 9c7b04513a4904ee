"""What the register says of a certificate, to whom."""

from dataclasses import dataclass
from typing import Self

from market.training import codes
from market.training.models import Certificate, CertificateQuerySet, Topic


@dataclass(frozen=True, slots=True)
class Check:
    """What anybody may know of a serial; `name` only with the code of the certificate's QR."""

    serial: str
    state: str
    topic: Topic
    year: int
    name: str | None = None
    name_bn: str | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it counts."""
        return self.state == Certificate.State.VALID

    @classmethod
    def of(cls, certificate: Certificate, code: str) -> Self:
        """The check of a certificate by somebody who gives this code."""
        batch, is_known = certificate.batch, codes.is_check_code(certificate, code)
        return cls(
            serial=certificate.serial,
            state=certificate.state,
            topic=batch.topic,
            year=batch.ended_on.year,
            name=certificate.name_en if is_known else None,
            name_bn=certificate.name_bn if is_known else None,
        )


def check_certificate(serial: str, code: str = "") -> Check | None:
    """What the register says of a serial, however it was typed. None if there is none that this site has signed."""
    certificate = with_batch().filter(serial=codes.plain_serial(serial)).first()
    if certificate is None or not codes.is_genuine(certificate):
        return None
    return Check.of(certificate, code)


def with_batch() -> CertificateQuerySet:
    """Certificates with all that their pages say."""
    return Certificate.objects.select_related("batch__topic", "batch__district", "holder")
