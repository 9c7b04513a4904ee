"""Reads of a case: its reports, what surrounds it, who is tied to it, and accounts that share a trace."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.models import AuditEntry
from market.messaging.models import Message
from market.moderation.cases.subjects import Item
from market.moderation.models import Case, Flag, Hint, Measure
from market.safety.models import Report, blocked_ids_query
from market.training.models import Certificate

if TYPE_CHECKING:
    from datetime import datetime

CONTEXT_MESSAGES = 10  # messages before and after a reported one
AUDIT_CODES = (
    "case.opened",
    "case.talk_opened",
    "case.kept",
    "case.closed",
    "measure.imposed",
    "measure.ended",
    "measure.undo_asked",
    "measure.undo_confirmed",
    "measure.appealed",
    "measure.appeal_upheld",
    "measure.appeal_lifted",
)


def reports_of(case: Case) -> QuerySet[Report]:
    """The reports of a case, newest first."""
    rows = Report.objects.filter(kind=case.kind, thing=case.thing, about=case.about_id)
    return rows.select_related("reporter").prefetch_related("messages__sender").order_by("-pk")


def is_suspected_scam(kind: str, item_id: int) -> bool:
    """Whether an item has words known from scams, and no moderator has closed its case yet."""
    waiting = Flag.objects.filter(rule=Flag.Rule.PHRASE, closed_at=None, case__state__in=Case.WAITING)
    return waiting.filter(case__kind=kind, case__thing=item_id).exists()


def tied_to(user: User, person: str) -> Q:
    """A filter of rows whose user (column `person`, "measure__person") is this moderator or tied to them by work,
    a class or a block: they may not decide those.
    """
    taught = Certificate.objects.filter(holder__isnull=False, batch__trainer__isnull=False)
    people = (
        Contract.objects.filter(client=user).values("freelancer"),
        Contract.objects.filter(freelancer=user).values("client"),
        taught.filter(batch__trainer=user).values("holder"),
        taught.filter(holder=user).values("batch__trainer"),
        blocked_ids_query(user),
    )
    return reduce(or_, (Q(**{f"{person}__in": each}) for each in people), Q(**{person: user.pk}))


def other_cases(case: Case, user: User) -> QuerySet[Case]:
    """Other cases about the same user, newest first."""
    rows = Case.objects.on_desk(user).filter(about=case.about_id, about__isnull=False)
    return rows.exclude(pk=case.pk).order_by("-opened_at", "-pk")


@dataclass(frozen=True, slots=True)
class SimilarAccount:
    """An account that shares traces with another: which, its number of measures, and the id of its latest case."""

    user: User
    shared: list[str]
    steps: int
    case: int | None


def similar_accounts(person: User | None, since: "datetime") -> list[SimilarAccount]:
    """Other accounts that share a trace with a user's, seen after `since`; most in common first."""
    if person is None:
        return []
    marks = Hint.objects.filter(user=person, seen_at__gt=since).values_list("kind", "mark")
    same = Q(pk__in=[])
    for kind, mark in marks[:50]:
        same |= Q(kind=kind, mark=mark)
    rows = Hint.objects.filter(same, seen_at__gt=since).exclude(user=person).select_related("user").order_by("user")
    shared: dict[User, list[str]] = {}
    for row in rows[:100]:
        shared.setdefault(row.user, []).append(row.get_kind_display())
    count = Counter({user.pk: len(kinds) for user, kinds in shared.items()})
    steps = dict(Measure.objects.filter(person__in=shared).order_by().values_list("person").annotate(Count("pk")))
    cases = dict(Case.objects.filter(about__in=shared).order_by("opened_at").values_list("about", "pk"))
    pairs = sorted(shared.items(), key=lambda pair: -count[pair[0].pk])
    return [
        SimilarAccount(user, sorted(set(kinds)), steps.get(user.pk, 0), cases.get(user.pk)) for user, kinds in pairs
    ]


def messages_around(item: Item) -> list[Message]:
    """Messages around a message, or the latest of a conversation, system messages among them; hidden ones too, without
    their text."""
    rows = Message.objects.filter(conversation=item.conversation)
    rows = rows.select_related("sender").prefetch_related("edits")
    if isinstance(item.row, Message):
        seq = item.row.seq
        return list(rows.filter(seq__gte=seq - CONTEXT_MESSAGES, seq__lte=seq + CONTEXT_MESSAGES).order_by("seq"))
    return list(rows.order_by("-seq")[: 2 * CONTEXT_MESSAGES])[::-1]


def audit_entries_of(case: Case) -> QuerySet[Any]:
    """What moderators did in a case, from the audit log, newest first."""
    rows = AuditEntry.objects.filter(on_type=Case._meta.label_lower, on_id=case.pk, code__in=AUDIT_CODES)
    return rows.select_related("by").order_by("-pk")
