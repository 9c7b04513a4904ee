"""Stories of chargebacks: one that waits for an answer, one that the bank refused, one that it paid back."""

from collections.abc import Callable

from django.conf import settings

from market.contracts.models import Milestone
from market.core.base.jobs import run_deferred
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.evidence_actions import answer_chargeback
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback
from market.payments.queries import chargebacks_at
from market.payments.releases.actions import approve_milestone
from market.site.demo.latest import DAYS
from market.site.demo.provider import click
from market.site.demo.stage import Stage, Story


def _paid(stage: Stage, client: str, freelancer: str, pick: int, amount: int) -> Milestone:
    """A milestone of the two whose work was delivered."""
    bid = stage.bid(stage.job(stage.cast[client], pick, topic="data-entry"), stage.cast[freelancer], amount)
    stage.talk(bid, 0, 2)
    contract = stage.contract(bid)
    stage.fund(contract)
    stage.deliver(contract)
    return stage.milestone(contract)


def asked(milestone: Milestone) -> Chargeback:
    """The owner of the card asks her bank for the payment back."""
    funding = milestone.fundings.get(state="paid")
    click(f"{settings.SITE_URL}/sandbox/stripe/charges/{funding.charge_id}/dispute/", "")
    run_deferred()
    return chargebacks_at("all").get(funding=funding)


def decided(row: Chargeback, outcome: str) -> None:
    click(f"{settings.SITE_URL}/sandbox/stripe/disputes/{row.dispute_id}/", outcome)
    sync_dispute(dispute_id=row.dispute_id)


def waiting(stage: Stage) -> Story:
    """Omar's bank looks at a payment; Pavel has some days to answer."""
    yield DAYS - 2
    asked(_paid(stage, "omar", "rina", 10, 120))


def refused(stage: Stage) -> Story:
    """Pavel told the bank what was delivered, and it left the payment as it was."""
    yield 25
    milestone = _paid(stage, "carla", "rina", 11, 90)
    row = asked(milestone)
    yield 2
    answer_chargeback(by=stage.cast["pavel"], chargeback_id=row.pk, text=draft_evidence(row))
    yield 4
    decided(row, "won")
    approve_milestone(by=stage.cast["carla"], milestone_id=milestone.pk)


def paid_back(stage: Stage) -> Story:
    """The bank paid Omar back before the money was released."""
    yield 33
    row = asked(_paid(stage, "omar", "rina", 12, 65))
    yield 5
    decided(row, "lost")


STORIES: tuple[Callable[[Stage], Story], ...] = (waiting, refused, paid_back)
