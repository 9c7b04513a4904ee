"""Reconciliation of the provider's balance with our ledger, and the alarms of the nightly checks."""

import logging
from datetime import timedelta

import pytest

from market.core.base import clock, nightly_checks
from market.core.base.errors import ProviderUnavailable
from market.core.models import LastRun
from market.payments.models import Refund
from market.payments.payouts.actions import request_payout
from market.payments.provider import reconciliation
from market.payments.refunds.actions import give_refund, send_refund
from market.payments.releases.actions import release_part
from market.payments.tasks import audit_books, reconcile, sweep_all_events, sweep_recent_events
from tests.payments.story import checkout, contract, first, funded, payable, usd


def test_ledger_equals_the_providers_balance_after_every_step(provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    assert reconciliation.balance_differences() == []
    request_payout(by=release.freelancer, amount=usd("60.00"))
    run_jobs()
    assert reconciliation.balance_differences() == []
    milestone = funded(provider, "63.46", "10.00")  # a refund that is pending for a day
    assert reconciliation.balance_differences() == []
    release_part(by=milestone.contract.client, milestone_id=milestone.pk, amount=usd("3.46"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    send_refund(refund_id=Refund.objects.get().pk)
    assert reconciliation.balance_differences() == []
    travel(timedelta(days=12))
    assert reconciliation.balance_differences() == []


def test_unknown_payment_is_reported_as_a_difference(provider):
    provider.plan("drop", times=99)
    provider.pay(checkout(first(contract("100.00"))).checkout_url)
    (difference,) = reconciliation.balance_differences()
    assert "our books say 0" in difference


def test_nightly_reconcile_logs_differences_and_the_sweep_resolves_them(provider, run_jobs, caplog):
    provider.plan("drop", times=99)
    provider.pay(checkout(first(contract("100.00"))).checkout_url)
    with caplog.at_level(logging.ERROR, logger="market.payments.tasks"):
        sweep_all_events(timestamp=0)
        reconcile(timestamp=0)
    assert "reconciliation: USD" in caplog.text
    caplog.clear()
    run_jobs()
    sweep_recent_events(timestamp=0)
    assert reconciliation.balance_differences() == []


def test_failed_nightly_check_raises_an_alarm_without_stopping_others(provider, settings, caplog):
    nightly_checks.begin()
    assert nightly_checks.wrong() == ""
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # unreachable
    for task in (sweep_all_events, reconcile):
        with pytest.raises(ProviderUnavailable):
            task(timestamp=0)
        assert task.retry_strategy
    audit_books(timestamp=0)
    assert "check reconciliation did not end" in caplog.text
    assert "reconciliation: did not end" in nightly_checks.wrong()
    assert "verify_ledger: did not end" not in nightly_checks.wrong()
    LastRun.objects.filter(name="verify_ledger").update(at=clock.wall() - timedelta(hours=30), failure="")
    assert "verify_ledger has not ended since" in nightly_checks.wrong()
