"""Addresses whose answers need no database, and are the same for all: scripts, styles, what an installed site needs.

They are served by threads of their own, so that they never wait behind pages that wait for a database; and no session
is looked up for them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PLACES = (
    settings.STATIC_URL,
    "/sw.js",
    "/manifest/",
    "/offline/",
    "/.well-known/security.txt",
    "/robots.txt",
    "/api/v1/schema/",
)


def needs_no_database(path: str) -> bool:
    """Whether what is at this path is the same for everybody, whatever the database does."""
    return path.startswith(PLACES)


class StandaloneMiddleware:
    """Takes the session out of a request whose answer is of nobody: what is not asked for is not looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if needs_no_database(request.path_info):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)
