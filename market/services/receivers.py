"""Signals about money that concern orders."""

from typing import Any

from django.dispatch import receiver

from market.contracts.models import Milestone
from market.core.base import signals
from market.services.ordering.actions import record_payment


@receiver(signals.milestone_funded, dispatch_uid="services.funded")
def milestone_funded(*, milestone: Milestone, **more: Any) -> None:
    """Record the payment of an order."""
    record_payment(milestone=milestone)
