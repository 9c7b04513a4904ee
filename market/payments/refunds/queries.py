"""Refunds that did not arrive."""

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from market.payments.models import Refund

if TYPE_CHECKING:
    from market.accounts.models import User


def failed_refunds_of(user: "User") -> QuerySet[Refund]:
    """Refunds that did not reach this client and are owed still, newest first."""
    rows = Refund.objects.owed().filter(milestone__contract__client=user)
    return rows.select_related("milestone").order_by("-pk")


def refunds_not_arrived() -> QuerySet[Refund]:
    """Failed refunds, those still owed before those repaid another way; newest first."""
    rows = Refund.objects.filter(state=Refund.State.FAILED).select_related("milestone__contract__client")
    return rows.order_by(F("repaid_at").desc(nulls_first=True), "-pk")
