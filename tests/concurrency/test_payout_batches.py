"""Races of payouts by the bank, with threads and real commits."""

import threading

import pytest

from market.payments.ledger import verification
from market.payments.models import LedgerTransaction, Payout, PayoutBatch
from market.payments.payout_batches import actions
from market.payments.payout_batches.actions import (
    WrongBatchState,
    approve_payout_batch,
    make_payout_batch,
    refuse_payout_batch,
)
from market.payments.payout_batches.return_actions import apply_returns
from market.payments.payout_methods.actions import link_key, stop_payout_method
from market.payments.payouts.actions import request_payout
from tests import make
from tests.concurrency.test_money import race
from tests.payments.bank_story import give_account, payable_taka, payout_in_taka, return_lines, sent_batch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _taka(settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


@pytest.fixture
def ola(db):
    return make.make_person("Ola", roles=["operator"])


def test_two_imports_at_once_pay_once(provider, travel, farida, pavel, ola):
    payout = payout_in_taka(provider, travel, farida)
    batch = sent_batch(pavel, ola)
    paid, failed = return_lines((payout, "paid")), return_lines((payout, "failed", "The account is closed"))
    race(*[lambda: apply_returns(by=pavel, batch_id=batch.pk, lines=paid)] * 3)
    assert LedgerTransaction.objects.filter(kind="payout_paid").count() == 1
    race(lambda: apply_returns(by=ola, batch_id=batch.pk, lines=failed))
    batch.refresh_from_db()
    payout.refresh_from_db()
    assert (batch.state, payout.state) == ("ended", "paid")
    assert verification.wrong_balance() is None


def test_two_batches_at_once_have_each_payout_once(provider, travel, farida, rina, pavel, ola):
    payout_in_taka(provider, travel, farida)
    payable_taka(provider, travel, "6000.00", freelancer=rina)
    give_account(rina)
    race(
        lambda: make_payout_batch(by=pavel),
        lambda: make_payout_batch(by=ola),
        lambda: request_payout(by=rina, currency="BDT"),
    )
    in_batches = [each.payouts.count() for each in PayoutBatch.objects.all()]
    assert sum(in_batches) == Payout.objects.exclude(batch=None).count()
    assert [each.count for each in PayoutBatch.objects.all()] == in_batches


def test_refused_batch_and_import_at_once_leave_one_of_the_two(provider, travel, farida, pavel, ola, monkeypatch):
    payout = payout_in_taka(provider, travel, farida)
    batch = sent_batch(pavel, ola)
    lines, outcomes = return_lines((payout, "paid")), []

    def bring_in():
        outcomes.extend(race(lambda: apply_returns(by=pavel, batch_id=batch.pk, lines=lines)))

    importing = threading.Thread(target=bring_in)

    def read(text, most):
        importing.start()
        importing.join(timeout=2)
        return text

    monkeypatch.setattr(actions, "written_reason", read)
    refuse_payout_batch(by=pavel, batch_id=batch.pk, reason="The bank never had the file.")
    importing.join(timeout=20)
    payout.refresh_from_db()
    assert (payout.state, payout.batch, [type(each) for each in outcomes]) == ("pending", None, [WrongBatchState])
    assert verification.unfit_payout() is None


def test_stopped_account_and_unapproved_batch_at_once(provider, travel, farida, rina, pavel, ola):
    payout, other = payout_in_taka(provider, travel, farida), payout_in_taka(provider, travel, rina, "7000.00")
    batch, key = make_payout_batch(by=pavel), link_key(payout.method)
    outcomes = race(lambda: stop_payout_method(key=key), lambda: approve_payout_batch(by=ola, batch_id=batch.pk))
    assert not [each for each in outcomes if isinstance(each, Exception)]
    payout.refresh_from_db()
    batch.refresh_from_db()
    assert batch.payouts.count() == batch.count == (1 if payout.state == "failed" else 2)
    assert verification.unfit_payout() is None
    assert batch.payouts.filter(pk=other.pk).exists()


def test_stopped_account_and_batch_at_once(provider, travel, farida, pavel):
    payout = payout_in_taka(provider, travel, farida)
    key = link_key(payout.method)
    race(lambda: stop_payout_method(key=key), lambda: make_payout_batch(by=pavel))
    payout.refresh_from_db()
    assert (payout.state == "failed") is (payout.batch is None)


def test_batch_is_approved_once(provider, travel, farida, pavel, ola):
    payout_in_taka(provider, travel, farida)
    batch = make_payout_batch(by=pavel)
    outcomes = race(*[lambda: approve_payout_batch(by=ola, batch_id=batch.pk)] * 3)
    assert sum(isinstance(each, PayoutBatch) for each in outcomes) == 1
