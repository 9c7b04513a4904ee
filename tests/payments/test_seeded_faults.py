"""Faults that are put into whole books on purpose: each is found by its check and named, and no other check complains.

What a seal would find stands in test_ledger.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from market.core.base.money import Money
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.ledger import postings, verification
from market.payments.ledger.postings import Event, Leg, post
from market.payments.models import Funding, LedgerAccount, Refund
from market.payments.payouts.actions import request_payout
from market.payments.provider import reconciliation, stripe, stripe_connect
from market.payments.provider.types import RefundRequest
from market.payments.refunds.actions import give_refund, send_refund
from tests.payments.bank_story import payout_in_taka
from tests.payments.story import assert_books_whole, funded, payable, released, usd
from tests.payments.test_ledger import as_owner

Kind = LedgerAccount.Kind
BY_SEALS = {"broken_block", "late_seal"}
# The checks that a fault has to raise, what the sentence of the first of them says, and the fault.
FAULTS: list[tuple[set[str], str, str]] = [
    (
        {"altered_transaction"},
        "was altered",
        "UPDATE payments_ledgertransaction SET at = at + interval '1 day' WHERE kind = 'release'",
    ),
    (
        {"unbalanced_transaction", "altered_transaction"},
        "does not sum to zero: 1.00 USD",
        "UPDATE payments_ledgerentry SET amount = amount + 1 WHERE id = (SELECT max(e.id) FROM payments_ledgerentry e "
        "JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'capital' AND a.currency = 'USD')",
    ),
    (
        {"wrong_balance"},
        "its entries sum to",
        "UPDATE payments_ledgerbalance SET value = value + 1 WHERE account_id = "
        "(SELECT id FROM payments_ledgeraccount WHERE kind = 'payable' AND currency = 'USD')",
    ),
    ({"wrong_balance"}, "is None", "DELETE FROM payments_ledgerbalance WHERE value > 0"),
    ({"wrong_figures"}, "differ from the books", "UPDATE contracts_milestone SET held_value = held_value + 1"),
    ({"wrong_figures"}, "differ", "UPDATE contracts_milestone SET released_value = 1 WHERE released_value > 0"),
    ({"wrong_figures"}, "differ", "UPDATE contracts_milestone SET refunded_value = 1 WHERE refunded_value > 0"),
    ({"wrong_figures"}, "differ", "UPDATE contracts_milestone SET charged_back_value = 1"),
    ({"wrong_figures"}, "differ", "UPDATE payments_release SET fee_value = fee_value + 0.01"),
    ({"wrong_figures"}, "differ", "UPDATE payments_funding SET state = 'expired' WHERE state = 'paid'"),
    (
        {"wrong_figures"},
        "differ",
        "UPDATE payments_refund SET amount_value = amount_value + 1, fee_value = fee_value - 1 WHERE state = 'pending'",
    ),
    ({"wrong_debt"}, "their rows say 0", "UPDATE payments_refund SET repaid_value = 66.64 WHERE state = 'failed'"),
    ({"unfit_payout"}, "is paid, the releases", "UPDATE payments_payout SET state = 'paid' WHERE rail = 'bank'"),
    ({"unfit_payout"}, "is failed", "UPDATE payments_payout SET state = 'failed' WHERE rail = 'stripe'"),
    (
        {"unfit_account"},
        "USD clearing, their releases sum to 0",
        "UPDATE payments_release SET state = 'payable' WHERE state = 'clearing'",
    ),
    (
        {"unfit_account", "unfit_payout"},
        "BDT in_transit, their releases sum to 0",
        "UPDATE payments_release SET state = 'paid_out' WHERE state = 'in_transit' AND currency = 'BDT'",
    ),
    (
        {"unfit_account"},
        "payable, their releases sum to",
        "UPDATE payments_release SET state = 'taken_back' WHERE state = 'payable' AND currency = 'USD'",
    ),
    (
        {"unfit_refund"},
        "on its way back, its pending refunds sum to 0",
        "UPDATE payments_refund SET state = 'succeeded' WHERE state = 'pending'",
    ),
    ({"unfit_chargeback"}, "the chargebacks sum to 0", "UPDATE payments_chargeback SET state = 'won'"),
    ({"unfit_chargeback"}, "the chargebacks sum to", "UPDATE payments_chargeback SET amount_value = amount_value - 1"),
]


def run_sql(sql: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount, sql


def out_of_a_milestone_that_never_had_it(milestone: Any) -> None:
    legs = Leg(Kind.HELD, Decimal(5), milestone=milestone.pk), Leg(Kind.PROVIDER, Decimal(-5), rail="stripe")
    post(Event("fault", "made up", usd(5), milestone.pk), *legs)


def more_than_the_bank_has(_milestone: Any) -> None:
    gone = Money("100001.00", "BDT")
    postings.post_settlement("fault", gone, Decimal(0), source="bank", target="stripe")


def all_that_covers_what_is_owed(_milestone: Any) -> None:
    legs = Leg(Kind.PROVIDER, Decimal(1100), rail="stripe"), Leg(Kind.LOSSES, Decimal(-1100))
    post(Event("fault", "made up", usd(1100)), *legs)


def a_debt_that_no_row_has(milestone: Any) -> None:
    legs = Leg(Kind.RECEIVABLE, Decimal(-5), user=milestone.contract.freelancer_id), Leg(Kind.CAPITAL, Decimal(5))
    post(Event("fault", "made up", usd(5)), *legs)


def an_exchange_that_nobody_accepted(_milestone: Any) -> None:
    legs = Leg(Kind.EXCHANGE, Decimal(5)), Leg(Kind.CAPITAL, Decimal(-5))
    post(Event("exchange-out:1:1", "exchange_out", usd(5)), *legs)


def money_in_the_fund_that_nobody_put_there(_milestone: Any) -> None:
    post(Event("fault", "made up", usd(5)), Leg(Kind.FUND, Decimal(5)), Leg(Kind.CAPITAL, Decimal(-5)))


def an_allowance_that_no_list_has(milestone: Any) -> None:
    legs = Leg(Kind.ALLOWANCE, Decimal(5), user=milestone.contract.freelancer_id), Leg(Kind.CAPITAL, Decimal(-5))
    post(Event("fault", "made up", usd(5)), *legs)


POSTED: list[tuple[set[str], str, Callable[[Any], None]]] = [
    ({"broken_promise", "wrong_figures"}, "charged 52.50 is not held 57.50", out_of_a_milestone_that_never_had_it),
    ({"wrong_receivable"}, "-5.00 USD of debts, their rows say 0", a_debt_that_no_row_has),
    ({"unfit_quote"}, "Quote 1: the books exchanged other amounts", an_exchange_that_nobody_accepted),
    ({"unfit_allowance"}, "5.00 in the fund for allowances, its rows leave 0", money_in_the_fund_that_nobody_put_there),
    ({"unfit_allowance"}, "5.00 allowance, their allowances sum to 0", an_allowance_that_no_list_has),
    ({"overdrawn_rail"}, "The balance at bank is 1.00 BDT below zero", more_than_the_bank_has),
    ({"insolvency"}, "add money with `record_capital`", all_that_covers_what_is_owed),
]


@pytest.fixture
def books(provider, travel, run_jobs, farida, carla):
    """Money in every state; the milestone that is held."""
    failed = funded(provider, "63.47", client=carla, freelancer=farida)
    give_refund(by=farida, milestone_id=failed.pk)
    run_jobs()
    release = payable(provider, travel, "100.00", client=carla, freelancer=farida)
    payout_in_taka(provider, travel, farida)
    request_payout(by=farida, amount=usd("60.00"))
    released(provider, "80.00", client=carla, freelancer=farida)
    contested = funded(provider, "30.00", client=carla, freelancer=farida)
    sync_dispute(dispute_id=provider.want_back(contested.fundings.get().charge_id).id)
    pending = funded(provider, "20.00", client=carla, freelancer=farida)
    give_refund(by=farida, milestone_id=pending.pk)
    held = funded(provider, "50.00", client=carla, freelancer=farida)
    assert release.freelancer == farida
    assert_books_whole()
    return held


def faults_found() -> dict[str, str]:
    """Every check that complains, with its sentence."""
    found_by = {check.__name__: check() for check in verification.CHECKS if check.__name__ not in BY_SEALS}
    return {name: fault for name, fault in found_by.items() if fault}


@pytest.fixture(autouse=True)
def _taka_by_stripe(settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}


def test_every_seeded_fault_is_found_and_no_other(books):
    whole = [(names, text, lambda _milestone, sql=sql: run_sql(sql)) for names, text, sql in FAULTS]
    tried: set[str] = set()
    for names, text, seed in [*whole, *POSTED]:
        with transaction.atomic():
            seed(books)
            faults = faults_found()
            transaction.set_rollback(True)
        assert set(faults) == names, (text, faults)
        assert any(text in fault for fault in faults.values()), (text, faults)
        tried |= names
    assert tried == {check.__name__ for check in verification.CHECKS} - BY_SEALS
    assert faults_found() == {}


def test_reconciliation_finds_what_was_done_behind_our_back(books, run_jobs):
    """At the provider by hand, or in our books alone: each is a difference to the cent."""
    run_jobs()
    assert reconciliation.balance_differences() == []
    funding = Funding.objects.get(milestone=books)
    release = Funding.objects.filter(milestone__releases__transfer_id__gt="").first()
    hands: list[tuple[str, Callable[[], Any]]] = [
        (
            "-5.00",
            lambda: stripe.create_refund(RefundRequest(funding.payment_id, funding.charge_id, usd(5), "by hand")),
        ),
        (
            "-7.00",
            lambda: stripe_connect.create_transfer(
                account_id=release.milestone.contract.freelancer.payout_account.account_id,
                charge_id=funding.charge_id,
                amount=usd(7),
                group="by hand",
                key="by-hand",
            ),
        ),
        ("-9.00", lambda: postings.post_capital("never-arrived", usd(9))),
    ]
    for difference, act in hands:
        with transaction.atomic():
            act()
            (sentence,) = reconciliation.balance_differences()
            transaction.set_rollback(True)
        there, ours = (Decimal(word.strip(".,")) for word in sentence.split() if word[:-1].replace(".", "").isdigit())
        assert there - ours == Decimal(difference), sentence
    refund = Refund.objects.get(state="succeeded")
    assert send_refund(refund_id=refund.pk).state == "succeeded"
    assert reconciliation.balance_differences() == []
