"""The body of a request to the API."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

UNREADABLE = _("The body is not readable as JSON.")
TOO_LARGE = _("The body is too large.")
NOT_TEXT = _("The body holds characters that are no text: a NUL, or half of a surrogate pair.")


class JsonParser(BaseParser):
    """JSON as RFC 8259 has it, in UTF-8, of a size and a depth that a request of a user has."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """What the body says. Raises ParseError."""
        most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise ParseError(TOO_LARGE)
        try:
            parsed = json.loads(raw.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError) as wrong:
            raise ParseError(UNREADABLE) from wrong
        if not _is_text(parsed):
            raise ParseError(NOT_TEXT)
        return parsed


def _refuse(constant: str) -> Any:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(constant)


def _is_text(value: Any) -> bool:
    """Whether the database takes every string in it."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in each):
                return False
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
    return True
