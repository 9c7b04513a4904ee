"""What a system message is about, and the page that it leads to, for whoever may open that."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model

from market.core.base.db import every_row_of
from market.messaging.models import Conversation, Message

if TYPE_CHECKING:
    from market.accounts.models import User

SUBJECT = "subject"  # of a message's facts: the table and key of a row; no field of an event has this name


def subject_of(on: Any) -> str:
    """The row as a message stores it ("contracts.milestone:7"); of a row without a rule of who sees it, its contract.

    "" for what has no page, and for the conversation itself.
    """
    if isinstance(on, Conversation) or not isinstance(on, Model):
        return ""
    if hasattr(type(on)._default_manager, "visible_to") and hasattr(on, "get_absolute_url"):
        return f"{on._meta.label_lower}:{on.pk}"
    return subject_of(getattr(on, "contract", None))


def subject_key(message: Message) -> tuple[str, int]:
    """Table and key of the row that a system message is about; ("", 0) for other messages."""
    label, _colon, key = str(message.facts.get(SUBJECT, "") if message.code else "").partition(":")
    return (label, int(key)) if key else ("", 0)


def urls_of(messages: Iterable[Message], reader: "User") -> dict[int, str]:
    """The address of each system message's page, by the message's key, where the reader may open it.

    One statement for each kind of row. Messages that were stored without a subject have none.
    """
    keys: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for message in messages:
        label, key = subject_key(message)
        if key:
            keys[label][key].append(message.pk)
    return {
        message_id: row.get_absolute_url()
        for label, by_key in keys.items()
        for row in _visible(label, reader).filter(pk__in=by_key)
        for message_id in by_key[row.pk]
    }


def _visible(label: str, reader: "User") -> Any:
    rows: Any = every_row_of(apps.get_model(label))
    return rows.visible_to(reader)
