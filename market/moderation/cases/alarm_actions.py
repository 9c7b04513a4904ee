"""Notifications of harassment: moderators at once, leads if nobody acted on it in time."""

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.moderation.models import Case
from market.moderation.queries import reports_of
from market.notifications.telling.actions import notify


def notify_moderators(case: Case) -> None:
    """Notify all moderators, in the running transaction."""
    for person in _staff(case, User.Role.MODERATOR):
        notify(person, "case.urgent", on=case, until=case.due_at)


@atomic
def notify_leads(*, case_id: int) -> None:
    """Notify leads once of an overdue urgent case. Does nothing before it is due, or if they were notified."""
    case = lock(Case.objects.all(), case_id)
    if not case.is_late or not case.is_urgent or case.lead_told_at is not None:
        return
    case.lead_told_at = clock.now()
    case.save(update_fields=["lead_told_at"])
    for person in _staff(case, User.Role.LEAD):
        notify(person, "case.late", on=case, until=case.due_at)


def _staff(case: Case, role: str) -> QuerySet[User]:
    """Staff with a role, without the user whom the case is about and those who reported it."""
    people = User.objects.filter(is_active=True, roles__contains=[str(role)]).exclude(pk=case.about_id or 0)
    return people.exclude(pk__in=reports_of(case).order_by().values("reporter")).order_by("pk")
