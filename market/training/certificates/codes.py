"""Serials, claim codes and check codes of certificates, and the signature over what a certificate says.

The claim code stands on the graduate's letter and is kept as a keyed hash only. The check code stands in the QR of the
certificate. The signature is an HMAC with the register's key, so that a row inserted by other means is not genuine.
"""

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from market.core.text.bangla import ascii_digits
from market.training.certificates.register_key import accepted_keys, register_key

if TYPE_CHECKING:
    from market.training.models import Certificate, FormerCertificate

# Without 0 o 1 l i, which a printed letter makes look alike.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CLAIM_LENGTH, CHECK_LENGTH = 10, 16
OWN_SERIAL = re.compile(
    r"(AIAA)(?:([A-Z]{3})(\d{4})(\d{3,})|(DEMO)(\d{4}))"
)  # district, year, number; see next_serials
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
SALT = "market.training.certificate"


def new_claim_code() -> str:
    """A code of ten characters, written in two groups: "k7mwp-4xq9c"."""
    code = _random(CLAIM_LENGTH)
    return f"{code[:5]}-{code[5:]}"


def new_check_code() -> str:
    """A code of sixteen characters."""
    return _random(CHECK_LENGTH)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def plain_serial(text: str) -> str:
    """A serial as it is stored, however it was typed: Bangla digits, lower case, spaces, long hyphens or none.

    Only A to Z, 0 to 9 and hyphens are left of it; those of our own serials are put where they belong.
    """
    text = ascii_digits(unicodedata.normalize("NFKC", text)).translate(HYPHENS).upper()
    serial = re.sub(r"[^A-Z0-9-]+", "", text)[:40]
    own = OWN_SERIAL.fullmatch(serial.replace("-", ""))
    return "-".join(filter(None, own.groups())) if own else serial


def plain_code(text: str) -> str:
    """A code as it is compared: ASCII digits, lower case, without spaces and hyphens."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)).translate(HYPHENS).casefold()
    return re.sub(r"[\s-]+", "", text)[:100]


def claim_hash(serial: str, claim_code: str, key: str | None = None) -> str:
    """What is stored of a claim code: 64 hexadecimal digits, keyed by the register's key and bound to the serial."""
    text = f"{serial}:{plain_code(claim_code)}"
    return salted_hmac("market.training.claim", text, key or register_key(), algorithm="sha256").hexdigest()


def is_claim_code(certificate: "Certificate", claim_code: str) -> bool:
    """Whether this is the code on the certificate's letter."""
    hashes = (claim_hash(certificate.serial, claim_code, key) for key in accepted_keys())
    return any([constant_time_compare(certificate.claim_hash, each) for each in hashes])


def is_check_code(certificate: "Certificate", check_code: str) -> bool:
    """Whether this is the code in the certificate's QR."""
    return constant_time_compare(certificate.check_code, plain_code(check_code))


def signed_content(certificate: "Certificate | FormerCertificate") -> str:
    """The signed text: the fields of a certificate, one a line."""
    batch = certificate.batch
    parts = (
        certificate.serial,
        batch.code,
        batch.topic.slug,
        batch.district.slug,
        certificate.name_en,
        certificate.name_bn,
        certificate.issued_on.isoformat(),
        certificate.check_code,
    )
    return "\n".join(parts)


def sign(certificate: "Certificate | FormerCertificate") -> str:
    """The signature over `signed_content`, by the current key."""
    return signing.Signer(key=register_key(), salt=SALT).signature(signed_content(certificate))


def is_genuine(certificate: "Certificate | FormerCertificate") -> bool:
    """Whether the signature is of this site, by any accepted key."""
    signed_text = f"{signed_content(certificate)}:{certificate.signature}"
    try:
        signing.Signer(key=register_key(), fallback_keys=[*accepted_keys()[1:]], salt=SALT).unsign(signed_text)
    except signing.BadSignature:
        return False
    return True
