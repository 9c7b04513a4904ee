"""Staff who do nothing for some minutes are signed out: what counts as doing something, and the way to go on."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.sessions import ACTIVE_AT
from market.core.base import clock

EVERY = timedelta(seconds=10)  # acts of one moment are written once
# What an open page does by itself: it asks for what is new, and says what was shown.
BY_ITSELF = re.compile(r"/api/v1/(ws-ticket/|notifications/read/|conversations/\d+/read/)|/sw\.js$|/manifest/")


class StaffSessionMiddleware:
    """Writes when somebody of the staff last did something; see `accounts.sign_in.sessions` for what follows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if request.user.is_staff:
                note_act(request)
            elif ACTIVE_AT in request.session:
                del request.session[ACTIVE_AT]
        return self.get_response(request)


def note_act(request: HttpRequest) -> None:
    """Extend the session from now on, unless a page asked by itself."""
    last, instant = request.session.get(ACTIVE_AT), clock.wall()
    if last is None or (is_act(request) and instant - datetime.fromisoformat(last) > EVERY):
        request.session[ACTIVE_AT] = instant.isoformat()


def is_act(request: HttpRequest) -> bool:
    """Whether a person did this. Programs in pages read by the API, parts of pages are asked for again and again."""
    if is_by_itself(request):
        return False
    reads = request.method in ("GET", "HEAD", "OPTIONS")
    return not (reads and (request.path.startswith("/api/") or "HX-Request" in request.headers))


def is_by_itself(request: HttpRequest) -> bool:
    """Whether an open page or program asks for this again and again."""
    return bool(BY_ITSELF.match(request.path))


@require_POST
@signed_in
def extend_session(request: MemberRequest) -> HttpResponse:
    """The button of the warning: that it was pressed is all."""
    return HttpResponse(status=204)
