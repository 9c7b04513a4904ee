"""Funding: the Checkout, settling, late payments, lapsed milestones."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import MilestoneNotReady, NotTheClient
from market.core.base import clock
from market.core.base.errors import NotFound, ProviderUnavailable
from market.payments.funding.actions import FundingTooLate, NoRail, NotItsTurn, fund_milestone
from market.payments.funding.checkout_actions import lapse_milestone, settle_funding
from market.payments.models import Funding, Refund
from market.payments.releases.actions import approve_milestone
from tests.payments.story import SITE, assert_books_whole, checkout, first, funded, pay, submit, usd
from tests.payments.story import contract as make_contract


def test_paid_checkout_holds_the_amount_and_the_fee(provider):
    milestone = funded(provider, "100.00")
    assert (milestone.state, milestone.held_value) == (Milestone.State.FUNDED, Decimal("100.00"))
    funding = milestone.fundings.get()
    assert (funding.state, funding.charge, funding.fee) == ("paid", usd(105), usd(5))
    assert funding.charge_id.startswith("ch_")
    assert funding.provider_fee_value > 0
    assert_books_whole()
    settle_funding(funding_id=funding.pk)
    milestone.refresh_from_db()
    assert milestone.held_value == Decimal("100.00")


def test_double_click_returns_the_same_checkout(provider):
    milestone = first(make_contract("100.00"))
    assert checkout(milestone).checkout_url == checkout(milestone).checkout_url
    assert Funding.objects.count() == 1


def test_outsider_and_freelancer_cannot_fund(provider, omar):
    milestone = first(make_contract("100.00"))
    with pytest.raises(NotFound):
        fund_milestone(by=omar, milestone_id=milestone.pk, site=SITE)
    with pytest.raises(NotTheClient):
        fund_milestone(by=milestone.contract.freelancer, milestone_id=milestone.pk, site=SITE)


def test_milestones_are_funded_in_order(provider):
    contract = make_contract("40.00", "60.00")
    second = contract.milestones.get(position=2)
    with pytest.raises(NotItsTurn):
        fund_milestone(by=contract.client, milestone_id=second.pk, site=SITE)


def test_next_milestone_is_funded_ahead_while_the_one_before_is_in_work(provider):
    """Its work begins once the one before is due; when that one ends, nothing waits for money."""
    earlier = funded(provider, "40.00", "60.00")
    ahead = earlier.contract.milestones.get(position=2)
    pay(provider, ahead)
    for milestone in (earlier, ahead):
        milestone.refresh_from_db()
    assert (ahead.state, ahead.held_value) == ("funded", 60)
    assert ahead.work_due_at == earlier.work_due_at + timedelta(days=ahead.days)
    submit(earlier)
    approve_milestone(by=earlier.contract.client, milestone_id=earlier.pk)
    ahead.refresh_from_db()
    assert (ahead.state, ahead.funding_due_at) == ("funded", None)
    assert_books_whole()


def test_funded_milestone_cannot_be_funded_again(provider):
    milestone = funded(provider)
    with pytest.raises(MilestoneNotReady):
        checkout(milestone)


def test_currency_without_a_payment_rail_is_refused(provider):
    milestone = first(make_contract("100.00"))
    Milestone.objects.filter(pk=milestone.pk).update(currency="BDT")
    with pytest.raises(NoRail):
        checkout(milestone)


def test_funding_is_refused_after_the_deadline_before_the_job_has_run(provider):
    milestone = first(make_contract("100.00"))
    Milestone.objects.filter(pk=milestone.pk).update(funding_due_at=clock.now())
    with pytest.raises(FundingTooLate):
        checkout(milestone)


def test_lost_provider_response_is_retried_with_one_funding(provider):
    milestone = first(make_contract("100.00"))
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        checkout(milestone)
    assert checkout(milestone).checkout_url
    assert Funding.objects.count() == 1


def test_checkout_without_a_session_is_replaced(provider):
    milestone = first(make_contract("100.00"))
    provider.plan("api_error")
    with pytest.raises(ProviderUnavailable):
        checkout(milestone)
    Funding.objects.update(created_at=clock.now() - timedelta(minutes=11))
    assert checkout(milestone).state == "open"
    assert list(Funding.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "open"]


def test_unpaid_checkout_expires_and_can_be_replaced(provider, travel):
    milestone = first(make_contract("100.00"))
    old = checkout(milestone)
    travel(timedelta(days=1, hours=1))
    old.refresh_from_db()
    assert old.state == "expired"
    assert checkout(milestone).checkout_url != old.checkout_url


def test_unfunded_contract_lapses(provider, travel):
    milestone = first(make_contract("100.00"))
    travel(timedelta(days=7, minutes=1))
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.LAPSED
    assert Contract.objects.get(pk=milestone.contract_id).state == "lapsed"


def test_payment_after_the_milestone_lapsed_is_refunded(provider, run_jobs):
    milestone = first(make_contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    Milestone.objects.filter(pk=milestone.pk).update(funding_due_at=clock.now())
    lapse_milestone(milestone_id=milestone.pk)
    run_jobs()
    funding.refresh_from_db()
    milestone.refresh_from_db()
    assert (funding.state, milestone.state, milestone.held_value) == ("paid", "lapsed", Decimal("0.00"))
    refund = Refund.objects.get()
    assert (refund.reason, refund.state, refund.amount) == ("late_payment", "succeeded", usd(105))
    assert_books_whole()


def test_lapsed_milestone_expires_its_open_checkout(provider, run_jobs):
    milestone = first(make_contract("100.00"))
    funding = checkout(milestone)
    Milestone.objects.filter(pk=milestone.pk).update(funding_due_at=clock.now())
    lapse_milestone(milestone_id=milestone.pk)
    run_jobs()
    funding.refresh_from_db()
    assert funding.state == "expired"
    assert provider.pay(funding.checkout_url).status_code != 302 or not provider.events("checkout.session.completed")


def test_milestone_does_not_lapse_before_its_deadline(provider):
    milestone = first(make_contract("100.00"))
    lapse_milestone(milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.AWAITING_FUNDING
