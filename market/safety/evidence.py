"""Messages that somebody chooses as evidence of a report. Messaging registers where they come from, in its slots.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class EvidenceMessage:
    """A message as it stands now. `shown` is its text as the reporter reads it; `text` is what was written."""

    message: int
    seq: int
    sender: "User"
    sent_at: datetime
    text: str
    shown: str
    uploads: Sequence[Upload]


# Who reports, the id of the thing, and ids of messages (None: the latest that can be chosen).
Source = Callable[["User", int, Sequence[int] | None], list[EvidenceMessage]]
_sources: dict[str, Source] = {}


def evidence_source(kind: str) -> Callable[[Source], Source]:
    """Register where the messages of a kind come from: in order, and only those that the reporter may read."""

    def register(source: Source) -> Source:
        _sources[kind] = source
        return source

    return register


def choosable_messages(kind: str, by: "User", thing_id: int) -> list[EvidenceMessage]:
    """The latest messages that can be chosen for a report of the thing; none for kinds without messages."""
    return _sources[kind](by, thing_id, None) if kind in _sources else []


def chosen_messages(kind: str, by: "User", thing_id: int, ids: Sequence[int]) -> list[EvidenceMessage]:
    """The messages of these ids, in order. A reported message is among them by itself.

    Raises Invalid at "messages" for too many, and for any that is not of the reported conversation.
    """
    wanted = list(dict.fromkeys([*([thing_id] if kind == "message" else []), *ids]))
    if len(wanted) > MOST_MESSAGES:
        raise Invalid(errors={"messages": [_("Choose %(most)s messages at most.") % {"most": MOST_MESSAGES}]})
    messages = _sources[kind](by, thing_id, wanted) if wanted and kind in _sources else []
    missing = set(wanted) - {each.message for each in messages}
    if missing - ({thing_id} if kind == "message" else set()):  # what cannot be read any more can still be reported
        raise Invalid(errors={"messages": [_("One of these messages is not of this conversation.")]})
    return messages
