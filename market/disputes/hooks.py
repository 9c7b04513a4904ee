"""What of disputes is told to programs outside."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.contracts.hooks import parties
from market.disputes.models import Dispute
from market.integrations.events import register_event


def dispute_facts(dispute: Dispute) -> dict[str, Any]:
    """Which dispute of which milestone, and how it stands."""
    return {
        "dispute": dispute.pk,
        "state": dispute.state,
        "milestone": dispute.milestone_id,
        "contract": dispute.contract.pk,
    }


ENDINGS = [f"dispute.{ending}" for ending in (*Dispute.Ending.values, "decided")]
RULED = [
    f"dispute.{act}" for act in ("ruling_given", "final_ruling", "final_appeal", "ruling_corrected", "final_corrected")
]
for code, about, acts in (
    ("dispute.opened", _("A dispute is opened"), []),
    ("dispute.answered", _("A dispute is answered"), ["dispute.answered", "dispute.answered_small"]),
    ("dispute.offered", _("One side offers to settle a dispute"), []),
    ("dispute.ruled", _("A moderator rules on a dispute"), RULED),
    ("dispute.appealed", _("A ruling is appealed"), []),
    ("dispute.closed", _("A dispute is closed"), ENDINGS),
):
    register_event(code, about, parties=lambda it: parties(it.contract), facts=dispute_facts, acts=acts)
