"""Notifications of harassment: moderators at once, leads if nobody acted on it in time."""

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.moderation.cases.events import CaseLate, CaseUrgent
from market.moderation.cases.queries import reports_of
from market.moderation.models import Case


def notify_moderators(case: Case) -> None:
    """Notify all of them, in the running transaction: whoever is free takes it on."""
    emit(CaseUrgent(until=case.due_at), on=case, by=None, to=_staff(case, User.Role.MODERATOR))


@atomic
def notify_leads(*, case_id: int) -> None:
    """Notify leads once of an overdue urgent case. Does nothing before it is due, or if they were notified."""
    case = lock(Case.objects.all(), case_id)
    if not case.is_late or not case.is_urgent or case.lead_told_at is not None:
        return
    case.lead_told_at = clock.now()
    case.save(update_fields=["lead_told_at"])
    emit(CaseLate(until=case.due_at), on=case, by=None, to=_staff(case, User.Role.LEAD))


def _staff(case: Case, role: str) -> QuerySet[User]:
    """Staff with a role, without the user whom the case is about and those who reported it."""
    people = User.objects.filter(is_active=True, roles__contains=[str(role)]).exclude(pk=case.about_id or 0)
    return people.exclude(pk__in=reports_of(case).order_by().values("reporter")).order_by("pk")
