"""Stories of chargebacks: one that waits for an answer, one won, one lost."""

from collections.abc import Callable

from django.conf import settings

from market.contracts.models import Milestone
from market.core.base.jobs import run_deferred
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.evidence_actions import answer_chargeback
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback
from market.payments.releases.actions import approve_milestone
from market.site.demo.http_server import post_outcome
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story


def _delivered_milestone(stage: Stage, client: str, freelancer: str, pick: int, amount: int) -> Milestone:
    """A funded and delivered milestone of the two."""
    bid = stage.bid(stage.job(stage.cast[client], pick, topic="data-entry"), stage.cast[freelancer], amount)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract)
    stage.deliver(contract)
    return stage.milestone(contract)


def ask_chargeback(milestone: Milestone) -> Chargeback:
    """The cardholder asks the bank for the payment back."""
    funding = milestone.fundings.get(state="paid")
    post_outcome(f"{settings.SITE_URL}/sandbox/stripe/charges/{funding.charge_id}/dispute/", "")
    run_deferred()
    return chargebacks_at("all").get(funding=funding)


def decide_chargeback(row: Chargeback, outcome: str) -> None:
    post_outcome(f"{settings.SITE_URL}/sandbox/stripe/disputes/{row.dispute_id}/", outcome)
    sync_dispute(dispute_id=row.dispute_id)


def waiting(stage: Stage) -> Story:
    """Omar's bank asks about a payment; Pavel has some days to answer."""
    yield DAYS - 2
    ask_chargeback(_delivered_milestone(stage, "omar", "rina", 10, 120))


def refused(stage: Stage) -> Story:
    """Pavel submitted evidence, and the dispute was won."""
    yield 25
    milestone = _delivered_milestone(stage, "carla", "rina", 11, 90)
    row = ask_chargeback(milestone)
    yield 2
    answer_chargeback(by=stage.cast["pavel"], chargeback_id=row.pk, text=draft_evidence(row))
    yield 4
    decide_chargeback(row, "won")
    approve_milestone(by=stage.cast["carla"], milestone_id=milestone.pk)


def paid_back(stage: Stage) -> Story:
    """The dispute was lost before the money was released."""
    yield 33
    row = ask_chargeback(_delivered_milestone(stage, "omar", "rina", 12, 65))
    yield 5
    decide_chargeback(row, "lost")


STORIES: tuple[Callable[[Stage], Story], ...] = (waiting, refused, paid_back)
