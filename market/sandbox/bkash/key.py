"""The key and the certificate by which the local topic signs: one for each folder of data, made at first use.

The certificate is named as Amazon's, and signed by its own key.
"""

import os
from contextlib import suppress
from datetime import timedelta
from functools import cache
from hashlib import sha256
from tempfile import NamedTemporaryFile
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from django.conf import settings

from market.core.base import clock

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
YEARS = timedelta(days=3650)


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """The key."""
    return cast(rsa.RSAPrivateKey, load_pem_private_key(_pem(), password=None))


def certificate() -> bytes:
    """The certificate, as PEM."""
    return x509.load_pem_x509_certificate(_pem()).public_bytes(Encoding.PEM)


def certificate_name() -> str:
    """The name of its file, as SNS names them."""
    return f"SimpleNotificationService-{sha256(certificate()).hexdigest()[:32]}.pem"


def make_key() -> rsa.RSAPrivateKey:
    """A new key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def make_certificate(key: rsa.RSAPrivateKey, name: x509.Name = NAME, valid_for: timedelta = YEARS) -> bytes:
    """A certificate of a key, valid since yesterday, as PEM."""
    begin = clock.wall() - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + valid_for)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _pem() -> bytes:
    """Key and certificate in one file. Where two processes make one at the same time, the first one counts for both."""
    path = settings.DATA_DIR / "bkash-sandbox-key"
    if not path.exists():
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        key = make_key()
        with NamedTemporaryFile(dir=settings.DATA_DIR) as new:
            new.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + make_certificate(key))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_bytes()
