"""Pages of the core: the sheet of parts, and what an installed site needs."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control

from market.core.web import gallery, pwa


def component_gallery(request: HttpRequest) -> HttpResponse:
    """The component gallery: every component on one page (development only)."""
    return render(request, "core/style.html", gallery.context(translation.get_language() or "en"))


@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps what was read for when there is no line; at the root, so that it serves every page."""
    return HttpResponse(pwa.service_worker(), content_type="text/javascript; charset=utf-8")


@cache_control(max_age=3600)
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """The web app manifest: name, colours and icons of the installed site."""
    return JsonResponse(
        pwa.manifest(_known(language)),
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def offline(request: HttpRequest, language: str) -> HttpResponse:
    """The page that the service worker shows offline. It is the same for all: it stays after a user has signed out."""
    request.user = AnonymousUser()
    with translation.override(_known(language)):
        return render(request, "core/offline.html")


def _known(language: str) -> str:
    if language not in ("en", "bn"):
        raise Http404
    return language
