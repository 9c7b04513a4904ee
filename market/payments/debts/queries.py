"""What is owed."""

from typing import TYPE_CHECKING

from market.payments.models import Debt

if TYPE_CHECKING:
    from market.accounts.models import User


def debts_of(user: "User") -> list[Debt]:
    """The freelancer's debts of which something is left, the oldest first, each with the milestone that it is of."""
    reasons = ("chargeback__funding__milestone__contract", "give_back__milestone__contract")
    return list(Debt.objects.open().filter(freelancer=user).select_related(*reasons))
