"""Which views take files. All others get small bodies only, and the server does not even take in a large one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import Resolver404, resolve
from rest_framework.parsers import MultiPartParser

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Marks a view of pages that takes files; a class of the API says so by its parsers, or by its `takes_files`."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def may_take_files(path: str) -> bool:
    """Whether what is at this path takes files."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    api_class = getattr(view, "cls", None)
    if getattr(view, "takes_files", False) or getattr(api_class, "takes_files", False):
        return True
    of_class = getattr(api_class, "parser_classes", ())
    parsers = getattr(view, "initkwargs", {}).get("parser_classes", of_class)
    return any(issubclass(parser, MultiPartParser) for parser in parsers)
