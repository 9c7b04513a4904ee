"""Reads of chargebacks: the operators' desk."""

from django.db.models import QuerySet

from market.accounts.models import User
from market.payments.models import Chargeback


def operators() -> QuerySet[User]:
    """The active operators."""
    return User.objects.filter(roles__contains=[User.Role.OPERATOR], is_active=True).order_by("pk")


def chargebacks_at(tab: str) -> QuerySet[Chargeback]:
    """Chargebacks of a tab of the operators' desk: "open" to be answered, by deadline; "with_bank", "owed",
    "decided" newest first, or "all"."""
    people = ("funding__milestone__contract__client", "funding__milestone__contract__freelancer", "answered_by")
    rows = Chargeback.objects.select_related(*people, "debt").order_by("-pk")
    if tab == "open":
        return rows.open().filter(answered_at=None, accepted_at=None).order_by("answer_by", "pk")
    if tab == "with_bank":
        return rows.open().exclude(answered_at=None, accepted_at=None).order_by("answered_at", "pk")
    if tab == "owed":
        return rows.filter(debt__left_value__gt=0)
    return rows if tab == "all" else rows.exclude(state=Chargeback.State.OPEN).order_by("-ended_at", "-pk")
