"""Reads of orders: the queue of a service, and its paid orders."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from market.core.base import clock
from market.services.models import Order, Service


@dataclass(frozen=True, slots=True)
class Queue:
    """Running orders, their limit, and about when the next place is free (None: unknown, or any moment)."""

    running: int
    limit: int | None
    next_place_at: datetime | None

    @property
    def is_full(self) -> bool:
        """Whether no order is taken now."""
        return self.limit is not None and self.running >= self.limit


UNLIMITED = Queue(0, None, None)


def shown_queue(service: Service) -> Queue:
    """The queue as pages need it; without a limit nothing is counted."""
    return UNLIMITED if service.queue_limit is None else queue_of(service)


def queue_of(service: Service) -> Queue:
    """The queue of a service, in one query."""
    milestone = "contract__milestones__"
    columns = ("review_due_at", "changes_due_at", "work_due_at", "funding_due_at")
    is_work = Q(**{f"{milestone}kind": "work"})
    due = Min(Coalesce(*(F(f"{milestone}{column}") for column in columns)), filter=is_work)
    counts = Order.objects.open().filter(service=service).aggregate(running=Count("pk", distinct=True), due=due)
    late = counts["due"] is None or counts["due"] <= clock.now()
    return Queue(counts["running"], service.queue_limit, None if late else counts["due"])


def takes_orders(service: Service, queue: Queue) -> bool:
    """Whether it can be ordered now: it is live, its freelancer is not away, and its queue has room."""
    return service.state == Service.State.LIVE and not service.freelancer.profile.is_away and not queue.is_full


def orders_of(service: Service) -> QuerySet[Order]:
    """The paid orders of a service, newest first, with their contracts."""
    rows = Order.objects.filter(service=service, paid_at__isnull=False)
    return rows.select_related("contract", "client").order_by("-paid_at")
