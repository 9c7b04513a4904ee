"""Races of change requests and of ends of contracts: one winner each, nothing half done, a consistent ledger."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import (
    agree_proposal,
    ask_to_end,
    lapse_proposal,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.changes import Wish
from market.core.base import clock
from market.core.base.errors import DomainError
from market.payments.funding.actions import fund_milestone, fund_several
from market.payments.funding.checkout_actions import lapse_milestone, settle_funding
from market.payments.models import Funding, Refund
from market.payments.refunds.actions import send_refund
from market.payments.releases.actions import approve_milestone, release_part
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.payments.story import SITE, checkout, contract, first, funded, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)


def propose_amount(milestone: Milestone, amount: str) -> Proposal:
    wish = Wish(milestone.pk, milestone.title, Decimal(amount), milestone.days)
    return propose_change(by=milestone.contract.client, contract_id=milestone.contract_id, wishes=[wish])


def agreement(proposal: Proposal):
    return partial(agree_proposal, by=proposal.contract.freelancer, proposal_id=proposal.pk)


def test_agreeing_to_a_new_amount_races_the_payment_of_the_old_one(provider):
    for _ in range(3):
        milestone = first(contract("100.00", "50.00"))
        funding = checkout(milestone)
        proposal = propose_amount(milestone, "70.00")
        provider.pay(funding.checkout_url)
        winners(race(agreement(proposal), partial(settle_funding, funding_id=funding.pk)))
        for refund in Refund.objects.filter(state="pending"):
            send_refund(refund_id=refund.pk)
        milestone.refresh_from_db()
        proposal.refresh_from_db()
        if proposal.state == "agreed":
            assert (milestone.state, milestone.amount_value, milestone.held_value) == ("awaiting_funding", 70, 0)
        else:
            assert (milestone.state, milestone.amount_value, milestone.held_value) == ("funded", 100, 100)
        assert_ledger_consistent()


def test_agreeing_to_a_change_races_opening_the_checkout(provider):
    milestone = first(contract("100.00"))
    proposal = propose_amount(milestone, "70.00")
    open_page = partial(fund_milestone, by=milestone.contract.client, milestone_id=milestone.pk, site=SITE)
    winners(race(agreement(proposal), open_page))
    assert fund_milestone(by=milestone.contract.client, milestone_id=milestone.pk, site=SITE).amount == usd(70)


@pytest.mark.parametrize("other", [withdraw_proposal, lapse_proposal, refuse_proposal])
def test_agreement_and_any_other_answer_exclude_each_other(provider, other):
    for _ in range(3):
        milestone = first(contract("100.00"))
        proposal = propose_amount(milestone, "70.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        if other is lapse_proposal:
            Proposal.objects.filter(pk=proposal.pk).update(due_at=clock.now())
            answer = partial(other, proposal_id=proposal.pk)
        else:
            by = client if other is withdraw_proposal else freelancer
            answer = partial(other, by=by, proposal_id=proposal.pk)
        outcomes = race(agreement(proposal), answer)
        assert len([each for each in winners(outcomes) if each != "done"]) <= 1
        milestone.refresh_from_db()
        proposal.refresh_from_db()
        assert (proposal.state == "agreed") == (milestone.amount_value == 70)


def test_agreeing_to_a_change_races_the_funding_deadline(provider):
    for _ in range(3):
        milestone = first(contract("100.00", "50.00"))
        proposal = propose_amount(milestone, "70.00")
        Milestone.objects.filter(pk=milestone.pk).update(funding_due_at=clock.now() - timedelta(seconds=1))
        winners(race(agreement(proposal), partial(lapse_milestone, milestone_id=milestone.pk)))
        assert Contract.objects.get(pk=milestone.contract_id).state == "lapsed"


def test_concurrent_proposals_of_both_parties_create_one(provider):
    new_contract = contract("100.00")
    wish = Wish(title="More", amount=Decimal(10), days=1)
    propose = lambda by: partial(propose_change, by=by, contract_id=new_contract.pk, wishes=[wish])  # noqa: E731
    assert len(winners(race(propose(new_contract.client), propose(new_contract.freelancer)))) == 1


def propose_end(milestone: Milestone, share: str) -> Proposal:
    new_contract = milestone.contract
    return ask_to_end(by=new_contract.client, contract_id=new_contract.pk, shares={milestone.pk: Decimal(share)})


def test_end_of_a_contract_and_approval_exclude_each_other(provider):
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        proposal = propose_end(milestone, "30.00")
        approve = partial(approve_milestone, by=milestone.contract.client, milestone_id=milestone.pk)
        assert len(winners(race(agreement(proposal), approve))) == 1
        milestone.refresh_from_db()
        assert milestone.released_value in (30, 100)
        assert milestone.held_value == 0
        assert_ledger_consistent()


def test_end_of_a_contract_races_a_partial_release_and_a_change(provider):
    milestone = funded(provider, "100.00", "50.00")
    new_contract = milestone.contract
    ending = propose_end(milestone, "30.00")
    changing = propose_amount(new_contract.milestones.get(position=2), "60.00")
    part = partial(release_part, by=new_contract.client, milestone_id=milestone.pk, amount=usd(10))
    winners(race(agreement(ending), part, agreement(changing)))
    milestone.refresh_from_db()
    assert milestone.held_value + milestone.released_value + milestone.refunded_value == 100
    assert_ledger_consistent()


def test_concurrent_agreements_end_a_contract_once(provider):
    milestone = funded(provider, "100.00")
    proposal = propose_end(milestone, "30.00")
    assert len(winners(race(*[agreement(proposal)] * 4))) == 1
    assert_ledger_consistent()


def test_concurrent_settling_of_a_joint_funding_holds_it_once(provider):
    new_contract = contract("40.00", "60.00", "80.00")
    ids = list(new_contract.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=new_contract.client, contract_id=new_contract.pk, milestone_ids=ids, site=SITE)
    provider.pay(lead.checkout_url)
    settle = [partial(settle_funding, funding_id=pk) for pk in Funding.objects.values_list("pk", flat=True)]
    winners(race(*settle, *settle))
    held = list(new_contract.milestones.order_by("position").values_list("held_value", flat=True))
    assert held == [40, 60, 80]
    assert_ledger_consistent()


def test_concurrent_single_and_joint_funding_leave_one_checkout_open(provider):
    new_contract = contract("40.00", "60.00")
    ids = list(new_contract.milestones.order_by("position").values_list("pk", flat=True))
    single = partial(fund_milestone, by=new_contract.client, milestone_id=ids[0], site=SITE)
    joint = partial(fund_several, by=new_contract.client, contract_id=new_contract.pk, milestone_ids=ids, site=SITE)
    outcomes = race(single, joint, single, joint)
    assert all(isinstance(each, Funding | DomainError) for each in outcomes), outcomes
    assert Funding.objects.filter(state="open", together_with=None).count() <= 1
    lead = fund_several(by=new_contract.client, contract_id=new_contract.pk, milestone_ids=ids, site=SITE)
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    assert list(new_contract.milestones.order_by("position").values_list("held_value", flat=True)) == [40, 60]
    assert_ledger_consistent()
