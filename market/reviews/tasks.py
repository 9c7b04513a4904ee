"""Deadlines of reviews: asking both sides when a paid contract is over, and revealing at the end of the period."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.reviews.actions import open_exchange, reveal_exchange
from market.reviews.models import Exchange


def _reviewing_since() -> datetime:
    return clock.now() - timedelta(days=settings.LIFECYCLE.reviewing_days)


def _contracts_to_ask(since: datetime) -> QuerySet[Contract]:
    """Paid contracts that ended since then and have no exchange yet."""
    over = Contract.objects.filter(ended_at__gt=since, exchange=None)
    paid = Milestone.objects.filter(contract=OuterRef("pk"), released_value__gt=0)
    return over.filter(Exists(paid), state__in=(Contract.State.COMPLETED, Contract.State.ENDED))


@clock.deadline(next_due=clock.NextDue(_contracts_to_ask, "ended_at", at=_reviewing_since))
def ask_for_reviews() -> None:
    """Open the exchange of contracts that are over. A task does it, so that ending a contract costs no more."""
    ended = _contracts_to_ask(_reviewing_since()).filter(ended_at__lte=clock.now()).order_by("ended_at", "pk")
    clock.process_due(ended.values_list("pk", flat=True), lambda pk: open_exchange(contract_id=pk))


@clock.deadline(next_due=clock.NextDue(lambda: Exchange.objects.open(), "due_at"))
def reveal_reviews() -> None:
    """Reveal exchanges whose review period is over."""
    due = Exchange.objects.open().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    clock.process_due(due.values_list("pk", flat=True), lambda pk: reveal_exchange(exchange_id=pk))
