"""Reading what users saved, for cards."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.profiles.models import Profile
from market.services.models import Service

if TYPE_CHECKING:
    from market.accounts.models import User


def saved_profiles(user: "User") -> "QuerySet[Profile]":
    """The freelancers whom a user saved and may still see, for cards, newest first."""
    rows = Profile.objects.with_parts().public_to(user).filter(saved_by__user=user)
    return rows.order_by("-saved_by__at", "-pk")


def saved_services(user: "User") -> "QuerySet[Service]":
    """The services that a user saved and that are still offered, for cards, newest first."""
    rows = Service.objects.for_cards().public_to(user).filter(saved_by__user=user)
    return rows.prefetch_related("skills").order_by("-saved_by__at", "-pk")
