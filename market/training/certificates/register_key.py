"""The register's own key: it signs certificates and hashes claim codes, independently of SECRET_KEY.

Given as REGISTER_KEY, or derived from SECRET_KEY when it is first needed and kept in DATA_DIR. A new SECRET_KEY
invalidates no printed certificate, and a lost file is derived again while SECRET_KEY is the same. Signatures by
SECRET_KEY itself and by older keys (REGISTER_OLD_KEYS) are accepted too.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

NAME = "register-key"


def register_key() -> str:
    """The key that signs now."""
    return settings.REGISTER_KEY or _stored_key(settings.DATA_DIR / NAME)


def fingerprint(key: str) -> str:
    """The fingerprint that the database stores of a key, to notice that it changed."""
    return salted_hmac("market.training.fingerprint", "key", secret=key, algorithm="sha256").hexdigest()


def accepted_keys() -> list[str]:
    """All keys whose signatures are accepted, the current one first."""
    return [register_key(), settings.SECRET_KEY, *settings.REGISTER_OLD_KEYS]


def available_keys() -> list[str]:
    """As `accepted_keys`, without writing a derived key to DATA_DIR."""
    path = settings.DATA_DIR / NAME
    now = settings.REGISTER_KEY or (path.read_text() if path.exists() else _derive_key())
    return [now, settings.SECRET_KEY, *settings.REGISTER_OLD_KEYS]


def _derive_key() -> str:
    return salted_hmac("market.training.register", "key", algorithm="sha256").hexdigest()


@cache
def _stored_key(path: Path) -> str:
    if not path.exists():
        _store_key(path, _derive_key())
    return path.read_text()


def _store_key(path: Path, key: str) -> None:
    """Write to a temporary file and rename it: a concurrent reader sees the whole key or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{NAME}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(key)
    part.replace(path)
