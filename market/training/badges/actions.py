"""Making badges, and the key that signs them."""

import hashlib
import secrets

from django.db import connection

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import NotFound
from market.core.base.sealing import resealed, sealed
from market.training.badges import keys
from market.training.badges.models import LIST_LENGTH
from market.training.certificates import codes
from market.training.certificates.actions import CertificateRevoked
from market.training.models import Certificate, Credential, SigningKey

BADGES = "market.training.badges"
FULL_AT = LIST_LENGTH // 2  # beyond it a free place is no longer found at once: the next list begins


def signing_key() -> SigningKey:
    """The key that signs now; the first is made when it is first needed."""
    return SigningKey.objects.filter(is_current=True).first() or _first_key()


@atomic
def _first_key() -> SigningKey:
    _one_at_a_time("training.signing_key")
    return SigningKey.objects.filter(is_current=True).first() or _new_key()


def _new_key() -> SigningKey:
    pem = keys.new_private_pem()
    jwk = keys.public_jwk(pem)
    kept = {"kid": keys.thumbprint(jwk), "public_jwk": jwk, "private_pem": sealed(pem, BADGES)}
    return SigningKey.objects.create(**kept, created_at=clock.now())


@atomic
def rotate_signing_key() -> SigningKey:
    """Sign with a new key from now on. The old one stays published, so that what it signed can be checked.

    Its private half is forgotten.
    """
    _one_at_a_time("training.signing_key")
    SigningKey.objects.filter(is_current=True).update(is_current=False, retired_at=clock.now(), private_pem="")
    return _new_key()


@atomic
def reseal_signing_key(*, key_id: int) -> bool:
    """Seal a signing key by the site's secret of now. False where it was. Raises SecretKeyLost."""
    key = SigningKey.objects.select_for_update(no_key=True).get(pk=key_id)
    private_pem = resealed(key.private_pem, BADGES)
    if private_pem == key.private_pem:
        return False
    key.private_pem = private_pem
    key.save(update_fields=["private_pem"])
    return True


@atomic
def make_badge(*, by: User, with_name: bool) -> Credential:
    """The badge of one's certificate, made at the first call; with her name on it only if she asks for that.

    Raises NotFound without a certificate, CertificateRevoked.
    """
    held = Certificate.objects.filter(holder=by).values_list("pk", flat=True).first()
    if held is None:
        raise NotFound
    certificate = lock(Certificate.objects.filter(holder=by).select_related("batch__topic", "batch__district"), held)
    if not codes.is_genuine(certificate):
        raise NotFound
    if not certificate.is_valid:
        raise CertificateRevoked
    name = certificate.name_en if with_name else ""
    made = Credential.objects.filter(certificate=certificate, serial=certificate.serial, name=name, revoked_at=None)
    for each in made:
        if each.identity_hash == hashed(by.email, each.salt):
            return each
    salt = secrets.token_hex(16)
    number, index = _free_place()
    credential = Credential.objects.create(
        certificate=certificate,
        serial=certificate.serial,
        name=name,
        salt=salt,
        identity_hash=hashed(by.email, salt),
        list_number=number,
        list_index=index,
        created_at=clock.now(),
    )
    audit("badge.made", by=by, on=certificate, credential=credential.pk, with_name=with_name)
    return credential


def hashed(email: str, salt: str) -> str:
    """An address as the standard hides it: only who knows the address can tell that it is meant."""
    return "sha256$" + hashlib.sha256(f"{email}{salt}".encode()).hexdigest()


def _free_place() -> tuple[int, int]:
    """A random place that no credential has, so that neighbours say nothing of each other."""
    _one_at_a_time("training.status_list")
    number = 1 + Credential.objects.count() // FULL_AT
    used = set(Credential.objects.filter(list_number=number).values_list("list_index", flat=True))
    while (index := secrets.randbelow(LIST_LENGTH)) in used:
        pass
    return number, index


def _one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
