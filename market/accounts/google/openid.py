"""What comes back from Google: the code is changed for an ID token, and that is checked whole."""

from functools import cache
from typing import Any

import jwt
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from requests import ConnectionError as Unanswered

LEEWAY = 30  # seconds that the two clocks may differ
KEYS_KEPT = 3600  # seconds; a key that is not among them is asked for anew
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


class GoogleAdapter(GoogleOAuth2Adapter):
    """allauth's, with the addresses of the settings. The nonce is read from the state before allauth uses that up."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.authorize_url, self.access_token_url = settings.GOOGLE_AUTHORIZE_URL, settings.GOOGLE_TOKEN_URL
        stashed = statekit.get_states(request).get(request.GET.get("state", ""))
        self.nonce = str(stashed[0].get("nonce", "")) if stashed else ""

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """None: nothing is asked of Google later."""
        return SocialToken()

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who came back, with the claims in `claims`. Raises OAuth2Error, and Unanswered without Google's keys."""
        claims = read_id_token(kwargs["response"].get("id_token"), nonce=self.nonce)
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login


def read_id_token(id_token: Any, *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token: signed by Google, for this site, not over, of this very sign-in.

    Raises OAuth2Error for any other, and Unanswered where Google's keys cannot be read.
    """
    if not isinstance(id_token, str) or not nonce:
        raise OAuth2Error("There is no ID token, or no nonce to compare it with.")
    try:
        key = _keys_at(settings.GOOGLE_KEYS_URL).get_signing_key_from_jwt(id_token)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=["RS256"],
            audience=settings.GOOGLE_CLIENT_ID,
            issuer=settings.GOOGLE_ISSUER,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWKClientConnectionError as down:
        raise Unanswered(str(down)) from down
    except jwt.PyJWTError as wrong:
        raise OAuth2Error(f"The ID token is refused: {wrong}") from wrong
    if not constant_time_compare(str(claims["nonce"]), nonce):
        raise OAuth2Error("The ID token is of another sign-in.")
    if claims.get("azp", settings.GOOGLE_CLIENT_ID) != settings.GOOGLE_CLIENT_ID:
        raise OAuth2Error("The ID token was made for another site.")
    if not claims["sub"]:
        raise OAuth2Error("The ID token names nobody.")
    return claims


@cache
def _keys_at(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, lifespan=KEYS_KEPT, timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT)
