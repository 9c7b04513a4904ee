"""What the database keeps sealed, so that a copy of it opens nothing: secrets of second factors and of webhooks, keys.

The seal is derived from SECRET_KEY; what one of SECRET_KEY_FALLBACKS has sealed is opened as well.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError

MARK = "sealed:"


class SecretKeyLost(DomainError, InvalidToken):
    """What is needed was sealed with a SECRET_KEY that is neither the one of now nor among SECRET_KEY_FALLBACKS."""

    status, code = 503, "secret_key_lost"
    sentence = _("This cannot be done now: a key of the site is missing. Please tell whoever runs the site.")


def seal_of(purpose: str) -> MultiFernet:
    """The seal for one purpose: it seals by the key of now, and opens by those before too."""
    return MultiFernet([_fernet(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str, purpose: str) -> Fernet:
    key = salted_hmac(purpose, "seal", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(text: str, purpose: str) -> str:
    """The text as it is kept. What is sealed already, or empty, stays."""
    if not text or text.startswith(MARK):
        return text
    return MARK + seal_of(purpose).encrypt(text.encode()).decode()


def resealed(text: str, purpose: str) -> str:
    """The text sealed by the key of now; as it is, where that has sealed it. Raises SecretKeyLost."""
    if not text.startswith(MARK):
        return sealed(text, purpose)
    token = text.removeprefix(MARK)
    if is_of_now(token, purpose):
        return text
    try:
        return MARK + seal_of(purpose).rotate(token.encode()).decode()
    except InvalidToken as lost:
        raise SecretKeyLost from lost


def is_of_now(token: str, purpose: str) -> bool:
    """Whether the key of now, not one before, has sealed this."""
    try:
        _fernet(settings.SECRET_KEY, purpose).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def opened(text: str, purpose: str) -> str:
    """What was sealed; a text from before there was a seal as it is. Raises SecretKeyLost."""
    if not text.startswith(MARK):
        return text
    try:
        return seal_of(purpose).decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken as lost:
        raise SecretKeyLost from lost
