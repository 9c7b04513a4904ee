"""How the parties of a contract are told: the record, a line in the talk, the news, the open pages."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from market.contracts.models import Contract, Milestone
from market.core.base.audit import audit
from market.core.base.payloads import serialize_payload
from market.messaging.actions import post_system_message
from market.notifications.inbox.actions import notify
from market.realtime.push import push_on_commit

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.notifications.inbox.actions import HasAddress

YOU = {"en": "you", "bn": "আপনি"}


def tell(milestone: Milestone, code: str, *, by: "User | None", **facts: object) -> None:
    """Audit, the talk's line, and the news to the other side (to both when the site did it)."""
    contract = milestone.contract
    actor = by or ""
    audit(code, by=by, on=milestone, **said(title=milestone.title, **facts))
    spread(contract, milestone, code, by, {"actor": actor, "title": milestone.title, **facts})


def note(milestone: Milestone, code: str, *, by: "User | None", **facts: object) -> None:
    """Audit alone: what both are told of by another line."""
    audit(code, by=by, on=milestone, **said(title=milestone.title, **facts))


def tell_parties(contract: Contract, code: str, *, by: "User | None", **facts: object) -> None:
    """The same for a contract as a whole."""
    actor = by or ""
    audit(code, by=by, on=contract, **said(title=contract.title, **facts))
    spread(contract, contract, code, by, {"actor": actor, "title": contract.title, **facts})


def spread(contract: Contract, on: "HasAddress", code: str, by: "User | None", facts: dict[str, Any]) -> None:
    """Tell both of what was done to `on`, a row that is the contract's: the talk, the news, the open pages.

    An order that was never paid for is the client's alone, so the talk and she hear nothing of it. Whom the news are
    for is "you" in them; in the talk, which both read, each has a name.
    """
    people = [contract.client, contract.freelancer]
    if contract.is_unpaid_order:
        people = [contract.client]
    else:
        post_system_message(contract.conversation, code, **facts)
    for person in people:
        if by is None or person.pk != by.pk:
            notify(person, code, on=on, **_to(person, facts))
    push_on_commit([person.pk for person in people], {"type": "changed", "what": "contract", "id": contract.pk})


def _to(person: "User", facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: YOU if value == person else value for name, value in facts.items()}


def said(**facts: object) -> dict[str, str]:
    """The facts of the sentence, as the contract's log reads them."""
    return {"said": json.dumps(serialize_payload(facts), ensure_ascii=False)}
