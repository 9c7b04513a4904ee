"""Issuing, claiming and revoking certificates."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core import clock, signals
from market.core.audit import audit
from market.core.bangla import nfc
from market.core.db import atomic, lock
from market.core.errors import DomainError, Invalid, NotAllowed
from market.core.limits import spend
from market.notifications.actions import notify
from market.training import codes
from market.training.models import Batch, Certificate, District, Topic

log = logging.getLogger(__name__)


class ClaimRefused(DomainError):
    """An unknown serial, a wrong code or a certificate of somebody else: one answer for all, so nothing is learnt."""

    status, code = 400, "claim_refused"
    sentence = _("This number and this code do not belong together. Look at the letter again and type both anew.")


class CertificateRevoked(DomainError):
    """The certificate does not count any more."""

    code = "certificate_revoked"
    sentence = _("This certificate was revoked by the programme. Ask your programme officer.")


class CertificateNotRevocable(DomainError):
    """It was revoked before."""

    code = "certificate_not_valid"
    sentence = _("This certificate is revoked already.")


class HasCertificate(DomainError):
    """A person claims one certificate."""

    code = "has_certificate"
    sentence = _("You have claimed a certificate already: %(serial)s.")


class SerialTaken(Invalid):
    """Serials are unique."""

    code = "serial_taken"


def _require_officer(by: User) -> None:
    if not by.has_role(User.Role.OFFICER):
        raise NotAllowed


@atomic
def add_batch(*, by: User, code: str, topic: Topic, district: District, dates: tuple[date, date]) -> Batch:
    """Record a batch of one district and topic, with its first and last day.

    Raises NotAllowed unless an officer asks, Invalid for a code that is taken or days in the wrong order.
    """
    _require_officer(by)
    started_on, ended_on = dates
    code = codes.plain_serial(code)
    if ended_on < started_on:
        raise Invalid(errors={"ended_on": [_("The last day comes after the first.")]})
    batch, is_new = Batch.objects.get_or_create(
        code=code,
        defaults={"topic": topic, "district": district, "started_on": started_on, "ended_on": ended_on},
    )
    if not is_new:
        raise Invalid(errors={"code": [_("There is a batch with this code.")]})
    audit("batch.added", by=by, on=batch, code=code)
    return batch


@atomic
def issue_certificate(
    *, by: User, batch: Batch, name_en: str, name_bn: str = "", serial: str | None = None, claim_code: str | None = None
) -> tuple[Certificate, str]:
    """Record and sign a graduate's certificate. Returns it with the claim code, which is never shown again.

    Without `serial` the next of AIAA-<DISTRICT>-<YEAR>-001 … is taken; without `claim_code` a random one is made.
    Raises NotAllowed unless an officer asks, SerialTaken.
    """
    _require_officer(by)
    serial = codes.plain_serial(serial) if serial else _next_serial(batch)
    if Certificate.objects.filter(serial=serial).exists():
        raise SerialTaken(errors={"serial": [_("There is a certificate with this number.")]})
    claim_code = claim_code or codes.new_claim_code()
    certificate = Certificate(
        serial=serial,
        batch=batch,
        name_en=nfc(name_en).strip(),
        name_bn=nfc(name_bn).strip(),
        claim_hash=codes.claim_hash(serial, claim_code),
        check_code=codes.new_check_code(),
        issued_on=clock.local(clock.now()).date(),
        issued_by=by,
    )
    certificate.signature = codes.sign(certificate)
    certificate.save()
    audit("certificate.issued", by=by, on=certificate, serial=serial)
    return certificate, claim_code


def _next_serial(batch: Batch) -> str:
    """The next free number of the batch's district and year; whoever asks at the same time waits."""
    prefix = f"AIAA-{batch.district.slug[:3].upper()}-{batch.ended_on:%Y}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [prefix])
    taken = Certificate.objects.filter(serial__regex=rf"^{prefix}[0-9]+$")
    last = taken.order_by(Length("serial").desc(), "-serial").values_list("serial", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03}"


def claim_certificate(*, by: User, serial: str, claim_code: str) -> Certificate:
    """Tie a certificate to the account of the graduate who has its letter. Claimed again by her it is simply returned.

    Raises TooMany past a few tries an hour (counted before the transaction, so that a refusal counts), ClaimRefused,
    CertificateRevoked, HasCertificate, NotAllowed to officers (who have seen the codes).
    """
    if by.has_role(User.Role.OFFICER):
        raise NotAllowed
    spend("claim", by.pk, times=settings.LIFECYCLE.claim_tries_per_hour, per=timedelta(hours=1))
    return _claim(by, codes.plain_serial(serial), claim_code)


@atomic
def _claim(by: User, serial: str, claim_code: str) -> Certificate:
    # Two claims of one person wait for each other, so that the second learns of the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    held = Certificate.objects.filter(holder=by).exclude(serial=serial).first()
    if held is not None:
        raise HasCertificate(serial=held.serial)
    found = Certificate.objects.select_for_update(of=("self",)).select_related("batch__topic", "batch__district")
    certificate = found.filter(serial=serial).first()
    if certificate is None or not codes.is_claim_code(certificate, claim_code):
        raise ClaimRefused
    if not codes.is_genuine(certificate):
        log.error("certificate %s is not signed by this site", serial)
        raise ClaimRefused
    if certificate.holder_id not in (None, by.pk):
        raise ClaimRefused
    if not certificate.is_valid:
        raise CertificateRevoked
    if certificate.holder_id is None:
        certificate.holder, certificate.claimed_at = by, clock.now()
        certificate.save(update_fields=["holder", "claimed_at"])
        audit("certificate.claimed", by=by, on=certificate, serial=serial)
    return certificate


@atomic
def revoke_certificate(*, by: User, certificate_id: int, reason: str) -> Certificate:
    """End a certificate for good. Her profile is out of sight at once; she is told the reason.

    Raises NotFound to others than officers and holders, NotAllowed to the holder, Invalid without a reason,
    CertificateNotRevocable the second time.
    """
    certificate = lock(Certificate.objects.visible_to(by), certificate_id)
    _require_officer(by)
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say why, in a sentence she can understand.")]})
    if not certificate.is_valid:
        raise CertificateNotRevocable
    certificate.state, certificate.revoked_at = Certificate.State.REVOKED, clock.now()
    certificate.revoked_by, certificate.revoked_reason = by, reason
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
    audit("certificate.revoked", by=by, on=certificate, reason=reason)
    if certificate.holder is not None:
        notify(certificate.holder, "certificate.revoked", on=certificate, serial=certificate.serial, reason=reason)
        signals.profile_changed.send(sender=Certificate, user_id=certificate.holder_id)
    return certificate
