"""Deadlines of reviews: asking both sides when a paid contract is over, and revealing at the end of the period."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.row_deadlines import row_deadline
from market.reviews.actions import open_exchange, reveal_exchange
from market.reviews.models import Exchange


def _reviewing_since() -> datetime:
    return clock.now() - timedelta(days=settings.LIFECYCLE.reviewing_days)


def _contracts_to_ask(since: datetime) -> QuerySet[Contract]:
    """Paid contracts that ended since then and have no exchange yet."""
    over = Contract.objects.filter(ended_at__gt=since, exchange=None)
    paid = Milestone.objects.filter(contract=OuterRef("pk"), released_value__gt=0)
    return over.filter(Exists(paid), state__in=(Contract.State.COMPLETED, Contract.State.ENDED))


@row_deadline(_contracts_to_ask, "ended_at", at=_reviewing_since)
def ask_for_reviews(contract_id: int) -> None:
    """Open the exchange of contracts that are over. A task does it, so that ending a contract costs no more."""
    open_exchange(contract_id=contract_id)


@row_deadline(lambda: Exchange.objects.open(), "due_at")
def reveal_reviews(exchange_id: int) -> None:
    """Reveal exchanges whose review period is over."""
    reveal_exchange(exchange_id=exchange_id)
