"""Queries for the workroom."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from market.contracts.models import Contract, Delivery, Milestone, Proposal

if TYPE_CHECKING:
    from market.accounts.models import User


def contracts_of(user: "User", deliveries: QuerySet[Delivery] | None = None) -> QuerySet[Contract]:
    """The user's contracts with everything that a list or a page shows, newest first; of the deliveries all that they
    may see, or `deliveries`."""
    rows = (
        Delivery.objects.visible_to(user).prefetch_related("files", "changes_files")
        if deliveries is None
        else deliveries
    )
    milestones = Prefetch("milestones", Milestone.objects.prefetch_related(Prefetch("deliveries", rows)))
    return (
        Contract.objects.visible_to(user)
        .select_related("job", "client", "freelancer__profile", "conversation")
        .prefetch_related(milestones)
        .order_by("-started_at", "-id")
    )


def open_proposals_in(contracts: Iterable[Contract]) -> QuerySet[Proposal]:
    """The proposals of these contracts that await an answer, with both parties."""
    proposals = Proposal.objects.open().filter(contract__in=contracts)
    return proposals.select_related("milestone", "contract__client", "contract__freelancer")
