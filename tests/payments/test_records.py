"""What each act on money writes, in full: the texts stand in records/, see tests.money_record."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from market.contracts.models import Milestone
from market.core.base import clock
from market.payments.bonuses.actions import give_bonus, lapse_bonus
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import lapse_milestone, settle_funding
from market.payments.funding.outcome_actions import decide_suspicion
from market.payments.models import Funding
from market.payments.releases.actions import approve_milestone
from tests.payments.story import SITE, checkout, contract, first, released, submit, usd

pytestmark = pytest.mark.django_db
TWENTY = usd("20.00")


def test_life_of_a_milestone(record, provider):
    milestone = first(contract("100.00"))
    funding = record.step("The client opens the page of payment", lambda: checkout(milestone))
    provider.pay(funding.checkout_url)
    record.step("The client comes back, having paid", lambda: settle_funding(funding_id=funding.pk))
    record.step("The freelancer delivers", lambda: submit(milestone))
    client = milestone.contract.client
    record.step("The client approves", lambda: approve_milestone(by=client, milestone_id=milestone.pk))
    record.require("milestone")


def test_bonus(record, provider):
    running = contract("30.00", client=None)
    over = released(provider, "100.00").milestone.contract

    def give(amount=TWENTY, note=" You saved our day. ", by=over.client, of=over):
        return give_bonus(by=by, contract_id=of.pk, amount=amount, note=note, site=SITE)

    record.refused("Nothing was released yet", lambda: give(of=running))
    record.refused("The freelancer cannot", lambda: give(by=over.freelancer))
    record.refused("Too little", lambda: give(usd("4.99")))
    record.refused("Without a word", lambda: give(note=" "))
    record.refused("With too many", lambda: give(note="x" * 1001))
    record.step("The client begins to give a bonus", lambda: give(usd("5.00")))
    record.step("The same again", lambda: give(usd("5.00")))
    funding = record.step("The client changes the amount", lambda: give(usd("21.00"), "x" * 1000))
    provider.pay(funding.checkout_url)
    record.step("The client pays it", lambda: settle_funding(funding_id=funding.pk))
    later = give()
    for seconds in (-1, 0):
        due = clock.now() - timedelta(seconds=seconds)
        Milestone.everything.filter(pk=later.milestone_id).update(funding_due_at=due)
        lapse = lambda: lapse_bonus(milestone_id=later.milestone_id)  # noqa: E731
        record.step(f"It is looked at {seconds} seconds after its time, unpaid", lapse)
    record.require("bonus")


def test_several_milestones_at_once(record, provider):
    parts = contract("40.00", "60.10", "99.99")
    ids = list(parts.milestones.order_by("position").values_list("pk", flat=True))
    other = first(contract("5.00"))

    def fund(chosen=tuple(ids), by=parts.client):
        return fund_several(by=by, contract_id=parts.pk, milestone_ids=list(chosen), site=SITE)

    record.refused("One of another contract", lambda: fund((ids[0], other.pk)))
    record.refused("None", lambda: fund(()))
    record.refused("Not the next one", lambda: fund(ids[1:]))
    record.refused("The freelancer cannot", lambda: fund(by=parts.freelancer))
    record.step("The client opens the page for two", lambda: fund(ids[:2]))
    lead = record.step("The client opens the page for all three", fund)
    provider.pay(lead.checkout_url)
    Milestone.objects.filter(pk=ids[2]).update(funding_due_at=clock.now())
    record.step("The time for the last one is over", lambda: lapse_milestone(milestone_id=ids[2]))
    record.step("The client comes back, having paid", lambda: settle_funding(funding_id=lead.pk))
    record.require("several_milestones")


def test_payment_under_suspicion_and_twice(record, sslcommerz, settings, pavel):
    settings.PAY_IN = {"sslcommerz": ["BDT"], "stripe": ["USD"]}
    milestone = first(contract("1200.00", currency="BDT"))
    funding = checkout(milestone)
    sslcommerz.browser.post(urlsplit(funding.checkout_url).path, {"outcome": "pay_risky"})
    record.step("A payment comes that the provider looks at", lambda: settle_funding(funding_id=funding.pk))
    record.step("It is compared again", lambda: settle_funding(funding_id=funding.pk))
    accepted = Funding.Suspicion.ACCEPTED
    decide = lambda: decide_suspicion(by=pavel, funding_id=funding.pk, suspicion=accepted, reason="Known.")  # noqa: E731
    record.step("An operator counts it", decide)
    record.step("Again", decide)
    record.step("It is compared again", lambda: settle_funding(funding_id=funding.pk))
    again = checkout(first(contract("900.00", currency="BDT")))
    sslcommerz.browser.post(urlsplit(again.checkout_url).path, {"outcome": "pay_twice"})
    record.step("The client pays another one twice", lambda: settle_funding(funding_id=again.pk))
    record.step("It is compared again", lambda: settle_funding(funding_id=again.pk))
    record.require("suspicion")
