"""Appeals that wait for a decision."""

from django.db.models import Exists, OuterRef, QuerySet

from market.accounts.models import User
from market.moderation.cases.queries import tied_to
from market.moderation.models import Appeal
from market.safety.models import Report


def appeals_waiting(user: User) -> QuerySet[Appeal]:
    """Appeals that this moderator may decide, by due date: not of measures that they imposed, not of users whom they
    know, and not in cases that they reported.
    """
    if not user.has_own_role(User.Role.MODERATOR, User.Role.LEAD):  # not by an emergency role
        return Appeal.objects.none()
    of_case = {name: OuterRef(f"measure__case__{name}") for name in ("kind", "thing", "about")}
    reported = Exists(Report.objects.filter(reporter=user, **of_case))
    rows = Appeal.objects.filter(decided_at=None).exclude(measure__imposed_by=user)
    rows = rows.exclude(tied_to(user, "measure__person")).exclude(reported)
    return rows.select_related("measure__person", "measure__case").order_by("due_at", "pk")
