"""Reads of services: a freelancer's own with their figures, others and similar ones."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.contracts.models import Contract
from market.core.base.money import Money
from market.services.models import Service

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


def services_of(user: "User") -> QuerySet[Service]:
    """The user's services with their figures: `running`, `sold` and `earned_value` (released and not given back), live
    ones first."""
    milestones = "orders__contract__milestones"
    earned = F(f"{milestones}__released_value") - F(f"{milestones}__given_back_value")
    paid = Q(orders__paid_at__isnull=False)
    return (
        Service.objects.filter(freelancer=user)
        .for_cards()
        .annotate(
            running=Count("orders", filter=paid & Q(orders__contract__state=Contract.State.ACTIVE), distinct=True),
            sold=Count("orders", filter=paid, distinct=True),
            earned_value=Coalesce(Sum(earned), Decimal("0.00")),
        )
        .order_by("-published_at", "-pk")
    )


def earned_by(service: Service) -> Money:
    """What was released, and not given back, for a service of `services_of`."""
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
