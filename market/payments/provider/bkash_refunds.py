"""Whose refund is which: bKash knows no idempotency keys, and its list of a payment's refunds has numbers and amounts,
but not what we sent along.

So a refund of ours that has no number yet is, in that list, one of its amount whose number no other refund of ours has.
That is unambiguous as long as one refund of a payment at a time is sent, in the order of our own numbers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from market.core.base.errors import ProviderUnavailable
from market.core.web.caches import shared
from market.payments.models import Refund
from market.payments.provider.bkash_http import MOVING
from market.payments.provider.bkash_parsing import ListedRefund
from market.payments.provider.port import TIMEOUT
from market.payments.provider.types import RefundRequest, RefundStatus

LONGEST = 15 * TIMEOUT + 2 * MOVING  # seconds: look, send, look again, each with a new token at worst


@contextmanager
def in_turn(request: RefundRequest) -> Iterator[None]:
    """Send this refund in here. Raises ProviderUnavailable while another one of the payment has its turn."""
    claim = f"bkash:refunding:{request.payment_id}"
    if not shared.ask(lambda cache: cache.add(claim, request.mark, LONGEST))[0]:
        raise ProviderUnavailable
    try:
        require_turn(request)
        yield
    finally:
        shared.ask(lambda cache: cache.delete_many([claim]))


def require_turn(request: RefundRequest) -> None:
    """Raises ProviderUnavailable while an earlier refund of the payment has no number: it may be one in the list."""
    waiting = Refund.objects.filter(funding__charge_id=request.charge_id, state=Refund.State.PENDING, refund_id="")
    if request.mark.isdigit() and waiting.filter(pk__lt=int(request.mark)).exists():
        raise ProviderUnavailable


def own_refund(request: RefundRequest, listed: list[ListedRefund]) -> RefundStatus | None:
    """The refund of this request among those of its payment, or None if bKash has not made it."""
    marked = [each.status for each in listed if each.mark == request.mark]
    if marked:
        return marked[0]
    ids = [each.status.id for each in listed]
    others = Refund.objects.filter(refund_id__in=ids)
    if request.mark.isdigit():
        others = others.exclude(pk=int(request.mark))
    taken = set(others.values_list("refund_id", flat=True))
    return next(
        (
            each.status
            for each in listed
            if not each.mark and each.amount == request.amount.amount and each.status.id not in taken
        ),
        None,
    )
