"""Bonuses that were paid, and those that wait for it."""

from django.db.models import QuerySet

from market.contracts.models import Contract, Milestone


def bonuses_of(contract: Contract) -> QuerySet[Milestone]:
    """Those of a contract that were paid, oldest first."""
    rows = Milestone.everything.filter(contract=contract, kind=Milestone.Kind.BONUS, funded_at__isnull=False)
    return rows.order_by("pk")


def waiting_bonuses(contract: Contract) -> QuerySet[Milestone]:
    """Those that were not paid yet, oldest first."""
    state = Milestone.State.AWAITING_FUNDING
    return Milestone.everything.filter(contract=contract, kind=Milestone.Kind.BONUS, state=state).order_by("pk")
