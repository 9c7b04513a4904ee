"""Reads of services and their orders."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.contracts.models import Contract
from market.core.base import clock
from market.core.base.money import Money
from market.services.models import Order, Service

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


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
    due = Min(Coalesce(F(f"{milestone}review_due_at"), F(f"{milestone}work_due_at"), F(f"{milestone}funding_due_at")))
    counts = Order.objects.open().filter(service=service).aggregate(running=Count("pk", distinct=True), due=due)
    late = counts["due"] is None or counts["due"] <= clock.now()
    return Queue(counts["running"], service.queue_limit, None if late else counts["due"])


def takes_orders(service: Service, queue: Queue) -> bool:
    """Whether it can be ordered now: it is live, its freelancer is not away, and its queue has room."""
    return service.state == Service.State.LIVE and not service.freelancer.profile.is_away and not queue.is_full


def services_of(user: "User") -> QuerySet[Service]:
    """The user's services with their figures: `running`, `sold` and `earned_value` (released), live ones first."""
    paid = Q(orders__paid_at__isnull=False)
    return (
        Service.objects.filter(freelancer=user)
        .for_cards()
        .annotate(
            running=Count("orders", filter=paid & Q(orders__contract__state=Contract.State.ACTIVE), distinct=True),
            sold=Count("orders", filter=paid, distinct=True),
            earned_value=Coalesce(Sum("orders__contract__milestones__released_value"), Decimal("0.00")),
        )
        .order_by("-published_at", "-pk")
    )


def earned_by(service: Service) -> Money:
    """What was released for a service of `services_of`."""
    return Money(service.earned_value, service.currency)  # type: ignore[attr-defined]  # annotated


def others_of(service: Service, most: int = 3) -> list[Service]:
    """Other services of the same freelancer that everybody sees, for cards."""
    rows = Service.objects.public().for_cards().filter(freelancer=service.freelancer_id).exclude(pk=service.pk)
    return list(rows.order_by("-published_at")[:most])


def similar_to(service: Service, user: "User | AnonymousUser", most: int = 3) -> list[Service]:
    """Visible services of others in the same topic, those with most skills in common first, for cards."""
    rows = (
        Service.objects.public_to(user)
        .for_cards()
        .filter(topic=service.topic_id)
        .exclude(freelancer=service.freelancer_id)
    )
    shared = Count("skills", filter=Q(skills__in=service.skills.all()), distinct=True)
    return list(rows.annotate(shared=shared).order_by("-shared", "-published_at")[:most])


def orders_of(service: Service) -> QuerySet[Order]:
    """The paid orders of a service, newest first, with their contracts."""
    rows = Order.objects.filter(service=service, paid_at__isnull=False)
    return rows.select_related("contract", "client").order_by("-paid_at")
