"""The register's own key: it signs certificates and hashes claim codes, whatever becomes of the site's secret.

Given as REGISTER_KEY, or derived from SECRET_KEY when it is first needed and kept in DATA_DIR. So a new SECRET_KEY
voids no paper, and a lost file comes back while SECRET_KEY is the same. What the site's secret itself or an older key
(REGISTER_OLD_KEYS) signed counts as well.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

NAME = "register-key"


def register_key() -> str:
    """The key that signs now."""
    return settings.REGISTER_KEY or _kept(settings.DATA_DIR / NAME)


def fingerprint(key: str) -> str:
    """What the database knows of a key: enough to notice that it is another one."""
    return salted_hmac("market.training.fingerprint", "key", secret=key, algorithm="sha256").hexdigest()


def accepted_keys() -> list[str]:
    """All keys whose signatures count, the one that signs now first."""
    return [register_key(), settings.SECRET_KEY, *settings.REGISTER_OLD_KEYS]


def keys_here() -> list[str]:
    """The same as `accepted_keys`, for a look: a key that was never needed is not kept by it."""
    path = settings.DATA_DIR / NAME
    now = settings.REGISTER_KEY or (path.read_text() if path.exists() else _derived())
    return [now, settings.SECRET_KEY, *settings.REGISTER_OLD_KEYS]


def _derived() -> str:
    return salted_hmac("market.training.register", "key", algorithm="sha256").hexdigest()


@cache
def _kept(path: Path) -> str:
    if not path.exists():
        _keep(path, _derived())
    return path.read_text()


def _keep(path: Path, key: str) -> None:
    """Written beside and moved: whoever reads at the same time sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{NAME}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(key)
    part.replace(path)
