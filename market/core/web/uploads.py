"""Which views take files. All others get small bodies only, and the server does not even take in a large one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import Resolver404, resolve
from rest_framework.parsers import MultiPartParser

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Marks a view of pages that takes files; those of the API say so by their parsers."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def may_take_files(path: str) -> bool:
    """Whether what is at this path takes files."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    if getattr(view, "takes_files", False):
        return True
    of_class = getattr(getattr(view, "cls", None), "parser_classes", ())
    parsers = getattr(view, "initkwargs", {}).get("parser_classes", of_class)
    return any(issubclass(parser, MultiPartParser) for parser in parsers)
