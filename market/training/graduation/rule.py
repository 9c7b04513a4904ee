"""The rule of graduating: enough live and face-to-face classes attended, the project passed. Numbers are settings."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.core.base import clock
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.attendance.queries import Share, shares, with_places_before
from market.training.graduation.requirements import Requirement, requirement
from market.training.models import ClassSession, Enrolment, Project

Kind = ClassSession.Kind


@requirement("live", order=10)
def live_attendance(places: Sequence[Enrolment]) -> Mapping[int, Requirement]:
    """So many of the live classes were attended, in whatever way counts."""
    least = settings.LIFECYCLE.graduation_live_percent
    return _attendance(places, Kind.LIVE, least, _("Attendance of live classes"))


@requirement("in_person", order=20)
def in_person_attendance(places: Sequence[Enrolment]) -> Mapping[int, Requirement]:
    """So many of the face-to-face classes, where the batch has any."""
    least = settings.LIFECYCLE.graduation_in_person_percent
    return _attendance(places, Kind.IN_PERSON, least, _("Attendance of face-to-face classes"), where_any=True)


@requirement("project", order=30)
def project_passed(places: Sequence[Enrolment]) -> Mapping[int, Requirement]:
    """The project was passed."""
    if not settings.LIFECYCLE.graduation_project:
        return {}
    chains = with_places_before(places)
    concerned = {pk for chain in chains.values() for pk in chain}
    states = dict(Project.objects.filter(enrolment__in=concerned).values_list("enrolment", "state"))
    return {pk: _project(next((states[each] for each in chain if each in states), "")) for pk, chain in chains.items()}


def _project(state: str) -> Requirement:
    shown = str(Project.State(state).label) if state else _("Not proposed yet")
    is_met = state in Project.DONE
    return Requirement(_("Project passed"), is_met, shown, "" if is_met else _("The project is not passed."))


def _attendance(
    places: Sequence[Enrolment], kind: str, least: int, name: str, *, where_any: bool = False
) -> Mapping[int, Requirement]:
    """The share of each place; with `where_any`, of those whose batch has classes of the kind."""
    rows = ClassSession.objects.planned().filter(kind=kind, batch__in={each.batch_id for each in places})
    waiting = Count("pk", filter=Q(ends_at__lte=clock.now(), rolled_at=None))
    counted = list(rows.order_by().values_list("batch").annotate(Count("pk"), waiting=waiting))
    planned = {batch: count for batch, count, _waiting in counted}
    uncalled = {batch: waits for batch, _count, waits in counted}
    concerned = [each for each in places if not where_any or each.batch_id in planned]
    counts = shares(concerned, kind=kind, with_uncalled=True) if concerned else {}
    percent = settings.LIFECYCLE.graduation_counted_percent
    fewest = {each.pk: -(-planned.get(each.batch_id, 0) * percent // 100) for each in concerned}
    without_roll = {each.pk: uncalled.get(each.batch_id, 0) for each in concerned}
    return {pk: _share(name, share, least, fewest[pk], without_roll[pk]) for pk, share in counts.items()}


def _share(name: str, share: Share, least: int, fewest: int, uncalled: int) -> Requirement:
    """A share that is large enough, of at least `fewest` classes that count, or not. Without a class that counts nobody
    has attended. Of these classes `uncalled` are over without a roll."""
    percent = share.percent
    if percent is None:
        shown = _("At least %(least)s%% are needed") % {"least": _number(least)}
        return Requirement(name, False, shown, _("No class counts yet."))
    figures = {
        "attended": _number(share.attended),
        "counted": _number(share.counted),
        "percent": _number(percent),
        "least": _number(least),
    }
    shown = _("%(attended)s of %(counted)s classes: %(percent)s%%, at least %(least)s%% are needed") % figures
    if uncalled:
        without = ngettext(
            "%(num)s class has no roll yet, and counts as missed until the trainer calls it.",
            "%(num)s classes have no roll yet, and count as missed until the trainer calls it.",
            uncalled,
        )
        shown = f"{shown} · {without % {'num': _number(uncalled)}}"
    lacking = -(-share.counted * least // 100) - share.attended
    if lacking <= 0 and share.counted >= fewest:
        return Requirement(name, True, shown)
    if lacking <= 0:
        few = ngettext(
            "%(num)s more class has to count.", "%(num)s more classes have to count.", fewest - share.counted
        )
        return Requirement(name, False, shown, few % {"num": _number(fewest - share.counted)})
    missing = ngettext("%(num)s class is missing now.", "%(num)s classes are missing now.", lacking)
    return Requirement(name, False, shown, missing % {"num": _number(lacking)})


def _number(value: int) -> str:
    return format_number(value, language())
