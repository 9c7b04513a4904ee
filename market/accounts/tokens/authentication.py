"""Who calls the API: a bearer token, or the browser's session with CSRF."""

import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS

from market.accounts.middleware import accepted
from market.accounts.models import ApiToken, User
from market.accounts.people.restraint_actions import require_not_suspended
from market.accounts.sign_in.proof import FOR_STAFF, ProofNeeded, is_token_proven
from market.accounts.sign_in.second_factor import require_second_factor
from market.accounts.terms.actions import require_agreement
from market.accounts.tokens.actions import note_use
from market.accounts.tokens.expiry_actions import stay_awake
from market.accounts.tokens.scopes import check_scope, is_grave, route_of
from market.core.base import clock
from market.core.base.prepared import prepared
from market.core.text.locale import set_digits, set_zone


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`. Tokens are kept as digests (knox); what each may do is checked here."""

    def authenticate(self, request: Any) -> Any:
        """The person and the token; None without one.

        Raises ScopeMissing for what the token may not do, ProofNeeded for grave acts of staff, Suspended. A token that
        stands in nobody's list opens nothing.
        """
        result = super().authenticate(request)
        if result is None:
            return None
        person, token = result
        grant = token.grant
        check_scope(grant, request)
        note_use(grant)
        read_for(request, person)
        require_not_suspended(person, request)
        if person.is_staff:
            stay_awake(grant, request)
            require_recent_factor(grant, request)
        return result

    def authenticate_credentials(self, token: bytes) -> Any:
        """The person and the token of these bytes. Raises AuthenticationFailed where none that lasts has them.

        One statement, by the digest that is the key of its row; tokens that have ended are deleted by a deadline.
        """
        grant = next(iter(_grants_of(hash_token(token.decode()))), None) if token.isascii() else None
        if grant is None or (grant.token.expiry is not None and grant.token.expiry < clock.wall()):
            raise AuthenticationFailed(_("Invalid token."))
        grant.token.user = grant.user
        return self.validate_user(grant.token)


@prepared
def _grants_of(digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(token=digest).select_related("token", "user")


def require_recent_factor(grant: ApiToken, request: HttpRequest) -> None:
    """Raise ProofNeeded where a token of the staff does something grave, and their second factor is too old."""
    if is_grave(request.method or "GET", route_of(request)) and not is_token_proven(grant, FOR_STAFF):
        raise ProofNeeded


def read_for(request: HttpRequest, user: User) -> None:
    """From here on the answer is for the token's user: in their digits and time zone, and in their
    language where the program asks for none.

    `LanguageMiddleware` could not know the user yet, and sets all back after the answer.
    """
    set_digits(user.digits)
    set_zone(user.zone)
    if accepted(request.headers.get("Accept-Language", "")) is None:
        translation.activate(user.language)


class BrowserSessionAuthentication(SessionAuthentication):
    """The session cookie; anything that changes something needs the CSRF token, and agreement to the terms."""

    # What reading does by itself, and what concerns the own account alone.
    OPEN = re.compile(
        r"/api/v1/(me/(agreement|devices|exports|closing)/|ws-ticket/|notifications/read/|conversations/\d+/read/)"
    )

    def authenticate(self, request: Any) -> Any:
        """The user; None without a session. Raises AgreementMissing where new terms wait for agreement, Suspended, and
        SecondFactorMissing to staff who change something of others without one, as on pages.
        """
        result = super().authenticate(request)
        if result is not None and request.method not in SAFE_METHODS and not self.OPEN.match(request.path):
            require_agreement(result[0])
        if result is not None:
            require_not_suspended(result[0], request)
        if result is not None and result[0].is_staff and is_grave(request.method, route_of(request)):
            require_second_factor(result[0])
        return result


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
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
