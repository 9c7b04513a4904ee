"""How those concerned are told of a step: the record, a line in the talk, the news, the open pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation

from market.accounts.models import User
from market.contracts.workroom.telling import said, spread
from market.core.base.audit import audit
from market.core.base.help_links import help_address
from market.disputes.models import Correction, Dispute, Ruling
from market.disputes.rulings.grounds import GROUNDS
from market.notifications.telling.actions import notify


def tell(
    dispute: Dispute, code: str, *, by: User | None, why: Mapping[str, Mapping[str, str]] | None = None, **facts: Any
) -> None:
    """Tell the other side (both, when the site or a moderator did it), and whoever stands by.

    `why` are the facts that the record does not repeat: `reasons_of` a ruling.
    """
    contract, title = dispute.contract, dispute.milestone.title
    actor = by or ""
    told = {"title": title, **facts}
    audit(code, by=by, on=dispute, milestone=dispute.milestone_id, **said(**told))
    told |= why or {}
    spread(contract, dispute, code, by, {"actor": actor, **told})
    for companion in dispute.companions.select_related("user"):
        if by is None or companion.user_id != by.pk:
            notify(companion.user, code, on=dispute, actor=actor, **told)


def reasons_of(dispute: Dispute, share: Decimal) -> dict[str, Mapping[str, str]]:
    """The grounds and the reasons of the rulings that gave her this share, by language. Of all of the last stage, where
    none did and the middle holds. Of its correction, where there is one."""
    given = list(dispute.rulings.exclude(given_at=None).order_by("given_at", "pk"))
    last = [each for each in given if each.stage == given[-1].stage]
    found: Sequence[Ruling | Correction] = [each for each in last if each.to_freelancer_value == share] or last
    corrected = dispute.corrections.filter(state=Correction.State.CONFIRMED, stage=given[-1].stage).last()
    found = [corrected] if corrected else found
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


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Where news lead whose reader sees no page of the thing itself."""

    place: str

    def get_absolute_url(self) -> str:
        """Its address."""
        return help_address(self.place) or "/"


def tell_nobody_free(dispute: Dispute) -> None:
    """No moderator without a tie can rule: leads and operators are alerted at once, and both sides are told what
    happens then. Leads who see the dispute are led to it, all others to the rule."""
    facts = {"title": dispute.milestone.title, "due": dispute.due_at}
    is_appeal = dispute.state == Dispute.State.APPEALED
    roles = [str(role) for role in (User.Role.LEAD, User.Role.OPERATOR)]
    people = User.objects.filter(is_active=True, roles__overlap=roles)
    for person in people.exclude(pk__in=(dispute.contract.client_id, dispute.contract.freelancer_id)).order_by("pk"):
        sees = Dispute.objects.on_desk(person).filter(pk=dispute.pk).exists()
        place = dispute if sees else HelpPage("disputes#nobody-free")
        notify(person, "dispute.moderator_needed", on=place, amount=dispute.frozen, **facts)
    tell(dispute, "dispute.nobody_free_appeal" if is_appeal else "dispute.nobody_free", by=None, due=dispute.due_at)
