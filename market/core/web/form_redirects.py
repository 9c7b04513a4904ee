"""Addresses that take a form alone: who opens one, or reloads it, is led to the page that the form stands on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

FOR_PROGRAMS = ("/api/", "/webhooks/", "/sandbox/stripe/")  # a program is told that the method is wrong


class LeadBackMiddleware:
    """Answers a GET with a redirect where a view only takes POST (405): after signing in, after changing the language,
    or by a reload, people come to such addresses without having done anything wrong.

    The page is the nearest address above: `/disputes/7/appeal/` leads to `/disputes/7/`, which answers for itself who
    may see it. Where no page stands there, an address that only leads on does (`/milestones/7/`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_look = request.method in ("GET", "HEAD") and not request.path.startswith(FOR_PROGRAMS)
        if response.status_code != 405 or not is_look or "GET" in response.get("Allow", ""):
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(_above(request.path_info) + (f"?{query}" if query else ""))


def _above(path: str) -> str:
    """The nearest address above that is one of the site's; one that takes a form alone leads on by itself."""
    parts = path.strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:count]) + "/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
