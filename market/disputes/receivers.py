"""Signal receivers: a chargeback of the payment of a milestone in dispute."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver

from market.contracts.models import Milestone
from market.contracts.signals import hold_taken, hold_thawed
from market.disputes.claims.freezing_actions import end_after_chargeback, extend_after_freeze


@receiver(hold_thawed, dispatch_uid="disputes.hold_thawed")
def on_hold_thawed(*, milestone: Milestone, by: timedelta, **kwargs: Any) -> None:
    """The chargeback is over: extend the deadlines of the dispute by the time that it took."""
    extend_after_freeze(milestone, by)


@receiver(hold_taken, dispatch_uid="disputes.hold_taken")
def on_hold_taken(*, milestone: Milestone, **kwargs: Any) -> None:
    """The bank took held money: end the dispute, or reduce what is in dispute."""
    end_after_chargeback(milestone)
