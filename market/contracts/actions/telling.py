"""How the parties of a contract are told: the record, a line in the talk, the news, the open pages."""

from typing import TYPE_CHECKING

from market.contracts.models import Contract, Milestone
from market.core.audit import audit
from market.messaging.actions import post_system_line
from market.notifications.actions import notify
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User


def tell(milestone: Milestone, code: str, *, by: "User | None", **facts: object) -> None:
    """Audit, the talk's line, and the news to the other side (to both when the site did it)."""
    contract = milestone.contract
    actor = by.display_name if by else ""
    audit(code, by=by, on=milestone)
    post_system_line(contract.conversation, code, actor=actor, title=milestone.title, **facts)
    for person in (contract.client, contract.freelancer):
        if by is None or person.pk != by.pk:
            notify(person, code, on=milestone, actor=actor, title=milestone.title, **facts)
    push_on_commit(
        [contract.client_id, contract.freelancer_id], {"type": "changed", "what": "contract", "id": contract.pk}
    )


def tell_parties(contract: Contract, code: str, *, by: "User") -> None:
    """The same for a contract as a whole."""
    audit(code, by=by, on=contract)
    post_system_line(contract.conversation, code, actor=by.display_name)
    notify(contract.other(by), code, on=contract, actor=by.display_name, title=contract.title)
    push_on_commit(
        [contract.client_id, contract.freelancer_id], {"type": "changed", "what": "contract", "id": contract.pk}
    )
