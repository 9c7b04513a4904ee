"""What every action on a milestone reads first, each in one prepared statement that locks what it reads."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.contracts.models import Contract, Milestone
from market.core.base.errors import NotFound
from market.core.base.prepared import hold_all, prepared

if TYPE_CHECKING:
    from market.accounts.models import User


def lock_contract(milestone_id: int, user: "User | None") -> Contract:
    """The contract of a milestone with both people, locked, where the user may see it (None: in any case).

    Raises NotFound.
    """
    contract = next(iter(_contract_of(milestone_id, user)), None)
    if contract is None:
        raise NotFound
    return contract


def lock_milestones(contract: Contract) -> list[Milestone]:
    """The contract's milestones, locked, which hold it as it holds them."""
    milestones = _milestones_of(contract)
    for each in milestones:
        each.contract = contract
    hold_all(contract, "milestones", contract.milestones.all(), milestones)
    return milestones


@prepared
def _contract_of(milestone: int, user: "User | None") -> QuerySet[Contract]:
    rows = Contract.objects.all() if user is None else Contract.objects.visible_to(user)
    people = ("client__news_settings", "freelancer__news_settings")  # for notifications
    rows = rows.filter(milestones=milestone).select_related(*people, "conversation")
    return rows.select_for_update(of=("self",), no_key=True)


@prepared
def _milestones_of(contract: Contract) -> QuerySet[Milestone]:
    return Milestone.objects.filter(contract=contract).select_for_update(no_key=True)
