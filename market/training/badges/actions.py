"""Making badges, and the key that signs them."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import NotFound
from market.core.base.sealing import resealed, sealed
from market.training.badges import keys
from market.training.badges.models import LIST_LENGTH
from market.training.certificates import codes
from market.training.certificates.actions import CertificateRevoked
from market.training.models import Certificate, Credential, SigningKey

if TYPE_CHECKING:
    from django.db.models import QuerySet

BADGES = "market.training.badges"
BADGES_PER_DAY = 10
FULL_AT = LIST_LENGTH // 2  # then the next list begins, since a random free index takes too many tries


def signing_key() -> SigningKey:
    """The current signing key; the first is made when it is first needed."""
    return SigningKey.objects.filter(is_current=True).first() or _first_key()


@atomic
def _first_key() -> SigningKey:
    _lock_until_commit("training.signing_key")
    return SigningKey.objects.filter(is_current=True).first() or _new_key()


def _new_key() -> SigningKey:
    pem = keys.new_private_pem()
    jwk = keys.public_jwk(pem)
    fields = {"kid": keys.thumbprint(jwk), "public_jwk": jwk, "private_pem": sealed(pem, BADGES)}
    return SigningKey.objects.create(**fields, created_at=clock.now())


@atomic
def rotate_signing_key() -> SigningKey:
    """Sign with a new key from now on. The public half of the old one stays published, so that its signatures
    can be checked; its private half is deleted.
    """
    _lock_until_commit("training.signing_key")
    SigningKey.objects.filter(is_current=True).update(is_current=False, retired_at=clock.now(), private_pem="")
    return _new_key()


@atomic
def reseal_signing_key(*, key_id: int) -> bool:
    """Encrypt a signing key anew by the current SECRET_KEY. False where it was. Raises SecretKeyLost."""
    key = SigningKey.objects.select_for_update(no_key=True).get(pk=key_id)
    private_pem = resealed(key.private_pem, BADGES)
    if private_pem == key.private_pem:
        return False
    key.private_pem = private_pem
    key.save(update_fields=["private_pem"])
    return True


@atomic
def make_badge(*, by: User, with_name: bool) -> Credential:
    """The badge of the user's certificate, made at the first call; `with_name` puts the holder's name on it.

    Raises NotFound without a certificate, CertificateRevoked, TooMany.
    """
    rows = Certificate.objects.filter(holder=by).select_related("batch__topic", "batch__district")
    certificate_id = rows.values_list("pk", flat=True).first()
    if certificate_id is None:
        raise NotFound
    certificate = lock(rows, certificate_id)
    if not codes.is_genuine(certificate):
        raise NotFound
    if not certificate.is_valid:
        raise CertificateRevoked
    name = certificate.name_en if with_name else ""
    badges = Credential.objects.filter(certificate=certificate, serial=certificate.serial, name=name, revoked_at=None)
    for badge in badges:
        if badge.identity_hash == hash_identity(by.email, badge.salt):
            return badge
    salt = secrets.token_hex(16)
    number, index = free_list_index(by, Credential.objects.all())
    credential = Credential.objects.create(
        certificate=certificate,
        serial=certificate.serial,
        name=name,
        salt=salt,
        identity_hash=hash_identity(by.email, salt),
        list_number=number,
        list_index=index,
        created_at=clock.now(),
    )
    audit("badge.made", by=by, on=certificate, credential=credential.pk, with_name=with_name)
    return credential


def hash_identity(email: str, salt: str) -> str:
    """The salted hash of a mail address, as Open Badges 3.0 defines an IdentityObject."""
    return "sha256$" + hashlib.sha256(f"{email}{salt}".encode()).hexdigest()


def free_list_index(by: User, badges: "QuerySet[Any]") -> tuple[int, int]:
    """The number of a status list of these badges and a random free index in it, so that indexes do not reveal the
    order of issue. Others wait until the transaction ends. Raises TooMany: a place is never used again, so nobody
    fills the lists by making badges anew.
    """
    limits.spend("badge", by.pk, times=BADGES_PER_DAY, per=timedelta(days=1))
    _lock_until_commit("training.status_list")
    number = 1 + badges.count() // FULL_AT
    used = set(badges.filter(list_number=number).values_list("list_index", flat=True))
    while (index := secrets.randbelow(LIST_LENGTH)) in used:
        pass
    return number, index


def _lock_until_commit(lock_name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock_name])
