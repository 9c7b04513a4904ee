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
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(place)
    return f"{parts.path}?{parts.query}".rstrip("?") if is_ours else otherwise
