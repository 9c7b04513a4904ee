"""Who calls the API: a bearer token, or the browser's session with CSRF."""

from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`. Tokens are kept as digests (knox)."""


class BrowserSessionAuthentication(SessionAuthentication):
    """The session cookie; anything that changes something needs the CSRF token."""
