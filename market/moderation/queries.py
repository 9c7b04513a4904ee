"""Reads of moderation: what a case holds, what a person was told before, and accounts that share a trace with hers."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.models import AuditEntry
from market.messaging.models import Message
from market.moderation.cases.subjects import HIDDEN, Thing
from market.moderation.models import Appeal, Case, Hint, Measure, MeasureQuerySet
from market.safety.models import Report, apart_from
from market.training.models import Certificate

if TYPE_CHECKING:
    from datetime import datetime

AROUND = 10  # messages before and after a reported one
DEEDS = (
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
    """All that was reported in it, the newest first."""
    rows = Report.objects.filter(kind=case.kind, thing=case.thing, about=case.about_id)
    return rows.select_related("reporter").order_by("-pk")


def earlier_of(case: Case) -> QuerySet[Measure]:
    """What was decided about its person before, in this case and others."""
    rows = Measure.objects.filter(Q(case=case) | Q(person=case.about_id, person__isnull=False))
    people = ("person", "imposed_by", "ended_by", "undo_asked_by")
    return rows.select_related(*people, "appeal").order_by("-pk")


def measures_of(person: User) -> MeasureQuerySet:
    """Her own, the newest first."""
    return Measure.objects.filter(person=person).select_related("appeal").order_by("-pk")


def known_to(user: User, person: str) -> Q:
    """Of rows about a person ("measure__person"): those whose person she is herself, or knows from work, a class or a
    block. She decides nothing about them.
    """
    taught = Certificate.objects.filter(holder__isnull=False, batch__trainer__isnull=False)
    people = (
        Contract.objects.filter(client=user).values("freelancer"),
        Contract.objects.filter(freelancer=user).values("client"),
        taught.filter(batch__trainer=user).values("holder"),
        taught.filter(holder=user).values("batch__trainer"),
        apart_from(user),
    )
    return reduce(or_, (Q(**{f"{person}__in": each}) for each in people), Q(**{person: user.pk}))


def appeals_waiting(user: User) -> QuerySet[Appeal]:
    """Appeals that wait for this moderator, what is due first: of no measure that she imposed, of nobody whom she
    knows, and in no case that she reported.
    """
    if not user.has_own_role(User.Role.MODERATOR, User.Role.LEAD):  # none decides on one in an emergency
        return Appeal.objects.none()
    of_case = {name: OuterRef(f"measure__case__{name}") for name in ("kind", "thing", "about")}
    reported = Exists(Report.objects.filter(reporter=user, **of_case))
    rows = Appeal.objects.filter(decided_at=None).exclude(measure__imposed_by=user)
    rows = rows.exclude(known_to(user, "measure__person")).exclude(reported)
    return rows.select_related("measure__person", "measure__case").order_by("due_at", "pk")


def undoings_waiting(user: User) -> QuerySet[Measure]:
    """Bans that another moderator asks to take back and that this one may confirm, the first asked for first: none
    about anybody whom they know, and in no case that they reported.
    """
    if not user.has_own_role(User.Role.MODERATOR, User.Role.LEAD):  # none confirms in an emergency
        return Measure.objects.none()
    of_case = {name: OuterRef(f"case__{name}") for name in ("kind", "thing", "about")}
    reported = Exists(Report.objects.filter(reporter=user, **of_case))
    rows = Measure.objects.filter(level=Measure.Level.BAN, ended_at=None, undo_asked_by__isnull=False)
    rows = rows.exclude(undo_asked_by=user).exclude(known_to(user, "person")).exclude(reported)
    return rows.select_related("person", "case", "undo_asked_by").order_by("undo_asked_at", "pk")


def other_cases(case: Case, user: User) -> QuerySet[Case]:
    """What else stands on the desk about its person: the newest first."""
    rows = Case.objects.on_desk(user).filter(about=case.about_id, about__isnull=False)
    return rows.exclude(pk=case.pk).order_by("-opened_at", "-pk")


@dataclass(frozen=True, slots=True)
class Alike:
    """An account that shares traces with another: which, how many steps it has had, and the id of its last case."""

    user: User
    shared: list[str]
    steps: int
    case: int | None


def alike(person: User | None, since: "datetime") -> list[Alike]:
    """Other accounts that share a trace with hers; most in common first."""
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
    found = sorted(shared.items(), key=lambda pair: -count[pair[0].pk])
    return [Alike(user, sorted(set(kinds)), steps.get(user.pk, 0), cases.get(user.pk)) for user, kinds in found]


def talk_around(found: Thing) -> list[Message]:
    """What was said around a message, or the last of a talk; hidden ones too, but not their words."""
    rows = Message.objects.filter(conversation=found.talk).filter(Q(code="") | Q(code=HIDDEN)).select_related("sender")
    if isinstance(found.row, Message):
        seq = found.row.seq
        return list(rows.filter(seq__gte=seq - AROUND, seq__lte=seq + AROUND).order_by("seq"))
    return list(rows.order_by("-seq")[: 2 * AROUND])[::-1]


def deeds_in(case: Case) -> QuerySet[Any]:
    """What moderators did in it, from the audit log: the newest first."""
    rows = AuditEntry.objects.filter(on_type=Case._meta.label_lower, on_id=case.pk, code__in=DEEDS)
    return rows.select_related("by").order_by("-pk")
