"""Issuing and claiming certificates, and what a revocation does."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, repeat
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Length
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.restraint_actions import require_trader
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock, signals
from market.core.base.audit import audit, audit_each
from market.core.base.db import atomic, one_at_a_time
from market.core.base.errors import DomainError, Invalid, filled
from market.core.base.events import emit
from market.core.base.limits import spend
from market.core.text.bangla import nfc
from market.core.web import clients
from market.training.certificates import codes, events
from market.training.certificates.key_actions import mark_register_key
from market.training.certificates.of_places import require_own
from market.training.issuing.checks import taken_serials
from market.training.models import (
    Batch,
    Certificate,
    Credential,
    District,
    FormerCertificate,
    Issuance,
    PreparedName,
    Signatories,
    Topic,
)

log = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
FEW = 2  # tries that are left, from which on it is said


class ClaimRefused(DomainError):
    """An unknown serial, a wrong code or a certificate of another user: one error, which reveals nothing. `left`: how
    many tries are left in this hour; the last ones are said.
    """

    help = "certificates#claim"
    status, code = 400, "claim_refused"
    sentence = _("This number and this code do not belong together. Look at the letter again and type both anew.")

    def __init__(self, *, left: int = FEW + 1) -> None:
        super().__init__()
        self.left = left

    def __str__(self) -> str:
        if self.left > FEW:
            return super().__str__()
        return f"{super().__str__()} {filled(self._warning(), left=self.left)}"

    def _warning(self) -> str:
        if not self.left:
            return gettext("That was the last try: wait until the next hour begins.")
        return ngettext(
            "%(left)s try is left, then you wait until the next hour begins.",
            "%(left)s tries are left, then you wait until the next hour begins.",
            self.left,
        )


class CertificateRevoked(DomainError):
    """The certificate is revoked."""

    help = "certificates#revoked"
    code = "certificate_revoked"
    sentence = _("This certificate was revoked by the programme. Ask your programme officer.")


class CertificateNotRevocable(DomainError):
    """The certificate is revoked already."""

    help = "certificates#revoked"
    code = "certificate_not_valid"
    sentence = _("This certificate is revoked already.")


class HasCertificate(DomainError):
    """A user claims one certificate only."""

    help = "certificates#claim"
    code = "has_certificate"
    sentence = _("You have claimed a certificate already: %(serial)s.")


class SerialTaken(Invalid):
    """Another certificate has this serial."""

    help = "certificates#officers"
    code = "serial_taken"
    problem = _("There is a certificate with this number.")


def require_officer(by: User) -> None:
    """Raise NotAllowed unless the user is an officer, and NotInAnEmergency for one with an emergency role only."""
    require_own_role(by, User.Role.OFFICER)


@atomic
def add_batch(*, by: User, code: str, topic: Topic, district: District, dates: tuple[date, date]) -> Batch:
    """Record a batch of one district and topic, with its first and last day.

    Raises NotAllowed to others than officers, Invalid for a code that is taken or days in the wrong order.
    """
    require_officer(by)
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
    """Record and sign a certificate. Returns it with its claim code, of which only a hash is stored.

    Without `serial` the next of AIAA-<DISTRICT>-<YEAR>-001 … is taken; without `claim_code` a random one is made.
    Raises NotAllowed to others than officers, SerialTaken.
    """
    require_officer(by)
    serial = codes.plain_serial(serial) if serial else next(next_serials(batch, 1))
    if taken_serials([serial]):
        raise SerialTaken(errors={"serial": [SerialTaken.problem]})
    return record_certificates(batch, [(serial, name_en, name_bn)], by=by, claim_code=claim_code)[0]


def record_certificates(
    batch: Batch,
    drafts: Iterable[tuple[str, str, str]],
    *,
    by: User,
    prepared_by: User | None = None,
    claim_code: str | None = None,
    places: Iterable[int | None] = (),
) -> list[tuple[Certificate, str]]:
    """Record and sign certificates from drafts (serial, English name, Bangla name); returns each with its claim code.

    `places` are the ids of the trainees' places, in the order of the drafts. The caller opens the transaction. Raises
    RegisterKeyLost.
    """
    mark_register_key()
    today = clock.local(clock.now()).date()
    signatories = Signatories.objects.on(today)
    certificates = []
    for (serial, name_en, name_bn), place in zip(drafts, chain(places, repeat(None)), strict=False):
        code = claim_code or codes.new_claim_code()
        certificate = Certificate(
            serial=serial,
            batch=batch,
            enrolment_id=place,
            name_en=nfc(name_en).strip(),
            name_bn=nfc(name_bn).strip(),
            claim_hash=codes.claim_hash(serial, code),
            check_code=codes.new_check_code(),
            issued_on=today,
            signatories=signatories,
            issued_by=by,
            prepared_by=prepared_by,
        )
        certificate.signature = codes.sign(certificate)
        certificates.append((certificate, code))
    Certificate.objects.bulk_create([certificate for certificate, _ in certificates], batch_size=500)
    audit_each("certificate.issued", by=by, on=[(each, {"serial": each.serial}) for each, _ in certificates])
    return certificates


def next_serials(batch: Batch, count: int, besides: Iterable[str] = ()) -> Iterator[str]:
    """The next `count` free serials of the batch's district and year, also free of those in `besides`.

    Takes an advisory lock: a concurrent transaction waits, so that two cannot take the same serial."""
    prefix = f"AIAA-{batch.district.slug[:3].upper()}-{batch.ended_on:%Y}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [prefix])
    waiting = PreparedName.objects.filter(issuance__state__in=Issuance.OPEN)
    tables = (Certificate.objects, FormerCertificate.objects, waiting)
    last = max((_last_number(rows, prefix) for rows in tables), default=0)
    last = max([last, *(int(each.removeprefix(prefix)) for each in besides if _is_counted(each, prefix))])
    return (f"{prefix}{last + number:03}" for number in range(1, count + 1))


def _last_number(rows: Any, prefix: str) -> int:
    matches = rows.filter(serial__regex=rf"^{prefix}[0-9]+$").order_by(Length("serial").desc(), "-serial")
    serial = matches.values_list("serial", flat=True).first()
    return int(serial.removeprefix(prefix)) if serial else 0


def _is_counted(serial: str, prefix: str) -> bool:
    return serial.startswith(prefix) and serial.removeprefix(prefix).isdigit()


def claim_certificate(*, by: User, serial: str, claim_code: str) -> Certificate:
    """Tie a certificate to the graduate's account, by the code on its letter. A repeated claim returns the certificate.

    Raises TooMany past the hourly limit (counted before the transaction, so that refusals count), ClaimRefused,
    CertificateRevoked, HasCertificate, OfAPlace to others than its trainee, StaffDoNotTrade (officers see the codes).
    """
    require_trader(by)
    left = spend("claim", by.pk, times=settings.LIFECYCLE.claim_tries_per_hour, per=HOUR)
    clients.spend("claim", times=settings.LIFECYCLE.claim_tries_per_client_hour, per=HOUR)  # over all accounts
    try:
        certificate = _claim(by, codes.plain_serial(serial), claim_code)
    except ClaimRefused as refusal:
        raise ClaimRefused(left=left) from refusal
    clients.give_back("claim", per=HOUR)
    return certificate


@atomic
def _claim(by: User, serial: str, claim_code: str) -> Certificate:
    one_at_a_time(by)  # two concurrent claims of one user: the second sees the first
    other = Certificate.objects.filter(holder=by).exclude(serial=serial).first()
    if other is not None:
        raise HasCertificate(serial=other.serial)
    locked = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related(
        "batch__topic", "batch__district", "enrolment"
    )
    certificate = locked.filter(serial=serial).first()
    if certificate is None or not codes.is_claim_code(certificate, claim_code):
        raise ClaimRefused
    if not codes.is_genuine(certificate):
        log.error("certificate %s is not signed by this site", serial)
        raise ClaimRefused
    if certificate.holder_id not in (None, by.pk):
        raise ClaimRefused
    require_own(certificate, by)
    if not certificate.is_valid:
        raise CertificateRevoked
    return hold_certificate(certificate, by=by)


def hold_certificate(certificate: Certificate, *, by: User) -> Certificate:
    """Tie a locked certificate to an account that is shown to be the graduate's. Repeated, nothing changes."""
    if certificate.holder_id is None:
        certificate.holder, certificate.claimed_at = by, clock.now()
        certificate.save(update_fields=["holder", "claimed_at"])
        audit("certificate.claimed", by=by, on=certificate, serial=certificate.serial)
    signals.certificate_claimed.send(sender=Certificate, user=by)
    return certificate


def clean_revocation_reason(text: str) -> str:
    """The reason as the graduate reads it. Raises Invalid if it is empty."""
    if not (reason := nfc(text).strip()):
        raise Invalid(errors={"reason": [_("Say why, in a sentence she can understand.")]})
    return reason


def end_certificate(
    certificate: Certificate, reason: str, *, proposed_by: User, confirmed_by: User | None = None
) -> Certificate:
    """Revoke a locked certificate: its holder's profile is hidden at once, and they are notified of the reason.

    Raises CertificateNotRevocable the second time.
    """
    if not certificate.is_valid:
        raise CertificateNotRevocable
    certificate.state, certificate.revoked_at = Certificate.State.REVOKED, clock.now()
    certificate.revoked_by, certificate.revocation_confirmed_by = proposed_by, confirmed_by
    certificate.revoked_reason = reason
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revocation_confirmed_by", "revoked_reason"])
    Credential.objects.filter(certificate=certificate, revoked_at=None).update(revoked_at=clock.now())
    revoked = events.CertificateRevoked(serial=certificate.serial, reason=reason)
    holders = [certificate.holder] if certificate.holder is not None else []
    emit(revoked, on=certificate, by=confirmed_by or proposed_by, to=holders)
    if certificate.holder is not None:
        signals.profile_changed.send(sender=Certificate, user_id=certificate.holder_id)
    return certificate
