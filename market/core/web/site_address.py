"""The site's own address, as a request has it."""

from django.http import HttpRequest
from rest_framework.request import Request


def site_of(request: HttpRequest | Request) -> str:
    """The site's address in this request ("https://host")."""
    return str(request.build_absolute_uri("/")).rstrip("/")
