"""How those concerned are told of a step: the record, a line in the talk, the news, the open pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation

from market.contracts.actions.telling import said, spread
from market.core.audit import audit
from market.disputes.grounds import GROUNDS
from market.disputes.models import Dispute
from market.notifications.actions import notify

if TYPE_CHECKING:
    from market.accounts.models import User


def tell(
    dispute: Dispute, code: str, *, by: "User | None", why: Mapping[str, Mapping[str, str]] | None = None, **facts: Any
) -> None:
    """Tell the other side (both, when the site or a moderator did it), and whoever stands by.

    `why` are the facts that the record does not repeat: `reasons_of` a ruling.
    """
    contract, title = dispute.contract, dispute.milestone.title
    actor = by.display_name if by else ""
    told = {"title": title, **facts}
    audit(code, by=by, on=dispute, milestone=dispute.milestone_id, **said(**told))
    told |= why or {}
    spread(contract, dispute, code, by, {"actor": actor, **told})
    for companion in dispute.companions.select_related("user"):
        if by is None or companion.user_id != by.pk:
            notify(companion.user, code, on=dispute, actor=actor, **told)


def reasons_of(dispute: Dispute, share: Decimal) -> dict[str, Mapping[str, str]]:
    """The grounds and the reasons of the rulings that gave her this share, by language. Of all of the last stage, where
    none did and the middle holds."""
    given = list(dispute.rulings.exclude(given_at=None).order_by("given_at", "pk"))
    last = [each for each in given if each.stage == given[-1].stage]
    found = [each for each in last if each.to_freelancer_value == share] or last
    codes = list(dict.fromkeys(code for each in found for code in each.grounds if code in GROUNDS))
    reasons = {
        "en": "\n\n".join(filter(None, (each.reasons_en or each.reasons_bn for each in found))),
        "bn": "\n\n".join(filter(None, (each.reasons_bn or each.reasons_en for each in found))),
    }
    return {"grounds": {language: _names(codes, language) for language in reasons}, "reasons": reasons}


def _names(codes: list[str], language: str) -> str:
    with translation.override(language):
        return ", ".join(str(GROUNDS[code].name) for code in codes)


def tell_moderator(dispute: Dispute, code: str, **facts: Any) -> None:
    """Tell the moderator who is to rule."""
    if dispute.moderator is not None:
        notify(dispute.moderator, code, on=dispute, title=dispute.milestone.title, **facts)
