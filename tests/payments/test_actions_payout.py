"""Payouts: the account, asking, the transfers, what her bank says."""

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


def test_a_payout_goes_all_the_way_to_her_bank(provider, travel, run_jobs):
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


def test_the_same_job_twice_sends_once(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    for _ in range(3):
        send_payout(payout_id=payout.pk)
    run_jobs()
    assert len(provider.events("transfer.created")) == 1
    assert_books_whole()


def test_a_stop_between_the_transfer_and_its_record_sends_once(provider, travel):
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


def test_a_lost_answer_is_asked_again(provider, travel):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        send_payout(payout_id=payout.pk)
    send_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    assert payout.state == "in_transit"
    assert len(provider.events("transfer.created")) == 1


def test_a_part_of_what_is_ready_cuts_a_release(provider, travel, run_jobs):
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
def test_not_more_than_is_ready(provider, travel, amount):
    release = payable(provider, travel, "100.00")
    with pytest.raises(MoreThanPayable):
        request_payout(by=release.freelancer, amount=usd(amount))


def test_nothing_is_paid_out_twice_or_before_it_cleared(provider, travel):
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


def test_an_account_is_set_up_first(provider, travel):
    release = released(provider, "100.00")
    travel(timedelta(days=6))
    with pytest.raises(PayoutAccountNotReady):
        request_payout(by=release.freelancer)


def test_clients_have_no_payout_account(provider, carla):
    with pytest.raises(NotAFreelancer):
        start_onboarding(by=carla, site=SITE)


def test_verified_but_not_payable_is_not_ready(provider):
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


def test_a_refused_transfer_is_payable_again_and_tried_again(provider, travel, run_jobs):
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


def test_the_money_page_begins_with_the_button_for_what_is_ready(provider, travel, page):
    shown = page(payable(provider, travel, "100.00").freelancer).get("/money/").content.decode()
    assert 0 < shown.index('action="/money/payout/"') < shown.index('<dl class="facts">')


def test_the_banks_reason_is_read_in_the_readers_language(provider, travel, run_jobs, page):
    release = payable(provider, travel, "66.67")
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    assert Payout.objects.get().failure == "The bank account has been closed."
    User.objects.filter(pk=release.freelancer.pk).update(language="bn")
    for place in ("/money/", "/money/payouts/"):
        assert "অ্যাকাউন্টটি বন্ধ" in page(release.freelancer).get(place).content.decode()
    notification = Notification.objects.get(kind="payout.failed")
    assert notification.facts["reason"]["in"]["bn"].startswith("অ্যাকাউন্টটি বন্ধ")


def test_money_that_her_bank_refuses_comes_back(provider, travel, run_jobs):
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
