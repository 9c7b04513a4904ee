"""Pages of one button: no form to show again, so the next page says what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from market.core.base.errors import DomainError


@contextmanager
def pressing(request: HttpRequest, done: str) -> Iterator[None]:
    """Say `done` on the next page if the action inside goes well, else why it was refused (404 goes on as it is)."""
    try:
        yield
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(
            request, " ".join([str(refusal), *(str(each) for faults in refusal.errors.values() for each in faults)])
        )
    else:
        messages.success(request, done)
