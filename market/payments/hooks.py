"""What of payouts is told to programs outside."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.contracts.hooks import milestone_facts, parties
from market.integrations.events import register_event
from market.payments.models import Payout, Release


def payout_facts(payout: Payout) -> dict[str, Any]:
    """Which payout, and how it stands."""
    return {"payout": payout.pk, "state": payout.state}


def release_facts(release: Release) -> dict[str, Any]:
    """Which release of which milestone, and how it stands."""
    return {"release": release.pk, "state": release.state, "milestone": release.milestone_id}


register_event(
    "release.cleared",
    _("Released money has cleared"),
    parties=lambda release: [release.freelancer],
    facts=release_facts,
)
for code, about, acts in (
    ("payout.requested", _("A payout is asked for"), ()),
    ("payout.sent", _("A payout is on its way"), ()),
    ("payout.paid", _("A payout has arrived"), ()),
    ("payout.failed", _("A payout fails"), ("payout.part_failed",)),
):
    register_event(code, about, parties=lambda payout: [payout.freelancer], facts=payout_facts, acts=acts)
for code, about in (
    ("chargeback.opened", _("A client's bank looks at a payment")),
    ("chargeback.won", _("A bank leaves a payment as it is")),
    ("chargeback.lost", _("A bank pays a client back")),
):
    both = (code, f"{code}_released")  # the second one where nothing of it was held any more
    register_event(code, about, parties=lambda it: parties(it.contract), facts=milestone_facts, acts=both)
