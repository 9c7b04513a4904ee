"""System lines: what happened, told inside the talk. Apps register those of their events, in their notices.py."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

from market.core.base.payloads import render_payload

Sentence = str | Promise
_lines: dict[str, Sentence] = {}


def register_line(code: str, sentence: Sentence) -> None:
    """Make a kind of line known. The sentence has %(fact)s placeholders, filled in the reader's language."""
    _lines[code] = sentence


def is_line(code: str) -> bool:
    """Whether the code is registered."""
    return code in _lines


def codes() -> list[str]:
    """Every registered code."""
    return list(_lines)


def filled(code: str, facts: Mapping[str, str]) -> str:
    """A registered line in the active language, with facts that are text already."""
    return str(_lines[code]) % facts


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The line as the reader reads it. "" for a code that is no longer known."""
    return str(_lines[code]) % render_payload(facts) if code in _lines else ""
