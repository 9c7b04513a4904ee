"""What is asked of money that has gone its way already changes nothing."""

from datetime import timedelta

from market.core.base import clock
from market.payments.funding.checkout_actions import fail_unopened_checkout
from market.payments.models import Payout, PayoutAccount, ProviderEvent, Release
from market.payments.payouts.actions import retry_payout
from market.payments.payouts.onboarding_actions import _record_account
from market.payments.provider import stripe
from market.payments.provider.actions import process_event
from market.payments.refunds.actions import give_refund, send_refund
from tests.payments.story import assert_books_whole, checkout, contract, first, funded, payable, ready_account


def test_news_of_a_bank_payout_without_an_account_is_no_news(db):
    event = ProviderEvent.objects.create(
        event_id="evt_1", kind="payout.paid", object_id="po_1", payload={}, received_at=clock.now()
    )
    process_event(event_pk=event.pk)
    event.refresh_from_db()
    assert event.worked_off_at is not None


def test_an_open_checkout_is_not_given_up(provider):
    funding = checkout(first(contract("100.00")))
    fail_unopened_checkout(funding.pk)
    funding.refresh_from_db()
    assert funding.state == "open"


def test_a_refund_that_was_sent_is_not_sent_again(provider, run_jobs):
    milestone = funded(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    refund = milestone.refunds.get()
    assert send_refund(refund_id=refund.pk).state == "succeeded"
    assert len(provider.events("refund.created")) == 1
    assert_books_whole()


def test_an_account_that_the_provider_opens_anew_is_not_ready(provider, farida):
    account = ready_account(provider, farida)
    _record_account(account.pk, stripe.ConnectedAccount(str(account.account_id), is_active=False, is_submitted=False))
    account.refresh_from_db()
    assert account.state == PayoutAccount.State.STARTED


def test_a_payout_is_not_tried_again_when_nothing_is_ready(provider, travel):
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


def test_a_payout_of_what_is_no_amount_is_refused_and_kept(page, provider, travel):
    release = payable(provider, travel, "100.00")
    answer = page(release.freelancer).post("/money/payout/", {"amount": "1.005"})
    assert answer.status_code == 400
    assert "1.005" in answer.content.decode()


def test_who_has_no_profile_sets_up_no_payouts(page, omar):
    assert page(omar).get("/money/account/").url == "/money/"
