"""Refunds: agreed, given, idle, on the last day of holding; pending, failed and lost responses of the provider."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom.actions import MilestoneNotReady, NotTheFreelancer, request_changes, request_refund
from market.core.base.errors import NotFound, ProviderUnavailable
from market.notifications.models import Notification
from market.payments.models import LedgerTransaction, Refund, Release
from market.payments.queries import spending_of
from market.payments.refunds.actions import NothingHeld, agree_refund, give_refund, refund_held, send_refund
from market.payments.releases.actions import approve_milestone, release_part
from tests.payments.story import assert_books_whole, funded, submitted, usd

State = Milestone.State


def refund_requested(provider, *amounts):
    milestone = funded(provider, *amounts)
    request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Plans changed")
    return milestone


def test_agreed_refund_returns_the_amount_and_the_fee(provider, run_jobs):
    milestone = refund_requested(provider, "100.00")
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value, milestone.refunded_value) == (State.REFUNDED, 0, 100)
    refund = Refund.objects.get()
    assert (refund.state, refund.amount, refund.fee_value) == ("pending", usd(105), 5)
    run_jobs()
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    (spent,) = spending_of(milestone.contract.client)
    assert (spent.charged, spent.refunded, spent.held, spent.fee) == (usd(105), usd(105), usd(0), usd(0))
    assert_books_whole()


def test_repeated_send_refund_job_sends_one_refund(provider, run_jobs):
    milestone = refund_requested(provider, "100.00")
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    refund = Refund.objects.get()
    for _ in range(3):
        send_refund(refund_id=refund.pk)
    run_jobs()
    assert len(provider.events("refund.created")) == 1
    assert LedgerTransaction.objects.filter(kind="refund_paid").count() == 1
    with pytest.raises(MilestoneNotReady):
        agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)


def test_refund_after_partial_release_returns_the_rest_and_its_fee(provider, run_jobs):
    milestone = funded(provider, "100.00")
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("33.33"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    milestone.refresh_from_db()
    assert milestone.state == State.SPLIT
    assert Refund.objects.get().amount == usd("70.00")
    assert_books_whole()


def test_refund_is_refused_after_full_release(provider):
    milestone = submitted(provider)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    with pytest.raises(MilestoneNotReady):
        give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    with pytest.raises(NothingHeld):
        refund_held(milestone, Refund.Reason.GIVEN, by=None)


def test_only_the_freelancer_can_give_a_refund(provider, omar):
    milestone = refund_requested(provider)
    for act in (agree_refund, give_refund):
        with pytest.raises(NotFound):
            act(by=omar, milestone_id=milestone.pk)
        with pytest.raises(NotTheFreelancer):
            act(by=milestone.contract.client, milestone_id=milestone.pk)


def test_agreeing_needs_a_refund_request(provider):
    milestone = funded(provider)
    with pytest.raises(MilestoneNotReady):
        agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)


def test_pending_refund_succeeds_later(provider, run_jobs, travel):
    milestone = refund_requested(provider, "63.46")  # 66.63 with the fee
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    refund = Refund.objects.get()
    assert (refund.state, refund.refund_id[:3]) == ("pending", "re_")
    travel(timedelta(days=3))
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert_books_whole()


def test_failed_refund_notifies_the_client(provider, run_jobs, travel):
    milestone = refund_requested(provider, "63.47")  # 66.64 with the fee
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=3))
    refund = Refund.objects.get()
    assert (refund.state, bool(refund.failure)) == ("failed", True)
    assert Notification.objects.filter(user=milestone.contract.client, kind="refund.failed").count() == 1
    assert_books_whole()


def test_failed_refund_is_shown_as_owed_and_not_as_refunded(provider, run_jobs, travel, page):
    milestone = refund_requested(provider, "63.47")
    client = milestone.contract.client
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=3))
    (spent,) = spending_of(client)
    assert (spent.charged, spent.refunded, spent.not_arrived) == (usd("66.64"), usd(0), usd("66.64"))
    browser = page(client)
    assert "We owe you $66.64" in browser.get("/money/").content.decode()
    contract_html = browser.get(milestone.contract.get_absolute_url()).content.decode()
    assert "The refund did not go through: $63.47" in contract_html
    assert "Not arrived: we owe it to you" in contract_html
    assert "went back to you" not in contract_html


def test_idle_milestone_is_warned_then_refunded(provider, travel):
    milestone = funded(provider, "100.00")
    travel(timedelta(days=60, minutes=1))
    assert Notification.objects.filter(kind="milestone.idle").count() == 2
    travel(timedelta(days=15))
    milestone.refresh_from_db()
    assert milestone.state == State.REFUNDED
    assert Refund.objects.get().reason == "idle"
    assert_books_whole()


def test_active_milestone_is_warned_then_refunded_on_the_last_day(provider, travel):
    milestone = submitted(provider, "100.00")
    request_changes(by=milestone.contract.client, milestone_id=milestone.pk, note="Bigger")
    travel(timedelta(days=76))
    assert not Notification.objects.filter(kind="milestone.idle").exists()
    assert Notification.objects.filter(kind="milestone.last_day_near").count() == 2
    travel(timedelta(days=10))
    milestone.refresh_from_db()
    assert milestone.state == State.REFUNDED
    assert Refund.objects.get().reason == "last_day"
    assert_books_whole()


def test_submitted_milestone_is_released_on_the_last_day(provider, settings, travel):
    milestone = submitted(provider, "100.00")
    Milestone.objects.update(review_due_at=milestone.last_day_at + timedelta(days=9))
    travel(timedelta(days=86))
    milestone.refresh_from_db()
    assert milestone.state == State.RELEASED
    assert Release.objects.get().reason == "last_day"
    assert milestone.releases.get().fee_value == Decimal("5.00")
    assert_books_whole()


def test_lost_provider_response_is_retried_with_one_refund(provider):
    milestone = refund_requested(provider, "100.00")
    agree_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    refund = Refund.objects.get()
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        send_refund(refund_id=refund.pk)
    Refund.objects.update(created_at=refund.created_at - timedelta(days=2))  # the provider has forgotten the key
    send_refund(refund_id=refund.pk)
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert len(provider.events("refund.created")) == 1
    assert_books_whole()
