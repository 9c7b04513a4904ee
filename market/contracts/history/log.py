"""What was done in a contract, in words: from the audit log, for its parties."""

import json
from collections import defaultdict
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

# Which deeds on rows of an app above belong to a contract's log, as one of its parties may read it.
Source = Callable[[Contract, "User"], Q]
_sources: list[Source] = []
CONTRACT, MILESTONE = Contract._meta.label_lower, Milestone._meta.label_lower


def logged(source: Source) -> Source:
    """Register deeds of an app above. Each has a registered line, facts by `said`, and `milestone` if it is of one."""
    _sources.append(source)
    return source


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the log: the deed's stable word, who did it (None: the site by itself), and the sentence."""

    at: datetime
    what: str
    by: int | None
    milestone: int | None
    sentence: str


def log_of(contract: Contract, reader: "User") -> QuerySet[AuditEntry]:
    """Every deed to the contract and its milestones, newest first, with what became of the reader's own money."""
    milestones = contract.milestones.values("pk")
    deeds = Q(on_type=CONTRACT, on_id=contract.pk) | Q(on_type=MILESTONE, on_id__in=milestones)
    for source in _sources:
        deeds |= source(contract, reader) & Q(facts__has_key="said")
    return (
        AuditEntry.objects.filter(deeds, code__in=system_messages.codes()).select_related("by").order_by("-at", "-pk")
    )


def deed_of(entry: AuditEntry, contract: Contract, reader: "User") -> Deed:
    """The entry in the active language, as one of the parties reads it."""
    titles = {each.pk: each.title for each in contract.milestones.all()}
    milestone = entry.on_id if entry.on_type == MILESTONE else int(entry.facts.get("milestone", 0)) or None
    known = render_payload(json.loads(entry.facts.get("said", "{}")))
    title = titles.get(milestone or 0, contract.title)
    known = {"title": title, "actor": entry.by.display_name if entry.by else _("The site"), **known}
    facts = defaultdict(lambda: "…", known)  # what an old entry does not say
    return Deed(entry.at, entry.code, entry.by_id, milestone, system_messages.filled(entry.code, facts))
