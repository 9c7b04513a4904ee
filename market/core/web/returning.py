"""Forms that lead back to the page that somebody came from: its address is `next` of the link, then of the form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from market.core.base.events import HasAddress


def with_return(url: str, back: str) -> str:
    """The address of a page that leads back to `back` when its form is done; a fragment stays at the end."""
    address, hash_sign, fragment = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'next': back})}{hash_sign}{fragment}"


def page_before(request: HttpRequest) -> str:
    """The page of this site to lead back to; "" for none, or for one elsewhere."""
    place = request.POST.get("next") or request.GET.get("next", "")
    is_ours = place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return place if is_ours else ""


def redirect_back(request: HttpRequest, otherwise: HasAddress) -> HttpResponse:
    """To the page that somebody came from, else to that of the row `otherwise`."""
    return redirect(page_before(request) or otherwise)
