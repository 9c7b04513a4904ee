"""Who calls the API: a bearer token, or the browser's session with CSRF."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`. Tokens are kept as digests (knox)."""


class BrowserSessionAuthentication(SessionAuthentication):
    """The session cookie; anything that changes something needs the CSRF token."""


class BearerScheme(OpenApiAuthenticationExtension):
    """How the API's description names the token."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The scheme."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the API's description names the session."""

    target_class = BrowserSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
