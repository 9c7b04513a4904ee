"""System messages: what happened, told inside a conversation in the words that its event declares."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from market.core.base import events
from market.core.base.payloads import render_payload


def is_system_message(code: str) -> bool:
    """Whether an event with this code has a system message."""
    event = events.event_type(code)
    return event is not None and bool(event.system_message)


def codes() -> list[str]:
    """The codes of all events with a system message."""
    return [each.code for each in events.events() if each.system_message]


def filled(code: str, facts: Mapping[str, str]) -> str:
    """The system message of an event in the active language, with facts that are text already; "…" for those that
    older messages lack."""
    event = events.event_type(code)
    return str(event.system_message) % defaultdict(lambda: "…", facts) if event is not None else ""


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The system message as the reader reads it. "" for a code that is no longer declared."""
    return filled(code, render_payload(facts))
