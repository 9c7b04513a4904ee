"""The page of one picture of several, large, with the ways to the others and back to what they belong to."""

from collections.abc import Sequence
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class Picture(Protocol):
    """What the page shows of a picture."""

    pk: int
    title: str

    @property
    def image_url(self) -> str:
        """The address of the file."""

    @property
    def page_url(self) -> str:
        """The address of its page."""


def show_picture(
    request: HttpRequest, pictures: Sequence[Picture], picture_id: int, *, back: tuple[str, str]
) -> HttpResponse:
    """The page of the picture among `pictures`; `back` is the address and the name of what they belong to.

    Raises Http404 where it is none of them.
    """
    position = next((index for index, each in enumerate(pictures) if each.pk == picture_id), None)
    if position is None:
        raise Http404
    context = {
        "picture": pictures[position],
        "number": position + 1,
        "count": len(pictures),
        "before": pictures[position - 1].page_url if position else "",
        "after": pictures[position + 1].page_url if position + 1 < len(pictures) else "",
        "back": back,
    }
    return render(request, "core/picture.html", context)
