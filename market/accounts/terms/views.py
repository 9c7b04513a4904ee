"""The page that asks for agreement to new terms, and the middleware that sends there whoever changes something."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.terms.actions import agree

FIELD = "agreed_to"  # the version, in a form that was sent before the user had agreed


@signed_in
def agreement(request: MemberRequest) -> HttpResponse:
    """What is new, and the button; then on to `next`."""
    following = _within(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return _ask(request, {"next": following, "place": reverse("agreement"), "fields": [("next", following)]}, 200)
    agree(by=request.user, version=request.POST.get(FIELD, ""))
    messages.success(request, _("Thank you. You have agreed to the new terms."))
    return redirect(following)


def _within(request: HttpRequest, place: str) -> str:
    """An address of this site; any other leads to the first page."""
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if is_ours and "/" in place else "/"  # a bare word would be taken for the name of a view


def _ask(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    more = {"version": settings.CONSENT_VERSION, "since": settings.CONSENT_SINCE, "field_name": FIELD}
    response = render(request, "accounts/agreement.html", {**context, **more}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


class AgreementMiddleware:
    """Users who have not agreed to the newest terms are asked before they change something. Reading stays as it is.

    The form stands in the page that asks: one press agrees and sends it; only files are chosen anew. What concerns
    the account alone stays open: signing out, devices, the export, leaving. The API asks by `authentication`.
    """

    OPEN = (
        *("/accounts/", "/agreement/", "/language/", "/api/", "/sandbox/"),
        *("/settings/devices/", "/settings/data/", "/settings/close/"),
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The page that asks, in place of the view; None where there is nothing to ask. The form's token is checked."""
        if request.method in ("GET", "HEAD", "OPTIONS") or request.path.startswith(self.OPEN):
            return None
        if not request.user.is_authenticated or request.user.has_agreed:
            return None
        if request.POST.get(FIELD) == settings.CONSENT_VERSION:
            agree(by=request.user, version=settings.CONSENT_VERSION)
            return None
        return _door(request)


def _door(request: HttpRequest) -> HttpResponse:
    before = _within(request, request.headers.get("Referer", ""))
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(f"{reverse('agreement')}?{urlencode({'next': before})}")
    if request.FILES:
        context = {"next": before, "place": reverse("agreement"), "fields": [("next", before)], "has_files": True}
        return _ask(request, context, 403)
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    return _ask(request, {"next": before, "place": request.get_full_path(), "fields": sent, "is_sent": True}, 403)
