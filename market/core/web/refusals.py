"""Refusals on pages: what an action refuses becomes a page of the site."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from market.core.api.problems import PROBLEM, problem
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound, TooManyFields, TooManyFiles, is_not_text
from market.core.base.outage import Unavailable, refusal_of, unavailable_page


class RefusalMiddleware:
    """Renders a DomainError that no form has taken. The API has its own handler and never comes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:  # no text of ours holds one, and the database refuses to look for it
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The refusal's page, or None for what is no refusal."""
        if isinstance(error, NotFound):
            raise Http404 from error
        if is_not_text(error):
            return refused(400)(request, error)
        if refusal := refusal_of(error):
            return _unavailable(refusal)
        return refusal_page(request, error) if isinstance(error, DomainError) else None


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page that says the refusal's sentence and leads back."""
    response = render(request, "core/refusal.html", {"error": error}, status=error.status)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def refused(status: int) -> Callable[..., HttpResponse]:
    """An error view of Django's (400, 403, 404): a page of the site, or problem details below /api/."""

    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        too_much = _too_much(exception)
        if request.path.startswith("/api/"):
            return _problem(too_much or {400: Invalid, 403: NotAllowed, 404: NotFound}[status]())
        return refusal_page(request, too_much) if too_much else render(request, f"core/{status}.html", status=status)

    return view


def _too_much(exception: Exception | None) -> DomainError | None:
    """What Django read no further, as a refusal."""
    if isinstance(exception, TooManyFieldsSent):
        return TooManyFields(most=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    return TooManyFiles() if isinstance(exception, TooManyFilesSent) else None


def _problem(refusal: DomainError) -> HttpResponse:
    body = problem(refusal.status, refusal.code, str(refusal)).data
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return JsonResponse(body, status=refusal.status, content_type=PROBLEM, headers=headers)


def _unavailable(refusal: Unavailable) -> HttpResponse:
    headers = {"Retry-After": str(refusal.retry_after), "Cache-Control": "no-store"}
    return HttpResponse(unavailable_page(refusal), status=refusal.status, headers=headers)


class OurFault(DomainError):
    """What should not happen; it is in the log."""

    status, code = 500, "our_fault"
    sentence = _("Something went wrong on our side. It is noted. Please try again in a minute.")


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours, or of a database that is gone or busy: fixed, since what failed may be what a page
    needs."""
    refusal = refusal_of(sys.exception())
    if request.path.startswith("/api/"):
        return _problem(refusal or OurFault())
    return _unavailable(refusal) if refusal else HttpResponse(render_to_string("core/500.html"), status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose token is missing or old: what was typed can be sent again after going back."""
    return render(request, "core/403.html", {"expired": True}, status=403)
