"""Pages of the core."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def style(request: HttpRequest) -> HttpResponse:
    """Every component of the look on one page (development only)."""
    return render(request, "core/style.html")
