"""By what a browser is recognized as the device on which an exam goes on: a cookie that says nothing else."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "exam_device"
YEAR = 365 * 24 * 3600


def device_of(request: HttpRequest) -> UUID | None:
    """The key of this browser, if it has one."""
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def new_device(request: HttpRequest) -> UUID:
    """The key of this browser, a fresh one if it has none."""
    return device_of(request) or uuid4()


def remember(response: HttpResponse, key: UUID) -> HttpResponse:
    """Let the browser keep its key, beyond the end of a session."""
    response.set_cookie(
        COOKIE, str(key), max_age=YEAR, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response
