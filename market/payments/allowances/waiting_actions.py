"""Allowances that wait for an account."""

from market.accounts.models import User
from market.core.base import clock
from market.payments.models import Allowance


def pay_waiting(user: User) -> None:
    """The user has an account that can be used now: what waited for it is paid. Called with the user locked."""
    Allowance.objects.due().filter(trainee=user, pay_at=None).update(pay_at=clock.now())
