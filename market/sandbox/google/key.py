"""The key by which the stand-in signs: one for each folder of data, made at first use."""

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from tempfile import NamedTemporaryFile
from typing import cast

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

PKCS8, PUBLIC = PrivateFormat.PKCS8, PublicFormat.SubjectPublicKeyInfo


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """The key. Where two processes make one at the same time, the first one counts for both."""
    path = settings.DATA_DIR / "google-sandbox-key"
    if not path.exists():
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=settings.DATA_DIR) as new:
            new.write(make_key().private_bytes(Encoding.PEM, PKCS8, NoEncryption()))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, path)
    return cast(rsa.RSAPrivateKey, load_pem_private_key(path.read_bytes(), password=None))


def make_key() -> rsa.RSAPrivateKey:
    """A new key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_id(key: rsa.RSAPrivateKey) -> str:
    """The name of a key in tokens."""
    return sha256(key.public_key().public_bytes(Encoding.DER, PUBLIC)).hexdigest()[:16]
