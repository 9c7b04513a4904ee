"""What somebody wants to do who has to sign in first: the sign-in page says it for the page to which it leads."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])


def sign_in_to(reason: Any) -> Callable[[View], View]:
    """For a view that only people with an account may open: the sentence of the sign-in page."""

    def decorate(view: View) -> View:
        view.sign_in_reason = reason  # type: ignore[attr-defined]
        return view

    return decorate


def sign_in_reason(place: str) -> str:
    """The sentence for the page at an address of the site; "" where its view has none."""
    try:
        return str(getattr(resolve(urlsplit(place).path).func, "sign_in_reason", ""))
    except (Resolver404, ValueError):
        return ""
