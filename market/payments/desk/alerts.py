"""Who keeps the ledger is notified of what needs them."""

from django.db.models import QuerySet

from market.accounts.models import User


def operators() -> QuerySet[User]:
    """The active operators."""
    return User.objects.filter(roles__contains=[User.Role.OPERATOR], is_active=True).order_by("pk")
