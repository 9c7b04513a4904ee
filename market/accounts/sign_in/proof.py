"""Re-authentication: before grave acts, by password, passkey or code, some minutes before at most.

A session remembers when that was (allauth's records), a token too (`ApiToken.proved_at`); signing in is such a proof.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from rest_framework.permissions import BasePermission, IsAuthenticated

from market.accounts.models import ApiToken, User
from market.accounts.sign_in.second_factor import has_factor
from market.core.base import clock
from market.core.base.errors import NotAllowed

FOR_STAFF = timedelta(minutes=30)  # their second factor, before they change anything of others with a token


class ProofNeeded(NotAllowed):
    help = "account#proof"
    code = "proof_needed"
    sentence = _(
        "Confirm first that it is you, with your password, a passkey or a code. A program sends one of them to"
        " POST auth/token/confirm/ and tries again."
    )


def is_token_proven(token: ApiToken, within: timedelta) -> bool:
    """Whether its user re-authenticated with it, not longer ago than this."""
    return token.proved_at is not None and clock.wall() - token.proved_at < within


def is_session_proven(request: Any, within: timedelta) -> bool:
    """The same of a browser's session. A link in a mail is no such proof; Google is one for who has nothing else."""
    records = get_authentication_records(request, request.user)
    methods = ["password", "mfa"] if has_own_proof(request.user) else ["socialaccount"]
    proven_at = [each["at"] for each in records if each.get("method") in methods]
    return bool(proven_at) and clock.wall().timestamp() - max(proven_at) < within.total_seconds()


def has_own_proof(user: User) -> bool:
    """Whether the user has a password, a passkey or a second factor to re-authenticate with."""
    return user.has_usable_password() or has_factor(user)


def is_proven(request: Any) -> bool:
    """Whether the caller, by page, session or token, re-authenticated within the last minutes."""
    token = getattr(request, "auth", None)
    if isinstance(token, AuthToken):
        return is_token_proven(token.grant, settings.PROOF)
    return is_session_proven(request, settings.PROOF)


class RecentlyProven(BasePermission):
    """For classes of the API: the methods named in `proves` ask for proof, else 403 `proof_needed`.

    It is asked before anything is stored for an Idempotency-Key, so the same request is sent again after the proof.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether the caller may go on. Raises ProofNeeded."""
        asks = request.method in getattr(view, "proves", ("POST",))
        if asks and request.user.is_authenticated and self.is_grave(request, view) and not is_proven(request):
            raise ProofNeeded
        return True

    def is_grave(self, request: Any, view: Any) -> bool:
        """Whether this one needs it."""
        return True


PROVEN = [IsAuthenticated, RecentlyProven]


def proven(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For pages behind `signed_in`: with these methods they ask for proof. What was typed waits in `kept_forms`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and not is_proven(request):
                return to_proof(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def first_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For allauth's pages that add a passkey or a second factor: allauth asks no proof of a user who has neither these
    nor a password, so that whoever finds an open browser could keep the account. Such users prove with Google.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and not has_own_proof(request.user) and not is_proven(request):
            return to_proof(request)
        return view(request, *args, **kwargs)

    return guarded


def to_proof(request: HttpRequest) -> HttpResponse:
    """Redirect to the page that asks for proof, and from there back: to this page, or to where a button was pressed."""
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    following = before if is_ours else reverse("work")
    if request.method == "GET":
        following = request.get_full_path()
    return redirect(f"{reverse(_page_of_proof(request))}?{urlencode({'next': following})}")


def _page_of_proof(request: HttpRequest) -> str:
    user = request.user
    if not isinstance(user, User) or user.has_usable_password():
        return "account_reauthenticate"
    return "mfa_reauthenticate" if has_factor(user) else "confirm_google"
