"""Races of what one side asks: one winner each, nothing half done, books that are whole."""

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
from tests.concurrency.test_money import assert_whole, race, winners
from tests.payments.story import SITE, checkout, contract, first, funded, submitted, usd

pytestmark = pytest.mark.django_db(transaction=True)


def change(milestone: Milestone, amount: str) -> Proposal:
    wish = Wish(milestone.pk, milestone.title, Decimal(amount), milestone.days)
    return propose_change(by=milestone.contract.client, contract_id=milestone.contract_id, wishes=[wish])


def agreement(proposal: Proposal):
    return partial(agree_proposal, by=proposal.contract.freelancer, proposal_id=proposal.pk)


def test_agreeing_to_another_amount_and_the_payment_of_the_old_one(provider):
    for _ in range(3):
        milestone = first(contract("100.00", "50.00"))
        funding = checkout(milestone)
        proposal = change(milestone, "70.00")
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
        assert_whole()


def test_agreeing_and_opening_the_page(provider):
    milestone = first(contract("100.00"))
    proposal = change(milestone, "70.00")
    open_page = partial(fund_milestone, by=milestone.contract.client, milestone_id=milestone.pk, site=SITE)
    winners(race(agreement(proposal), open_page))
    assert fund_milestone(by=milestone.contract.client, milestone_id=milestone.pk, site=SITE).amount == usd(70)


@pytest.mark.parametrize("other", [withdraw_proposal, lapse_proposal, refuse_proposal])
def test_one_answer_counts(provider, other):
    for _ in range(3):
        milestone = first(contract("100.00"))
        proposal = change(milestone, "70.00")
        client, freelancer = milestone.contract.client, milestone.contract.freelancer
        if other is lapse_proposal:
            Proposal.objects.filter(pk=proposal.pk).update(due_at=clock.now())
            act = partial(other, proposal_id=proposal.pk)
        else:
            by = client if other is withdraw_proposal else freelancer
            act = partial(other, by=by, proposal_id=proposal.pk)
        outcomes = race(agreement(proposal), act)
        assert len([each for each in winners(outcomes) if each != "done"]) <= 1
        milestone.refresh_from_db()
        proposal.refresh_from_db()
        assert (proposal.state == "agreed") == (milestone.amount_value == 70)


def test_agreeing_and_the_clock_of_the_milestone(provider):
    for _ in range(3):
        milestone = first(contract("100.00", "50.00"))
        proposal = change(milestone, "70.00")
        Milestone.objects.filter(pk=milestone.pk).update(funding_due_at=clock.now() - timedelta(seconds=1))
        winners(race(agreement(proposal), partial(lapse_milestone, milestone_id=milestone.pk)))
        assert Contract.objects.get(pk=milestone.contract_id).state == "lapsed"


def test_both_propose_at_once(provider):
    made = contract("100.00")
    wish = Wish(title="More", amount=Decimal(10), days=1)
    ask = lambda by: partial(propose_change, by=by, contract_id=made.pk, wishes=[wish])  # noqa: E731
    assert len(winners(race(ask(made.client), ask(made.freelancer)))) == 1


def end_of(milestone: Milestone, share: str) -> Proposal:
    made = milestone.contract
    return ask_to_end(by=made.client, contract_id=made.pk, shares={milestone.pk: Decimal(share)})


def test_an_end_and_an_approval_exclude_each_other(provider):
    for _ in range(3):
        milestone = submitted(provider, "100.00")
        proposal = end_of(milestone, "30.00")
        approve = partial(approve_milestone, by=milestone.contract.client, milestone_id=milestone.pk)
        assert len(winners(race(agreement(proposal), approve))) == 1
        milestone.refresh_from_db()
        assert milestone.released_value in (30, 100)
        assert milestone.held_value == 0
        assert_whole()


def test_an_end_a_part_and_a_change_at_once(provider):
    milestone = funded(provider, "100.00", "50.00")
    made = milestone.contract
    ending, changing = end_of(milestone, "30.00"), change(made.milestones.get(position=2), "60.00")
    part = partial(release_part, by=made.client, milestone_id=milestone.pk, amount=usd(10))
    winners(race(agreement(ending), part, agreement(changing)))
    milestone.refresh_from_db()
    assert milestone.held_value + milestone.released_value + milestone.refunded_value == 100
    assert_whole()


def test_two_agreements_to_one_end_move_it_once(provider):
    milestone = funded(provider, "100.00")
    proposal = end_of(milestone, "30.00")
    assert len(winners(race(*[agreement(proposal)] * 4))) == 1
    assert_whole()


def test_several_settled_many_times_at_once_are_held_once(provider):
    made = contract("40.00", "60.00", "80.00")
    ids = list(made.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=made.client, contract_id=made.pk, milestone_ids=ids, site=SITE)
    provider.pay(lead.checkout_url)
    settle = [partial(settle_funding, funding_id=pk) for pk in Funding.objects.values_list("pk", flat=True)]
    winners(race(*settle, *settle))
    held = list(made.milestones.order_by("position").values_list("held_value", flat=True))
    assert held == [40, 60, 80]
    assert_whole()


def test_one_and_several_opened_at_once_leave_one_page(provider):
    made = contract("40.00", "60.00")
    ids = list(made.milestones.order_by("position").values_list("pk", flat=True))
    one = partial(fund_milestone, by=made.client, milestone_id=ids[0], site=SITE)
    both = partial(fund_several, by=made.client, contract_id=made.pk, milestone_ids=ids, site=SITE)
    outcomes = race(one, both, one, both)
    assert all(isinstance(each, Funding | DomainError) for each in outcomes), outcomes
    assert Funding.objects.filter(state="open", together_with=None).count() <= 1
    lead = fund_several(by=made.client, contract_id=made.pk, milestone_ids=ids, site=SITE)
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    assert list(made.milestones.order_by("position").values_list("held_value", flat=True)) == [40, 60]
    assert_whole()
