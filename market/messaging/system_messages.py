"""System messages: what happened, told inside a conversation in the words that its event declares.

Whoever did it, or whom it concerns, is "you" to themselves: so the sentences are in the past, which is the same for
"Carla" and for "You", and call nobody "her".
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from market.core.base import events
from market.core.base.payloads import render_payload

NAME = re.compile(r"%\((\w+)\)s(-এর|-কে)?")  # with the endings that a name has in Bangla


def is_system_message(code: str) -> bool:
    """Whether an event with this code has a system message."""
    event = events.event_type(code)
    return event is not None and bool(event.system_message)


def codes() -> list[str]:
    """The codes of all events with a system message."""
    return [each.code for each in events.events() if each.system_message]


def filled(code: str, facts: Mapping[str, str], you: frozenset[str] = frozenset()) -> str:
    """The system message of an event in the active language, with facts that are text already; "…" for those that
    older messages lack. `you` are the facts that are the reader's own name."""
    event = events.event_type(code)
    if event is None:
        return ""
    template = NAME.sub(lambda name: _you(name) if name[1] in you else name[0], str(event.system_message))
    return template % defaultdict(lambda: "…", facts)


def _you(name: re.Match[str]) -> str:
    """The word for the reader in the place of their name."""
    if name[2] == "-এর":
        return pgettext("whose it is", "you")
    if name[2] == "-কে":
        return pgettext("whom it concerns", "you")
    return pgettext("who did it", "you") if name.start() else _("You")


def is_by(code: str, facts: Mapping[str, Any], reader: int) -> bool:
    """Whether the reader (a user's key) did what a system message tells of: whoever did it stands first."""
    event = events.event_type(code)
    first = NAME.match(str(event.system_message)) if event else None
    value = facts.get(first[1]) if first and not first[2] else None
    return isinstance(value, dict) and value.get("user") == reader


def sentence(code: str, facts: Mapping[str, Any], reader: int) -> str:
    """The system message as the reader (a user's key) reads it. "" for a code that is no longer declared."""
    you = frozenset(name for name, value in facts.items() if isinstance(value, dict) and value.get("user") == reader)
    return filled(code, render_payload(facts), you)
