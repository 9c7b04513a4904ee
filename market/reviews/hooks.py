"""What of reviews is told to programs outside: that one is public, never what stands in it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.contracts.hooks import parties
from market.integrations.events import register_event
from market.reviews.models import Review


def review_facts(review: Review) -> dict[str, Any]:
    """Which review of which contract, and who is reviewed."""
    return {"review": review.pk, "contract": review.contract.pk, "about": review.about_id}


register_event(
    "review.revealed", _("A review becomes public"), parties=lambda it: parties(it.contract), facts=review_facts
)
