"""Tokens of the local bKash. They are signed and not stored: an id_token for an hour, a refresh_token for 28 days."""

from typing import Any

from django.conf import settings
from django.core import signing

from market.sandbox.bkash.errors import BkashError, GatewayError

SALT, REFRESH_SALT = "sandbox.bkash.token", "sandbox.bkash.refresh"
TOKEN_FOR, REFRESH_FOR = 3600, 28 * 24 * 3600  # seconds


def make_tokens(payload: dict[str, Any], username: str, password: str) -> dict[str, Any]:
    """New tokens for the credentials; with a `refresh_token` in the payload, in place of that. Raises BkashError."""
    if (username, password) != (settings.BKASH_USERNAME, settings.BKASH_PASSWORD):
        raise GatewayError(401, "Unauthorized")
    if (payload.get("app_key"), payload.get("app_secret")) != (settings.BKASH_APP_KEY, settings.BKASH_APP_SECRET):
        raise BkashError("2001")
    if "refresh_token" in payload:
        _open(str(payload["refresh_token"]), REFRESH_SALT, REFRESH_FOR)
    return {
        "token_type": "Bearer",
        "id_token": signing.dumps({"merchant": username}, salt=SALT),
        "expires_in": TOKEN_FOR,
        "refresh_token": signing.dumps({"merchant": username}, salt=REFRESH_SALT),
    }


def require_token(token: str, app_key: str) -> None:
    """Raises BkashError for a call without a token that counts."""
    _open(token, SALT, TOKEN_FOR)
    if app_key != settings.BKASH_APP_KEY:
        raise BkashError("2001")


def _open(token: str, salt: str, seconds: int) -> None:
    try:
        signing.loads(token, salt=salt, max_age=seconds)
    except signing.SignatureExpired as over:
        raise GatewayError(401, "The incoming token has expired") from over
    except signing.BadSignature as wrong:
        raise GatewayError(401, "Unauthorized") from wrong
