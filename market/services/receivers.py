"""What happens to money and concerns an order."""

from typing import Any

from django.dispatch import receiver

from market.contracts.models import Milestone
from market.core.base import signals
from market.services.ordering.actions import note_payment


@receiver(signals.milestone_funded, dispatch_uid="services.funded")
def milestone_funded(*, milestone: Milestone, **news: Any) -> None:
    """An order is paid."""
    note_payment(milestone=milestone)
