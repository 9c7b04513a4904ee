"""What each act on money writes, in full: the texts stand in records/, see tests.money_record."""

import pytest

from market.payments.bonuses.actions import give_bonus
from market.payments.funding.checkout_actions import settle_funding
from market.payments.releases.actions import approve_milestone
from tests.payments.story import SITE, checkout, contract, first, released, submit, usd

pytestmark = pytest.mark.django_db


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
    over = released(provider, "100.00").milestone.contract
    named = {"by": over.client, "contract_id": over.pk, "note": " You saved our day. ", "site": SITE}
    record.step("The client begins to give a bonus", lambda: give_bonus(amount=usd("20.00"), **named))
    funding = record.step("The client changes the amount", lambda: give_bonus(amount=usd("21.00"), **named))
    provider.pay(funding.checkout_url)
    record.step("The client pays it", lambda: settle_funding(funding_id=funding.pk))
    record.require("bonus")
