"""Slots: named positions in templates of lower apps, into which higher apps render a section."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

Renderer = Callable[..., dict[str, Any] | None]
_renderers: dict[str, list[tuple[int, str, Renderer]]] = defaultdict(list)


def slot_renderer(slot: str, template: str, *, order: int = 50) -> Callable[[Renderer], Renderer]:
    """Register a section for a slot ("profile.main"). The function takes the request and the slot's context as
    keywords and returns the template's context, or None to render nothing. Sections stand by `order`."""

    def register(renderer: Renderer) -> Renderer:
        _renderers[slot].append((order, template, renderer))
        _renderers[slot].sort(key=lambda entry: entry[0])
        return renderer

    return register


def render(request: HttpRequest, slot: str, **context: Any) -> Markup:
    """The HTML of every section of a slot."""
    rendered = ((template, renderer(request=request, **context)) for _, template, renderer in _renderers[slot])
    return Markup("").join(
        Markup(render_to_string(template, {**context, **extra}, request))  # noqa: S704  # our own autoescaped HTML
        for template, extra in rendered
        if extra is not None
    )
