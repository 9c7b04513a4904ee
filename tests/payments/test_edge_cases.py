"""Edge cases of payments: races between two calls, expired checkouts, wrong amounts, late bank failures."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock
from market.core.base.reference_data import load_all
from market.notifications.models import Notification
from market.payments.funding.actions import FundingRefused
from market.payments.funding.checkout_actions import settle_funding
from market.payments.funding.outcome_actions import AmountsDiffer
from market.payments.funding.queries import paid_funding
from market.payments.models import (
    Funding,
    LedgerAccount,
    LedgerBalance,
    LedgerBlock,
    LedgerEntry,
    LedgerTransaction,
    Payout,
    PayoutAccount,
    ProviderEvent,
    Refund,
    Release,
)
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import fail_part, mark_paid_out, settle_payout
from market.payments.provider import stripe, stripe_connect
from market.payments.provider.port import ProviderRefused
from market.payments.queries import balances_of
from market.payments.refunds.actions import refund_idle
from market.payments.releases.actions import warn_idle
from market.payments.releases.timeout_actions import end_on_last_day
from market.payments.statements.queries import Running
from market.payments.statements.sentences import _statement_line
from tests.payments.story import assert_books_whole, checkout, first, funded, payable, usd
from tests.payments.story import contract as make_contract


def test_expired_checkout_is_replaced_at_once(provider):
    milestone = first(make_contract("100.00"))
    old = checkout(milestone)
    clock._offset = timedelta(hours=24)
    new = checkout(milestone)
    old.refresh_from_db()
    assert (old.state, new.state, new.pk != old.pk) == ("expired", "open", True)


def test_refused_checkout_fails_the_funding(provider):
    contract = make_contract("100.00")
    contract.client.email = "no address"
    contract.client.save(update_fields=["email"])
    milestone = first(contract)
    type(milestone).objects.filter(pk=milestone.pk).update(amount_value=Decimal("0.10"))
    with pytest.raises(FundingRefused, match="refused: (?!None).+ Nothing was charged"):
        checkout(milestone)
    assert Funding.objects.get().state == "failed"


def test_checkout_without_a_session_fails_after_an_hour(provider):
    milestone = first(make_contract("100.00"))
    funding = checkout(milestone)
    Funding.objects.update(checkout_id=None, state="pending")
    assert settle_funding(funding_id=funding.pk).state == "pending"
    Funding.objects.update(created_at=clock.now() - timedelta(hours=1))
    settle_funding(funding_id=funding.pk)
    funding.refresh_from_db()
    assert funding.state == "failed"


def test_checkout_paid_while_it_is_being_expired_counts_as_paid(provider, monkeypatch):
    funding = checkout(first(make_contract("100.00")))
    retrieve = stripe.retrieve_checkout

    def paid_after_the_look(key):
        page = retrieve(key)
        if page.status == "open":
            provider.pay(funding.checkout_url)
        return page

    monkeypatch.setattr(stripe, "retrieve_checkout", paid_after_the_look)
    assert settle_funding(funding_id=funding.pk, closing=True).state == "paid"


def test_payment_of_another_amount_is_not_posted_to_the_ledger(provider):
    milestone = first(make_contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    Funding.objects.update(amount_value=Decimal("1000.00"))
    with pytest.raises(AmountsDiffer):
        settle_funding(funding_id=funding.pk)
    assert not LedgerTransaction.objects.filter(milestone=milestone).exists()


def paid_out_release(provider, travel, run_jobs) -> Release:
    release = payable(provider, travel, "100.00")
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    release.refresh_from_db()
    return release


def test_payout_returned_late_by_the_bank_is_payable_again(provider, travel, run_jobs):
    release = paid_out_release(provider, travel, run_jobs)
    payout = release.payout
    mark_paid_out(release_id=release.pk)
    for _ in range(2):
        fail_part(release_id=release.pk, payout_id=payout.pk, failure="Account closed", is_temporary=False)
    (balance,) = balances_of(release.freelancer)
    assert (balance.payable, balance.paid_out) == (usd(100), usd(0))
    assert LedgerTransaction.objects.filter(kind="payout_failed").count() == 1
    mark_paid_out(release_id=release.pk)
    release.refresh_from_db()
    assert release.state == "payable"
    assert_books_whole()


def test_payout_is_said_to_be_paid_once_also_where_a_part_comes_back(provider, travel, run_jobs, carla, farida):
    kept, returned = (payable(provider, travel, "100.00", client=carla, freelancer=farida) for _ in range(2))
    payout = request_payout(by=farida)
    run_jobs()
    travel(timedelta(days=10))
    for release in (kept, returned):
        mark_paid_out(release_id=release.pk)
    fail_part(release_id=returned.pk, payout_id=payout.pk, failure="Account closed", is_temporary=False)
    payout.refresh_from_db()
    assert (payout.state, payout.amount) == ("paid", usd(100))
    assert Notification.objects.filter(user=farida, kind="payout.paid").count() == 1
    assert_books_whole()


def test_transfer_is_reversed_once(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    request_payout(by=release.freelancer)
    run_jobs()
    release.refresh_from_db()
    for key in ("a", "b"):
        stripe_connect.reverse_transfer(transfer_id=release.transfer_id, key=key)
    assert len(provider.events("transfer.reversed")) == 1
    with pytest.raises(ProviderRefused):
        stripe_connect.reverse_transfer(transfer_id="tr_unknown", key="c")


def test_settling_an_ended_payout_changes_nothing(provider, travel, run_jobs):
    release = paid_out_release(provider, travel, run_jobs)
    settle_payout(payout_id=release.payout_id)
    assert Payout.objects.get().state == "paid"
    PayoutAccount.objects.update(account_id=None)
    settle_payout(payout_id=release.payout_id)
    assert Payout.objects.get().state == "paid"


def test_deadline_actions_do_nothing_before_their_time(provider):
    milestone = funded(provider, "100.00")
    for act in (warn_idle, refund_idle, end_on_last_day):
        act(milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value) == ("funded", 100)


def test_production_seeds_no_capital(db, settings):
    before = LedgerTransaction.objects.filter(kind="capital").count()
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    settings.PRODUCTION = True
    load_all()
    assert LedgerTransaction.objects.filter(kind="capital").count() == before
    settings.PRODUCTION = False
    load_all()
    assert LedgerTransaction.objects.filter(kind="capital").count() == before + 1


def test_every_model_has_a_string_and_an_url(provider, travel):
    release = payable(provider, travel, "100.00")
    request_payout(by=release.freelancer)
    refund = Refund(milestone=release.milestone, funding=paid_funding(release.milestone), currency="USD")
    refund.amount_value = refund.fee_value = Decimal("1.00")
    event = ProviderEvent(kind="a.b", event_id="evt_1")
    models = (Funding, Release, Payout, PayoutAccount, LedgerAccount, LedgerBalance, LedgerEntry, LedgerTransaction)
    rows = [*(model.objects.first() for model in models), LedgerBlock(number=1), refund, event]
    assert all(str(row) for row in rows)
    assert {row.get_absolute_url() for row in (release, refund, PayoutAccount.objects.get())} == {"/money/"}
    payout = Payout.objects.get()
    assert payout.get_absolute_url() == f"/money/payouts/{payout.pk}/"
    with pytest.raises(ValueError, match="statement"):
        _statement_line(LedgerTransaction(kind="capital"), release.freelancer, Running(Decimal(0), Decimal(0)))
