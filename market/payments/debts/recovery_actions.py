"""Calling back what was paid out of a milestone: one piece for lost chargebacks and for what is given back.

It calls the provider, so it runs outside of any transaction; each outcome is recorded in one of its own.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

from market.core.base.money import Money
from market.payments.models import Release
from market.payments.provider import stripe_connect
from market.payments.provider.port import ProviderRefused

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Nothing there can be called back: the bank paid it out, it paid a debt, or it was exchanged for taka.
GONE = (Release.State.PAID_OUT, Release.State.WITHHELD, Release.State.EXCHANGED)
WITHOUT_TRANSFER = Q(transfer_id="", state__in=GONE)


class OnRefused(Protocol):
    """Records that an amount of a release could not be called back."""

    def __call__(self, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
        """`left` is what was left to be collected before; where it is another sum meanwhile, nothing is recorded."""


def call_back(
    releases: "QuerySet[Release]",
    *,
    mark: str,
    left_of: Callable[[], Decimal],
    on_reversed: Callable[[int, Money], None],
    on_refused: OnRefused,
) -> None:
    """Reverse the transfers of these releases, the oldest first, until nothing is left to be collected.

    `mark` names the claim at the provider, so that a repeated call reverses nothing twice. A release whose transfer is
    not created yet waits for the next call. Raises ProviderUnavailable.
    """
    for release in releases.filter(~Q(transfer_id="") | WITHOUT_TRANSFER).order_by("pk"):
        if not (left := left_of()):
            return
        amount = Money(min(left, release.amount_value - release.owed_value), release.currency)
        if not amount.amount:
            continue
        if not release.transfer_id:
            on_refused(release.pk, amount, left=left, why="paid out by the bank")
            continue
        try:
            part = f"{mark}:{release.pk}"
            stripe_connect.reverse_part(transfer_id=release.transfer_id, amount=amount, mark=part)
        except ProviderRefused as error:
            on_refused(release.pk, amount, left=left, why=str(error))
        else:
            on_reversed(release.pk, amount)
