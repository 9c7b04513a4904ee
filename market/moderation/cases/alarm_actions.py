"""Who hears of harassment: moderators at once, leads once its hours are over and nobody has looked."""

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.moderation.models import Case
from market.moderation.queries import reports_of
from market.notifications.inbox.actions import notify


def call_moderators(case: Case) -> None:
    """Tell all of them, in the running transaction: whoever is free looks at it."""
    for person in _staff(case, User.Role.MODERATOR):
        notify(person, "case.urgent", on=case, until=case.due_at)


@atomic
def tell_leads(*, case_id: int) -> None:
    """Harassment that nobody looked at in time: the leads hear of it, once. Does nothing before, or once it is done."""
    case = lock(Case.objects.all(), case_id)
    if not case.is_late or not case.is_urgent or case.lead_told_at is not None:
        return
    case.lead_told_at = clock.now()
    case.save(update_fields=["lead_told_at"])
    for person in _staff(case, User.Role.LEAD):
        notify(person, "case.late", on=case, until=case.due_at)


def _staff(case: Case, role: str) -> QuerySet[User]:
    """Those of a role, but for whom it is about and who reported it."""
    people = User.objects.filter(is_active=True, roles__contains=[str(role)]).exclude(pk=case.about_id or 0)
    return people.exclude(pk__in=reports_of(case).order_by().values("reporter")).order_by("pk")
