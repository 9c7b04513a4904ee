"""What payments puts into the workroom: the buttons that move money, and what the money is doing."""

from typing import Any

from django.http import HttpRequest

from market.contracts.models import Contract, Milestone
from market.core.money import Money, rounded, total
from market.core.panels import panel
from market.payments.forms import ReleasePartForm

State = Milestone.State


@panel("milestone.actions", "payments/milestone_actions.html", order=10)
def milestone_actions(
    *, request: HttpRequest, milestone: Milestone, contract: Contract, as_client: bool, **more: Any
) -> dict[str, Any]:
    """The buttons of this milestone for this party, and where released parts are by now."""
    fee = Money(rounded(milestone.amount_value * contract.fee_rate), milestone.currency)
    return {
        "fee": fee,
        "charge": milestone.amount + fee,
        "fee_percent": (contract.fee_rate * 100).normalize(),
        "part_form": ReleasePartForm(auto_id=f"part_{milestone.pk}_%s"),
        "releases": list(milestone.releases.order_by("pk")) if milestone.released_value else [],
    }


@panel("contract.aside", "payments/contract_money.html", order=10)
def contract_money(*, request: HttpRequest, contract: Contract, as_client: bool, **more: Any) -> dict[str, Any]:
    """What the contract's money is doing."""
    milestones = list(contract.milestones.all())

    def summed(field: str) -> Money:
        return Money(total([getattr(each, field) for each in milestones]), contract.currency)

    waiting = [each.amount_value for each in milestones if each.state == State.AWAITING_FUNDING]
    return {
        "agreed": summed("amount_value"),
        "held": summed("held_value"),
        "released": summed("released_value"),
        "refunded": summed("refunded_value"),
        "to_fund": Money(total(waiting), contract.currency),
    }
