"""What a ban would do, shown before it is imposed: what ends, what continues, and the held money that nobody loses."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum

from market.accounts.models import User
from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.money import Money
from market.core.text.amounts_in_words import amount_in_words
from market.core.text.locale import language
from market.jobs.models import Job


def ban_preview(person: User) -> dict[str, Any]:
    """Template context: open jobs and when they would be removed, active contracts, and the money held for them."""
    running = Contract.objects.filter(Q(client=person) | Q(freelancer=person), state=Contract.State.ACTIVE)
    return {
        "person": person,
        "open_jobs": Job.objects.open().filter(client=person).count(),
        "removal_at": clock.now() + timedelta(hours=settings.LIFECYCLE.correction_hours),
        "correction_hours": settings.LIFECYCLE.correction_hours,
        "running": running.count(),
        "pays": _held(Milestone.objects.filter(contract__client=person)),
        "earns": _held(Milestone.objects.filter(contract__freelancer=person)),
    }


def _held(rows: Any) -> list[tuple[Money, str]]:
    """(amount, amount in words) held for the milestones, one for each currency."""
    sums = rows.values("contract__currency").annotate(held=Sum("held_value")).filter(held__gt=0).order_by()
    amounts = [Money(each["held"], each["contract__currency"]) for each in sums]
    return [(each, amount_in_words(each, language())) for each in amounts]
