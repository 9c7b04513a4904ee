"""Who may open a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeGuard

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from market.accounts.models import User

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in: what a view behind `signed_in` gets."""

    user: User  # narrower than Django's: nobody anonymous comes here


def is_member(request: HttpRequest) -> TypeGuard[MemberRequest]:
    """Whether somebody is signed in: for pages that visitors may begin with."""
    return request.user.is_authenticated


def signed_in(view: View) -> View:
    """Leads others to the sign-in page, and from there back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(
                request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
            )
        return view(request, *args, **kwargs)

    return guarded


def with_role(*roles: str) -> Callable[[View], View]:
    """For people with one of the roles; a desk does not exist for others (404)."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated or not request.user.has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
