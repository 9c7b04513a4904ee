"""The host of files, `FILES_URL`: it serves files by links and nothing else, and knows neither cookies nor sessions."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override

from market.accounts.models import User
from market.core.base.errors import DomainError, NotFound
from market.files.access import find_file
from market.files.links import PATH, read_ticket
from market.files.sending import stream_file


class FilesHostMiddleware:
    """Answers all that is asked of the host of files: nothing of the site is there, and links lead nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_host_of_files(request):
            return self.get_response(request)
        response = _answer(request)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response


def _is_host_of_files(request: HttpRequest) -> bool:
    """Whatever the port and however the name is written: the site itself is never served there."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return bool(settings.FILES_URL) and host.rstrip(".") == urlsplit(settings.FILES_URL).hostname


def _answer(request: HttpRequest) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if request.path_info != PATH:
        return _refusal(404)
    try:
        ticket = read_ticket(request.GET.get("t", ""))
    except BadSignature:
        return _refusal(410)
    try:
        reader = User.objects.get(pk=ticket.reader_id, is_active=True)
        return stream_file(find_file(reader, ticket.file_id), reader, request)
    except (NotFound, User.DoesNotExist):  # taken back since the link was given
        return _refusal(404)
    except DomainError as refusal:
        return _refusal(refusal.status, refusal)


def _refusal(status: int, why: DomainError | None = None) -> HttpResponse:
    """A line in each language: nobody says here which one they read."""
    lines = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            lines.append(str(why) if why else _("This link leads nowhere any more. Open the file on the site again."))
    headers = {"Retry-After": str(why.retry_after)} if why and why.retry_after else {}
    headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=status, headers=headers
    )
