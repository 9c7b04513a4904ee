"""The log of a contract: entries of the audit log as sentences, for its parties."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from market.contracts.models import Contract, Milestone
from market.core.base.payloads import render_payload
from market.core.models import AuditEntry
from market.messaging import system_messages

if TYPE_CHECKING:
    from market.accounts.models import User

# Selects audit entries on rows of an app above that belong to a contract's log, as one of its parties may read it.
Source = Callable[[Contract, "User"], Q]
_sources: list[Source] = []
CONTRACT, MILESTONE = Contract._meta.label_lower, Milestone._meta.label_lower


def log_source(source: Source) -> Source:
    """Register audit entries of an app above: with a system message, facts `said` (JSON) and, if any, `milestone`."""
    _sources.append(source)
    return source


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the log: its code, the user who acted (None: the site), and the sentence."""

    at: datetime
    what: str
    by: int | None
    milestone: int | None
    sentence: str


def log_of(contract: Contract, reader: "User") -> QuerySet[AuditEntry]:
    """The audit entries of a contract and its milestones, newest first, with those on the reader's own money."""
    milestones = Milestone.everything.filter(contract=contract).values("pk")
    entries = Q(on_type=CONTRACT, on_id=contract.pk) | Q(on_type=MILESTONE, on_id__in=milestones)
    for source in _sources:
        entries |= source(contract, reader) & Q(facts__has_key="said")
    return (
        AuditEntry.objects.filter(entries, code__in=system_messages.codes()).select_related("by").order_by("-at", "-pk")
    )


def describe_entry(entry: AuditEntry, contract: Contract, reader: "User") -> LogEntry:
    """The entry in the active language, as one of the parties reads it."""
    titles = {each.pk: each.title for each in contract.milestones.all()}
    milestone = entry.on_id if entry.on_type == MILESTONE else int(entry.facts.get("milestone", 0)) or None
    values = render_payload(json.loads(entry.facts.get("said", "{}")))
    title = titles.get(milestone or 0, contract.title)
    facts = {"title": title, "actor": entry.by.shown_name if entry.by else _("The site"), **values}
    return LogEntry(entry.at, entry.code, entry.by_id, milestone, system_messages.filled(entry.code, facts))
