"""Which acts are told to programs outside: registered by the apps whose acts they are, in their hooks.py.

The one seam is the audit log: whatever an action records by `core.base.audit` under a registered code goes to the
endpoints of everybody it concerns, in the same transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User

MESSAGE = "message.created"  # raised by the database itself: see messaging's migrations
TEST = "endpoint.tested"
ORDER = (
    "job",
    "bid",
    "offer",
    "contract",
    "milestone",
    "chargeback",
    "dispute",
    "release",
    "payout",
    "review",
)  # as a job goes its way


@dataclass(frozen=True, slots=True)
class Event:
    """`parties` gives the people it concerns, `facts` what is told: ids and states, never texts."""

    code: str
    about: str | Promise
    parties: Callable[[Any], Iterable[User]]
    facts: Callable[[Any], dict[str, Any]]


_events: dict[str, Event] = {}
_acts: dict[str, Event] = {}


def register_event(
    code: str,
    about: str | Promise,
    *,
    parties: Callable[[Any], Iterable[User]],
    facts: Callable[[Any], dict[str, Any]],
    acts: Iterable[str] = (),
) -> None:
    """Make an event known. `acts` are the codes in the audit log that raise it: its own where none is given."""
    _events[code] = Event(code, about, parties, facts)
    _acts.update(dict.fromkeys(acts or [code], _events[code]))


def event_of(act: str) -> Event | None:
    """The event that an act raises; None for an act that is nobody else's business."""
    return _acts.get(act)


def choices() -> list[tuple[str, str | Promise]]:
    """Every event that an endpoint may ask for, with what it is about, in the order in which they come."""
    found = sorted(_events.values(), key=lambda each: ORDER.index(each.code.partition(".")[0]))
    return [*((each.code, each.about) for each in found), (MESSAGE, _("A message is written"))]
