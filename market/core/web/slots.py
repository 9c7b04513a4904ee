"""Named places in pages of lower apps, into which higher apps put a section; and other things registered upward."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

Section = Callable[..., dict[str, Any] | None]
_places: dict[str, list[tuple[int, str, Section]]] = defaultdict(list)


def panel(place: str, template: str, *, order: int = 50) -> Callable[[Section], Section]:
    """Register a section of a place ("profile.main"). The function takes the request and the place's context as
    keywords and returns the template's context, or None to stay away. Sections stand by `order`."""

    def register(section: Section) -> Section:
        _places[place].append((order, template, section))
        _places[place].sort(key=lambda entry: entry[0])
        return section

    return register


def render(request: HttpRequest, place: str, **context: Any) -> Markup:
    """The HTML of every section of a place."""
    found = ((template, section(request=request, **context)) for _, template, section in _places[place])
    return Markup("").join(
        Markup(render_to_string(template, {**context, **extra}, request))  # noqa: S704  # our own autoescaped HTML
        for template, extra in found
        if extra is not None
    )
