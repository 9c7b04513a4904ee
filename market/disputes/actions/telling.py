"""How those concerned are told of a step: the record, a line in the talk, the news, the open pages."""

from typing import TYPE_CHECKING, Any

from market.contracts.actions.telling import said, spread
from market.core.audit import audit
from market.disputes.models import Dispute
from market.notifications.actions import notify

if TYPE_CHECKING:
    from market.accounts.models import User


def tell(dispute: Dispute, code: str, *, by: "User | None", **facts: Any) -> None:
    """Tell the other side (both, when the site or a moderator did it), and whoever stands by."""
    contract, title = dispute.contract, dispute.milestone.title
    actor = by.display_name if by else ""
    told = {"title": title, **facts}
    audit(code, by=by, on=dispute, milestone=dispute.milestone_id, **said(**told))
    spread(contract, dispute, code, by, {"actor": actor, **told})
    for companion in dispute.companions.select_related("user"):
        if by is None or companion.user_id != by.pk:
            notify(companion.user, code, on=dispute, actor=actor, **told)


def tell_moderator(dispute: Dispute, code: str, **facts: Any) -> None:
    """Tell the moderator who is to rule."""
    if dispute.moderator is not None:
        notify(dispute.moderator, code, on=dispute, title=dispute.milestone.title, **facts)
