"""What the events of disputes have in common. They stand in `claims.events` and `rulings.events`."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.workroom.events import MilestonePartEvent, emit_in_contract, parties_around
from market.core.base import clock
from market.core.base.events import MONEY, WORK, NotificationType, Webhook
from market.core.base.money import Money
from market.disputes.models import Dispute

dispute_notification = partial(NotificationType, group=WORK, action=_("See the dispute"))
# What decides about money, by silence too, is mailed whatever the user chose.
decision_notification = partial(dispute_notification, label=_("A dispute is decided"), group=MONEY)


def dispute_facts(dispute: Dispute) -> dict[str, Any]:
    """Which dispute of which milestone, and how it stands, for programs."""
    return {
        "dispute": dispute.pk,
        "state": dispute.state,
        "milestone": dispute.milestone_id,
        "contract": dispute.contract.pk,
    }


dispute_webhook = partial(Webhook, users=parties_around, payload=dispute_facts)
ANSWERED = dispute_webhook("dispute.answered", _("A dispute is answered"))
RULED = dispute_webhook("dispute.ruled", _("A moderator rules on a dispute"))
CLOSED = dispute_webhook("dispute.closed", _("A dispute is closed"))


class DisputeEvent(MilestonePartEvent):
    """Of a dispute."""


class Division(DisputeEvent):
    """How the money in dispute is, or would be, divided.

    `to_client` is what goes back without the site's fee, as the audit log has it; `back` says it with the fee, by
    language, as the sentences do. `grounds` and `reasons` of rulings, by language, are not repeated in the audit log.
    `she` is the freelancer: stored payloads and translations have the name, so it stays.
    """

    to_freelancer: Money
    back: Mapping[str, str]
    to_client: Money | None = None
    she: User | None = None
    client: User | None = None
    due: datetime | None = None
    grounds: Mapping[str, str] | None = None
    reasons: Mapping[str, str] | None = None

    def payload(self, *, on: Any, by: User | None) -> dict[str, Any]:
        """With what goes back in words."""
        return {**super().payload(on=on, by=by), "to_client": self.back}

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:
        """With what goes back as an amount."""
        logged = {name: value for name, value in payload.items() if name not in ("back", "grounds", "reasons")}
        return super().audit_facts({**logged, "to_client": self.to_client}, on=on)


def emit_in_dispute(event: DisputeEvent, dispute: Dispute, *, by: User | None) -> None:
    """Emit to the other side (to both, when the site or a moderator did it), and to who stands by."""
    companions = [each.user for each in dispute.companions.select_related("user")]
    emit_in_contract(event, on=dispute, by=by, also_to=companions)


def due_of(dispute: Dispute) -> datetime:
    """By when the next step of an open dispute is due."""
    return dispute.due_at or clock.now()
