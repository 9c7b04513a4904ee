"""Refuses changes on pages to suspended users. The API does so in `authentication`, messages in `append_messages`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from market.accounts.people.restraint_actions import Suspended, require_not_suspended
from market.core.web.refusals import refusal_page


class SuspensionMiddleware:
    """Suspended users change nothing but what is left open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The refusal in place of the view, or None."""
        if request.user.is_authenticated and not request.path.startswith("/api/"):
            try:
                require_not_suspended(request.user, request)
            except Suspended as refusal:
                return refusal_page(request, refusal)
        return None
