"""The site's own address, as a request has it."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.request import Request


def site_of(request: HttpRequest | Request) -> str:
    """The site's address in this request ("https://host")."""
    return str(request.build_absolute_uri("/")).rstrip("/")


def path_within(request: HttpRequest, place: str, otherwise: str) -> str:
    """The path and query of an address of this site; of any other, or none, `otherwise`."""
    if not url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    parts = urlsplit(place)
    path = "/" + parts.path.lstrip("/\\")  # "//host" would be another site
    return f"{path}?{parts.query}".rstrip("?")
