"""Reads of fundings: which one a milestone holds, and what is left of its fee."""

from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from market.contracts.models import Milestone
from market.core.base.prepared import prepared
from market.payments.models import Chargeback, Funding, Release
from market.payments.queries import NOTHING


def paid_funding(milestone: Milestone) -> Funding:
    """The funding whose money the milestone holds or held. Raises Funding.DoesNotExist if it was never funded."""
    paid = milestone.fundings.filter(state=Funding.State.PAID)
    return paid.exclude(refunds__reason="late_payment").get()


def fee_left(milestone: Milestone) -> tuple[Decimal, Decimal]:
    """What is left of the fee that was paid for a milestone, and what its releases have earned of it. The rest, if any,
    was taken by the client's bank.
    """
    ((paid, taken, lost),) = _fees_of(milestone.pk)
    return paid - taken - lost, taken


_OF_IT = {"milestone": OuterRef("pk")}
_PAID = Funding.objects.filter(**_OF_IT, state=Funding.State.PAID).exclude(refunds__reason="late_payment")
_TAKEN = Release.objects.filter(**_OF_IT).order_by().values("milestone").annotate(sum=Sum("fee_value"))
_OF_ITS_FUNDING = Chargeback.objects.filter(funding__milestone=OuterRef("pk"), state="lost").order_by()
_LOST = _OF_ITS_FUNDING.values("funding__milestone").annotate(sum=Sum("fee_held_value"))


@prepared
def _fees_of(milestone: int) -> QuerySet[Milestone, tuple[Decimal, Decimal, Decimal]]:
    return Milestone.everything.filter(pk=milestone).values_list(
        Subquery(_PAID.values("fee_value")),
        Coalesce(Subquery(_TAKEN.values("sum")), NOTHING),
        Coalesce(Subquery(_LOST.values("sum")), NOTHING),
    )
