"""Who falls behind, and why. The rule has numbers that everybody can read; it decides nothing, it says whom to call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import F, TextChoices, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.core.base import clock
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.attendance.models import ATTENDED, Value
from market.training.attendance.own_queries import is_below
from market.training.attendance.queries import Share, shares
from market.training.models import Attendance, ClassSession, Enrolment, Project
from market.training.projects import terms

SPARED = (*ATTENDED, Value.EXCUSED)


class Reason(TextChoices):
    """Why somebody falls behind."""

    SHARE = "share", gettext_lazy("Attended too little")
    CLASSES = "classes", gettext_lazy("Missed the last classes")
    CHECK_INS = "check_ins", gettext_lazy("Missed check-ins")
    PROJECT = "project", gettext_lazy("Project is late")


Reasons = Mapping[int, list[Reason]]


def rule_in_words() -> str:
    """The rule with its numbers."""
    rules = settings.LIFECYCLE
    return _(
        "Who falls behind: whoever attended less than %(percent)s%% of the classes that count, missed the last"
        " %(classes)s of them, missed %(check_ins)s check-ins of the project in a row, or is late with the project."
    ) % {
        "percent": format_number(rules.graduation_live_percent, language()),
        "classes": format_number(rules.behind_classes, language()),
        "check_ins": format_number(terms.FALLS_BEHIND, language()),
    }


def reasons_of(places: Iterable[Enrolment], counted: Mapping[int, Share] | None = None) -> Reasons:
    """The reasons of each place (by its id) that has one; who has completed the course, or left it, has none.

    A constant number of statements. `counted` are their shares where they were read before.
    """
    running = {each.pk: each for each in places if each.state == Enrolment.State.ACCEPTED}
    if not running:
        return {}
    by_place: dict[int, list[Reason]] = defaultdict(list)
    for pk, share in (shares(running.values()) if counted is None else counted).items():
        if pk in running and is_below(share):
            by_place[pk].append(Reason.SHARE)
    for pk in _missing_lately(running):
        by_place[pk].append(Reason.CLASSES)
    now = clock.now()
    projects = Project.objects.filter(enrolment__in=running, state__in=Project.IN_WORK)
    for pk, missed, due_at, awaits in projects.values_list("enrolment", "missed", "due_at", "awaits"):
        if missed >= terms.FALLS_BEHIND:
            by_place[pk].append(Reason.CHECK_INS)
        if due_at is not None and due_at < now and not awaits:
            by_place[pk].append(Reason.PROJECT)
    return by_place


def _missing_lately(running: Mapping[int, Enrolment]) -> list[int]:
    """Places whose trainees were in none of the last classes of the batch whose roll was called."""
    few = settings.LIFECYCLE.behind_classes
    batches = {each.batch_id for each in running.values()}
    called = ClassSession.objects.planned().filter(batch__in=batches, rolled_at__isnull=False, ends_at__lte=clock.now())
    position = Window(RowNumber(), partition_by="batch", order_by=[F("starts_at").desc(), F("pk").desc()])
    last = defaultdict(list)
    rows = called.annotate(position=position).filter(position__lte=few)
    for pk, batch, starts_at in rows.values_list("pk", "batch", "starts_at"):
        last[batch].append((pk, starts_at))
    sessions = [pk for each in last.values() for pk, _starts_at in each]
    spared = Attendance.objects.filter(session__in=sessions, enrolment__in=running, counts__in=SPARED)
    there = set(spared.values_list("enrolment", flat=True))
    return [
        pk
        for pk, place in running.items()
        if pk not in there and sum(at >= place.offered_at for _pk, at in last[place.batch_id]) == few
    ]
