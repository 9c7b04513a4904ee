"""Google for allauth: what is asked there (OpenID Connect by code, with PKCE and a nonce), and what of it is kept."""

import secrets
from typing import Any

from allauth.socialaccount.providers.google.provider import GoogleProvider as AllauthGoogleProvider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.http import HttpRequest, HttpResponse

from market.accounts.google.openid import GoogleAdapter


class GoogleProvider(AllauthGoogleProvider):
    """allauth's, of which nothing is changed by the address of a request."""

    oauth2_adapter_class = GoogleAdapter

    def get_scope(self) -> list[str]:
        """Who it is, the address and the name: no more."""
        return ["openid", "email", "profile"]

    def get_pkce_params(self) -> dict[str, Any]:
        """Always: a code that somebody else sees is worth nothing."""
        challenge: dict[str, Any] = generate_code_challenge()
        return challenge

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Lead to Google. The nonce waits in the state, in the session; the account is chosen each time, since phones
        are shared.
        """
        nonce = secrets.token_urlsafe(32)
        params = {"nonce": nonce, "prompt": "select_account"}
        response: HttpResponse = super().redirect(
            request, process, next_url=next_url, data=data, auth_params=params, nonce=nonce
        )
        return response

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept beside the account's number: its address, by which its owner knows it again."""
        return {"email": str(data.get("email") or "")[:254]}
