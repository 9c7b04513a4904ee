"""Refusals on pages: what an action refuses becomes a page in the site's look."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from market.core.errors import DomainError, NotFound, TooMany


class RefusalMiddleware:
    """Renders a DomainError that no form has taken. The API has its own handler and never comes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The refusal's page, or None for what is no refusal."""
        if isinstance(error, NotFound):
            raise Http404 from error
        return refusal_page(request, error) if isinstance(error, DomainError) else None


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page that says the refusal's sentence and leads back."""
    response = render(request, "core/refusal.html", {"error": error}, status=error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def refused(status: int) -> Callable[..., HttpResponse]:
    """An error view of Django's (400, 403, 404) as a page in the site's look."""

    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return render(request, f"core/{status}.html", status=status)

    return view


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose token is missing or old: what was typed can be sent again after going back."""
    return render(request, "core/403.html", {"expired": True}, status=403)
