"""Reads of chargebacks: the operators' desk, and what a freelancer owes."""

from django.db.models import QuerySet, Sum

from market.accounts.models import User
from market.core.base.money import Money
from market.payments.models import Chargeback


def operators() -> QuerySet[User]:
    """The active operators."""
    return User.objects.filter(roles__contains=[User.Role.OPERATOR], is_active=True).order_by("pk")


def chargebacks_at(tab: str) -> QuerySet[Chargeback]:
    """Chargebacks of a tab of the operators' desk: "open" by deadline, "owed", "decided" newest first, or "all"."""
    people = ("funding__milestone__contract__client", "funding__milestone__contract__freelancer", "answered_by")
    rows = Chargeback.objects.select_related(*people).order_by("-pk")
    if tab == "open":
        return rows.open().order_by("answered_at", "answer_by", "pk")
    if tab == "owed":
        return rows.filter(owed_value__gt=0)
    return rows if tab == "all" else rows.exclude(state=Chargeback.State.OPEN).order_by("-ended_at", "-pk")


def owed_by(user: User) -> list[Money]:
    """What the freelancer owes, per currency: paid out to them, then taken back by a client's bank."""
    rows = Chargeback.objects.filter(funding__milestone__contract__freelancer=user, owed_value__gt=0).order_by()
    return [Money(amount, currency) for currency, amount in rows.values_list("currency").annotate(Sum("owed_value"))]
