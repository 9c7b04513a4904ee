"""What allauth asks of us about Google: the client, how the network is asked, what follows when somebody is back."""

from functools import partial
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest
from requests import RequestException, Response, Session

from market.accounts.google.accounts import GOOGLE
from market.accounts.google.returning import answer_failure, answer_identity
from market.core.base import google


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Google as the settings name it, and our own pages after it."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The client of the settings; rows of the database are not asked."""
        if not google.is_on() or provider not in (None, GOOGLE) or client_id not in (None, settings.GOOGLE_CLIENT_ID):
            return []
        return [
            SocialApp(
                provider=GOOGLE,
                name="Google",
                client_id=settings.GOOGLE_CLIENT_ID,
                secret=settings.GOOGLE_CLIENT_SECRET,
            )
        ]

    def get_requests_session(self) -> Session:
        """With a time limit; an error of Google's own is one of the network, not of the person."""
        session = Session()
        session.hooks["response"].append(_raise_for_server_error)
        session.request = partial(session.request, timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT)  # type: ignore[method-assign]
        return session

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say it in the person's language on the page where they began. Raises ImmediateHttpResponse."""
        raise ImmediateHttpResponse(
            answer_failure(
                request,
                state=(extra_context or {}).get("state"),
                is_declined=error == AuthError.CANCELLED,
                is_down=isinstance(exception, RequestException),
                exception=exception,
            )
        )

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Everything that follows is decided by us. Raises ImmediateHttpResponse."""
        raise ImmediateHttpResponse(answer_identity(request, sociallogin))


def _raise_for_server_error(response: Response, *args: Any, **kwargs: Any) -> None:
    if response.status_code >= 500:
        response.raise_for_status()
