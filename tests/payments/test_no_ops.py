"""Branches that change nothing: repeated sends, unknown accounts, open checkouts."""

from datetime import timedelta

from market.core.base import clock
from market.payments.funding.checkout_actions import fail_unopened_checkout
from market.payments.models import Payout, PayoutAccount, ProviderEvent, Release
from market.payments.payouts.actions import retry_payout
from market.payments.payouts.onboarding_actions import _record_account
from market.payments.provider.actions import process_event
from market.payments.provider.types import ConnectedAccount
from market.payments.refunds.actions import give_refund, send_refund
from tests.payments.story import assert_books_whole, checkout, contract, first, funded, payable, ready_account


def test_payout_event_without_an_account_is_processed_without_effect(db):
    event = ProviderEvent.objects.create(
        event_id="evt_1", kind="payout.paid", subject="payout", object_id="po_1", payload={}, received_at=clock.now()
    )
    process_event(event_pk=event.pk)
    event.refresh_from_db()
    assert event.worked_off_at is not None


def test_open_checkout_is_not_failed(provider):
    funding = checkout(first(contract("100.00")))
    fail_unopened_checkout(funding.pk)
    funding.refresh_from_db()
    assert funding.state == "open"


def test_sent_refund_is_not_sent_again(provider, run_jobs):
    milestone = funded(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    refund = milestone.refunds.get()
    assert send_refund(refund_id=refund.pk).state == "succeeded"
    assert len(provider.events("refund.created")) == 1
    assert_books_whole()


def test_reopened_payout_account_returns_to_started(provider, farida):
    account = ready_account(provider, farida)
    _record_account(account.pk, ConnectedAccount(str(account.account_id), is_active=False, is_submitted=False))
    account.refresh_from_db()
    assert account.state == PayoutAccount.State.STARTED


def test_payout_is_not_retried_when_nothing_is_payable(provider, travel):
    release = payable(provider, travel, "100.00")
    payout = Payout.objects.create(
        freelancer=release.freelancer,
        amount_value=release.amount_value,
        currency="USD",
        state=Payout.State.FAILED,
        created_at=clock.now(),
        check_at=clock.now() - timedelta(hours=1),
    )
    Release.objects.update(state=Release.State.CLEARING)
    retry_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    assert (payout.check_at, Payout.objects.count()) == (None, 1)


def test_invalid_payout_amount_is_a_form_error_and_stays_in_the_form(page, provider, travel):
    release = payable(provider, travel, "100.00")
    response = page(release.freelancer).post("/money/payout/", {"amount": "1.005"})
    assert response.status_code == 400
    assert "1.005" in response.content.decode()


def test_user_without_profile_is_redirected_from_payout_setup(page, omar):
    assert page(omar).get("/money/account/").url == "/money/"
