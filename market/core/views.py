"""Pages of the core."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from market.core import samples


def style(request: HttpRequest) -> HttpResponse:
    """Every component of the look on one page (development only)."""
    return render(request, "core/style.html", samples.context(translation.get_language() or "en"))
