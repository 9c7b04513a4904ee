"""What each job of money calls, and with which number. What the actions then do is tested with them."""

from datetime import timedelta
from unittest.mock import call, create_autospec

import pytest

from market.payments import tasks

JOBS = {
    "settle_funding_job": ("funding_id", ["checkout_actions.settle_funding"]),
    "send_refund_job": ("refund_id", ["refunds_actions.send_refund"]),
    "send_payout_job": ("payout_id", ["sending_actions.send_payout", "wallet_actions.send_wallet_payout"]),
    "settle_payout_job": ("payout_id", ["sending_actions.settle_payout", "wallet_actions.settle_wallet_payout"]),
    "retry_payout_job": ("payout_id", ["payouts_actions.retry_payout"]),
    "sync_chargeback_job": ("chargeback_id", ["evidence_actions.follow_chargeback"]),
    "collect_give_back_job": ("give_back_id", ["collecting_actions.collect_give_back"]),
    "pass_on_debt_job": ("debt_id", ["give_backs_actions.pass_on_debt"]),
    "work_off_event_job": ("event_pk", ["provider_actions.process_event"]),
}
PERIODIC = {
    "reconcile_now_job": ("reconciliation_actions.reconcile_balances", call()),
    "alarm_of_stopped_work": ("alarm_actions.alarm_of_stopped_work", call()),
    "renew_practice_rate": ("exchange_rates_actions.renew_practice_rate", call()),
    "sweep_recent_events": ("provider_actions.sweep_events", call(back=timedelta(days=1))),
}


@pytest.fixture
def calls(monkeypatch):
    """Replaces an action by its name in the module of the jobs; returns what is called instead."""

    def replace(name: str):
        module, function = name.split(".")
        of = getattr(tasks, module)
        double = create_autospec(getattr(of, function))
        monkeypatch.setattr(of, function, double)
        return double

    return replace


@pytest.mark.parametrize("job", JOBS)
def test_job_calls_the_actions_of_its_row(calls, job):
    number, names = JOBS[job]
    doubles = [calls(name) for name in names]
    getattr(tasks, job)(**{number: 7})
    assert [double.mock_calls for double in doubles] == [[call(**{number: 7})]] * len(names)


@pytest.mark.parametrize("job", PERIODIC)
def test_periodic_job_calls_its_action(calls, job):
    name, expected = PERIODIC[job]
    double = calls(name)
    getattr(tasks, job)(*[0] * (job != "reconcile_now_job"))
    assert double.mock_calls == [expected]
