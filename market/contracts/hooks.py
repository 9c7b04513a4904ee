"""What of contracts is told to programs outside."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Contract, Milestone
from market.integrations.events import register_event


def parties(contract: Contract) -> list[User]:
    """Both sides."""
    return [contract.client, contract.freelancer]


def facts(contract: Contract) -> dict[str, Any]:
    """Which contract, and how it stands."""
    return {
        "contract": contract.pk,
        "state": contract.state,
        "client": contract.client_id,
        "freelancer": contract.freelancer_id,
    }


def milestone_facts(milestone: Milestone) -> dict[str, Any]:
    """Which milestone of which contract, and how it stands."""
    return {"milestone": milestone.pk, "state": milestone.state, "contract": milestone.contract_id}


def _of_contract(code: str, about: Any) -> None:
    register_event(code, about, parties=parties, facts=facts)


def _of_milestone(code: str, about: Any, *acts: str) -> None:
    register_event(code, about, parties=lambda it: parties(it.contract), facts=milestone_facts, acts=acts)


_of_contract("contract.started", _("A contract begins"))
_of_contract("contract.end_asked", _("One side asks to end the contract"))
_of_contract("contract.ended", _("A contract is ended early"))
_of_milestone("milestone.funded", _("A milestone is funded"))
_of_milestone("milestone.submitted", _("Work is delivered"))
_of_milestone("milestone.changes_requested", _("Changes are asked for"))
_of_milestone("milestone.refund_requested", _("A refund is asked for"))
_of_milestone(
    "milestone.refund_refused", _("A refund is refused"), "milestone.refund_refused", "milestone.refund_lapsed"
)
_of_milestone(
    "milestone.released",
    _("Money of a milestone is released"),
    *(
        f"milestone.{how}"
        for how in ("released_approved", "released_silence", "released_last_day", "released_dispute", "part_released")
    ),
)
_of_milestone(
    "milestone.refunded",
    _("Money of a milestone goes back"),
    *(
        f"milestone.refunded_{how}"
        for how in ("agreed", "given", "idle", "last_day", "late_payment", "ended", "dispute")
    ),
)
_of_milestone("milestone.lapsed", _("A milestone lapses without money"))
