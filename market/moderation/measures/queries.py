"""Reads of measures: a user's, a case's, and those to be taken back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from market.accounts.models import User
from market.moderation.cases.queries import tied_to
from market.moderation.models import Case, Measure, MeasureQuerySet
from market.safety.models import Report


def earlier_of(case: Case) -> QuerySet[Measure]:
    """Measures of this case and earlier ones about its user, newest first."""
    rows = Measure.objects.filter(Q(case=case) | Q(person=case.about_id, person__isnull=False))
    people = ("person", "imposed_by", "ended_by", "undo_asked_by")
    return rows.select_related(*people, "appeal").order_by("-pk")


def measures_of(person: User) -> MeasureQuerySet:
    """Measures against a user, newest first."""
    return Measure.objects.filter(person=person).select_related("appeal").order_by("-pk")


def undo_requests_waiting(user: User) -> QuerySet[Measure]:
    """Bans that another moderator asks to take back and this one may confirm, oldest request first: not of users
    whom they know, and not in cases that they reported.
    """
    if not user.has_own_role(User.Role.MODERATOR, User.Role.LEAD):  # not by an emergency role
        return Measure.objects.none()
    of_case = {name: OuterRef(f"case__{name}") for name in ("kind", "thing", "about")}
    reported = Exists(Report.objects.filter(reporter=user, **of_case))
    rows = Measure.objects.filter(level=Measure.Level.BAN, ended_at=None, undo_asked_by__isnull=False)
    rows = rows.exclude(undo_asked_by=user).exclude(tied_to(user, "person")).exclude(reported)
    return rows.select_related("person", "case", "undo_asked_by").order_by("undo_asked_at", "pk")
