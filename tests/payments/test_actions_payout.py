"""Payouts: the payout account, the request, the transfers, and the bank's result."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.models import User
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.notifications.models import Notification
from market.payments.models import LedgerTransaction, Payout, PayoutAccount, Release
from market.payments.payouts.actions import (
    MoreThanPayable,
    NothingToPayOut,
    PayoutAccountNotReady,
    request_payout,
    retry_payout,
)
from market.payments.payouts.onboarding_actions import NotAFreelancer, start_onboarding, sync_payout_account
from market.payments.payouts.sending_actions import send_payout, settle_payout
from market.payments.queries import balances_of
from tests import make
from tests.payments.story import SITE, assert_books_whole, payable, ready_account, released, usd


def test_payout_goes_from_pending_through_in_transit_to_paid(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    (balance,) = balances_of(release.freelancer)
    assert (payout.state, balance.payable, balance.in_transit) == ("pending", usd(0), usd(100))
    run_jobs()
    payout.refresh_from_db()
    release.refresh_from_db()
    assert (payout.state, release.state, release.transfer_id[:3]) == ("in_transit", "in_transit", "tr_")
    travel(timedelta(days=10))
    payout.refresh_from_db()
    release.refresh_from_db()
    assert (payout.state, release.state) == ("paid", "paid_out")
    (balance,) = balances_of(release.freelancer)
    assert (balance.in_transit, balance.paid_out) == (usd(0), usd(100))
    assert Notification.objects.filter(user=release.freelancer, kind="payout.paid").count() == 1
    assert_books_whole()


def test_repeated_send_payout_job_creates_one_transfer(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    for _ in range(3):
        send_payout(payout_id=payout.pk)
    run_jobs()
    assert len(provider.events("transfer.created")) == 1
    assert_books_whole()


def test_crash_between_transfer_and_its_record_creates_one_transfer(provider, travel):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    send_payout(payout_id=payout.pk)
    Release.objects.filter(pk=release.pk).update(transfer_id="", arrival_id="")
    Payout.objects.filter(pk=payout.pk).update(state="pending")
    settle_payout(payout_id=payout.pk)
    assert len(provider.events("transfer.created")) == 1
    Release.objects.filter(pk=release.pk).update(transfer_id="")
    Payout.objects.filter(pk=payout.pk).update(state="pending", created_at=payout.created_at - timedelta(days=2))
    send_payout(payout_id=payout.pk)
    assert len(provider.events("transfer.created")) == 1


def test_lost_provider_response_is_retried_with_one_transfer(provider, travel):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        send_payout(payout_id=payout.pk)
    send_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    assert payout.state == "in_transit"
    assert len(provider.events("transfer.created")) == 1


def test_partial_payout_splits_the_release(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    request_payout(by=release.freelancer, amount=usd("30.00"))
    run_jobs()
    assert sorted(Release.objects.values_list("amount_value", "state")) == [
        (Decimal("30.00"), "in_transit"),
        (Decimal("70.00"), "payable"),
    ]
    request_payout(by=release.freelancer)
    run_jobs()
    assert not Release.objects.filter(state="payable").exists()
    assert_books_whole()


@pytest.mark.parametrize("amount", ["0.00", "100.01"])
def test_payout_amount_must_be_positive_and_at_most_the_payable_balance(provider, travel, amount):
    release = payable(provider, travel, "100.00")
    with pytest.raises(MoreThanPayable):
        request_payout(by=release.freelancer, amount=usd(amount))


def test_payout_is_refused_before_clearing_and_when_already_paid_out(provider, travel):
    release = released(provider, "100.00")
    ready_account(provider, release.freelancer)
    with pytest.raises(NothingToPayOut):
        request_payout(by=release.freelancer)
    travel(timedelta(days=6))
    request_payout(by=release.freelancer)
    with pytest.raises(NothingToPayOut):
        request_payout(by=release.freelancer)
    with pytest.raises(NothingToPayOut):
        request_payout(by=release.freelancer, amount=Money("5.00", "BDT"))


def test_payout_needs_an_active_payout_account(provider, travel):
    release = released(provider, "100.00")
    travel(timedelta(days=6))
    with pytest.raises(PayoutAccountNotReady):
        request_payout(by=release.freelancer)


def test_client_cannot_start_payout_onboarding(provider, carla):
    with pytest.raises(NotAFreelancer):
        start_onboarding(by=carla, site=SITE)


def test_restricted_payout_account_becomes_active_after_onboarding(provider):
    farida = make.make_freelancer("Farida")
    provider.onboard(start_onboarding(by=farida, site=SITE), "more_needed")
    account = PayoutAccount.objects.get()
    synced = sync_payout_account(account_id=str(account.account_id))
    assert synced is not None
    assert synced.state == "restricted"
    assert Notification.objects.filter(kind="payout_account.restricted").count() == 1
    provider.onboard(start_onboarding(by=farida, site=SITE))
    synced = sync_payout_account(account_id=str(account.account_id))
    assert synced is not None
    assert synced.state == "active"
    assert PayoutAccount.objects.count() == 1
    assert sync_payout_account(account_id="acct_unknown") is None


def test_refused_transfer_becomes_payable_again_and_is_retried(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    provider.plan("transfer_refused")
    payout = request_payout(by=release.freelancer)
    run_jobs()
    payout.refresh_from_db()
    release.refresh_from_db()
    assert (payout.state, release.state) == ("failed", "payable")
    assert "insufficient" in payout.failure
    assert Notification.objects.filter(kind="payout.failed").count() == 1
    assert_books_whole()
    travel(timedelta(hours=7))
    assert sorted(Payout.objects.values_list("state", flat=True))[0] == "failed"
    assert Payout.objects.count() == 2
    travel(timedelta(days=9))
    assert set(Payout.objects.values_list("state", flat=True)) == {"failed", "paid"}
    retry_payout(payout_id=payout.pk)
    assert Payout.objects.count() == 2
    assert_books_whole()


def test_payout_button_stands_above_the_balance(provider, travel, page):
    html = page(payable(provider, travel, "100.00").freelancer).get("/money/").content.decode()
    assert 0 < html.index('action="/money/payout/"') < html.index('<dl class="facts lines">')


def test_bank_failure_reason_is_shown_in_the_users_language(provider, travel, run_jobs, page):
    release = payable(provider, travel, "66.67")
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    assert Payout.objects.get().failure == "The bank account has been closed."
    User.objects.filter(pk=release.freelancer.pk).update(language="bn")
    for path in ("/money/", "/money/payouts/"):
        assert "অ্যাকাউন্টটি বন্ধ" in page(release.freelancer).get(path).content.decode()
    notification = Notification.objects.get(kind="payout.failed")
    assert notification.facts["reason"]["in"]["bn"].startswith("অ্যাকাউন্টটি বন্ধ")


def test_payout_refused_by_the_bank_is_reversed_and_payable_again(provider, travel, run_jobs):
    release = payable(provider, travel, "66.67")
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    release.refresh_from_db()
    assert (release.state, release.payout, release.transfer_id) == ("payable", None, "")
    payout = Payout.objects.get()
    assert (payout.state, bool(payout.failure)) == ("failed", True)
    (balance,) = balances_of(release.freelancer)
    assert balance.payable == usd("66.67")
    assert len(provider.events("transfer.reversed")) == 1
    assert LedgerTransaction.objects.filter(kind="payout_failed").count() == 1
    assert_books_whole()
