"""What the database keeps sealed, so that a copy of it opens nothing: secrets of second factors, and signing keys.

The seal is derived from SECRET_KEY; what one of SECRET_KEY_FALLBACKS has sealed is opened as well.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "sealed:"


def seal_of(purpose: str) -> MultiFernet:
    """The seal for one purpose: it seals by the key of now, and opens by those before too."""

    def fernet(secret: str) -> Fernet:
        key = salted_hmac(purpose, "seal", secret=secret, algorithm="sha256").digest()
        return Fernet(base64.urlsafe_b64encode(key))

    return MultiFernet([fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def sealed(text: str, purpose: str) -> str:
    """The text as it is kept. What is sealed already, or empty, stays."""
    if not text or text.startswith(MARK):
        return text
    return MARK + seal_of(purpose).encrypt(text.encode()).decode()


def opened(text: str, purpose: str) -> str:
    """What was sealed; a text from before there was a seal as it is. Raises cryptography's InvalidToken."""
    if not text.startswith(MARK):
        return text
    return seal_of(purpose).decrypt(text.removeprefix(MARK).encode()).decode()
