"""Signal receivers: a milestone's terms changed."""

from typing import Any

from django.dispatch import receiver

from market.contracts.models import Milestone
from market.contracts.signals import terms_changed
from market.payments.funding.checkout_actions import close_checkouts


@receiver(terms_changed, dispatch_uid="payments.terms_changed")
def on_terms_changed(*, milestone: Milestone, **kwargs: Any) -> None:
    """Close open Checkouts for an amount that is no longer agreed on."""
    close_checkouts(milestone)
