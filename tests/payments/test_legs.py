"""What each event posts, as an accountant reads it: key, kind, milestone, amount and fee, and a line for each leg.

Credits are above zero. Owners: m7 a milestone, u5 the freelancer, u4 the client; else the platform, with the rail of a
balance at a provider. Nothing is written: the rows hold what a posting reads, and a cursor notes what it would send.
"""

import json
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from market.core.base.money import Money
from market.payments.ledger import chargeback_postings, debt_postings, desk_postings, exchange_postings, postings
from market.payments.ledger.chargeback_postings import LossSources
from market.payments.ledger.debt_postings import GivenBackFrom


def usd(text: str) -> Money:
    return Money(text, "USD")


def taka(text: str) -> Money:
    return Money(text, "BDT")


CONTRACT = SimpleNamespace(client_id=4, freelancer_id=5)
MILESTONE = SimpleNamespace(pk=7, contract=CONTRACT)
FUNDING = SimpleNamespace(
    pk=1,
    milestone_id=7,
    milestone=MILESTONE,
    amount=usd("100.00"),
    amount_value=Decimal("100.00"),
    fee_value=Decimal("5.00"),
    charge=usd("105.00"),
    provider_fee_value=Decimal("3.35"),
    rail="stripe",
)
RELEASE = SimpleNamespace(
    pk=2,
    milestone_id=7,
    freelancer_id=5,
    payout_id=3,
    quote_id=9,
    amount=usd("60.00"),
    amount_value=Decimal("60.00"),
    fee_value=Decimal("3.00"),
)
IN_TAKA = SimpleNamespace(freelancer_id=5, amount=taka("7200.00"), amount_value=Decimal("7200.00"))
PAYOUT = SimpleNamespace(pk=3, currency="BDT", cost_value=Decimal("12.00"), rail="bank")
REFUND = SimpleNamespace(
    pk=6,
    milestone_id=7,
    milestone=MILESTONE,
    funding=FUNDING,
    part=usd("40.00"),
    amount=usd("42.00"),
    amount_value=Decimal("40.00"),
    fee_value=Decimal("2.00"),
)
CHARGEBACK = SimpleNamespace(
    pk=8,
    funding=FUNDING,
    currency="USD",
    amount=usd("100.00"),
    fee_value=Decimal("5.00"),
    charge=usd("105.00"),
    provider_fee_value=Decimal("15.00"),
    left_value=Decimal("20.00"),
)
DEBT = SimpleNamespace(pk=1, freelancer_id=5)
SOURCES = LossSources(*map(Decimal, ("1.00", "40.00", "2.00", "3.00", "0.50")))
TAKEN = GivenBackFrom({"clearing": Decimal("30.00"), "provider": Decimal("10.00")}, rail="stripe")

POSTED = [
    (lambda: postings.post_funding(FUNDING), """
        funding:1 funding m7 100.00 + 5.00 USD
        held m7 100.00
        fee_held m7 5.00
        provider stripe -101.65
        provider_fees -3.35"""),
    (lambda: postings.post_late_payment(FUNDING), """
        funding:1 late_payment m7 100.00 + 5.00 USD
        refunding m7 105.00
        provider stripe -101.65
        provider_fees -3.35"""),
    (lambda: postings.post_release(RELEASE), """
        release:2 release m7 60.00 + 3.00 USD
        held m7 -60.00
        clearing u5 60.00
        fee_held m7 -3.00
        fees 3.00"""),
    (lambda: postings.post_clearing(RELEASE), """
        clearing:2 clearing m7 60.00 + 0.00 USD
        clearing u5 -60.00
        payable u5 60.00"""),
    (lambda: postings.post_payout(RELEASE), """
        payout:3:2 payout m7 60.00 + 0.00 USD
        payable u5 -60.00
        in_transit u5 60.00"""),
    (lambda: postings.post_payout_paid(RELEASE, rail="stripe"), """
        payout-paid:3:2 payout_paid m7 60.00 + 0.00 USD
        in_transit u5 -60.00
        provider stripe 60.00"""),
    (lambda: postings.post_payout_failed(RELEASE), """
        payout-failed:3:2 payout_failed m7 60.00 + 0.00 USD
        in_transit u5 -60.00
        payable u5 60.00"""),
    (lambda: postings.post_payout_returned(RELEASE, rail="bank"), """
        payout-returned:3:2 payout_failed m7 60.00 + 0.00 USD
        provider bank -60.00
        payable u5 60.00"""),
    (lambda: postings.post_payout_cost(PAYOUT), """
        payout-cost:3 payout_cost - 12.00 + 0.00 BDT
        provider bank -12.00
        provider_fees 12.00"""),
    (lambda: postings.post_payout_cost_returned(PAYOUT), """
        payout-cost-returned:3 payout_cost_returned - 12.00 + 0.00 BDT
        provider bank 12.00
        provider_fees -12.00"""),
    (lambda: postings.post_payout_fee(PAYOUT, taka("7.50")), """
        payout-fee:3 payout_fee - 7.50 + 0.00 BDT
        provider bank 7.50
        provider_fees -7.50"""),
    (lambda: postings.post_settlement("S1", taka("500.00"), Decimal("9.00"), source="bkash", target="bank"), """
        settlement:S1 settlement - 500.00 + 9.00 BDT
        provider bkash 500.00
        provider bank -491.00
        provider_fees -9.00"""),
    (lambda: postings.post_refund(REFUND), """
        refund:6 refund m7 40.00 + 2.00 USD
        held m7 -40.00
        fee_held m7 -2.00
        refunding m7 42.00"""),
    (lambda: postings.post_refund_paid(REFUND), """
        refund-paid:6 refund_paid m7 40.00 + 2.00 USD
        refunding m7 -42.00
        provider stripe 42.00"""),
    (lambda: postings.post_refund_failed(REFUND), """
        refund-failed:6 refund_failed m7 40.00 + 2.00 USD
        refunding m7 -42.00
        client_credit u4 42.00"""),
    (lambda: postings.post_refund_repaid(REFUND, usd("41.00")), """
        refund-repaid:6 refund_repaid m7 41.00 + 0.00 USD
        client_credit u4 -41.00
        capital 41.00"""),
    (lambda: postings.post_capital("C1", usd("900.00")), """
        capital:C1 capital - 900.00 + 0.00 USD
        capital 900.00
        provider stripe -900.00"""),
    (lambda: postings.post_capital("C2", taka("900.00"), rail="bank"), """
        capital:C2 capital - 900.00 + 0.00 BDT
        capital 900.00
        provider bank -900.00"""),
    (lambda: chargeback_postings.post_chargeback(CHARGEBACK), """
        chargeback:8 chargeback m7 100.00 + 5.00 USD
        provider stripe 120.00
        contested -105.00
        provider_fees -15.00"""),
    (lambda: chargeback_postings.post_chargeback_won(CHARGEBACK), """
        chargeback-won:8 chargeback_won m7 100.00 + 5.00 USD
        contested 105.00
        provider stripe -105.00"""),
    (lambda: chargeback_postings.post_chargeback_lost(CHARGEBACK, SOURCES), """
        chargeback-lost:8 chargeback_lost m7 100.00 + 5.00 USD
        contested 46.50
        client_credit u4 -1.00
        held m7 -40.00
        fee_held m7 -2.00
        fees -3.00
        losses -0.50"""),
    (lambda: chargeback_postings.post_chargeback_lost(CHARGEBACK, LossSources()), """
        chargeback-lost:8 chargeback_lost m7 100.00 + 5.00 USD
        contested 105.00
        contested -105.00"""),
    (lambda: chargeback_postings.post_taken_back(CHARGEBACK, RELEASE, "clearing"), """
        chargeback-taken:2:8 chargeback_reversed m7 60.00 + 0.00 USD
        contested 60.00
        clearing u5 -60.00"""),
    (lambda: chargeback_postings.post_taken_back(CHARGEBACK, RELEASE, "paid_out"), """
        chargeback-taken:2:8 chargeback_reversed m7 60.00 + 0.00 USD
        contested 60.00
        provider stripe -60.00"""),
    (lambda: chargeback_postings.post_forgiven(CHARGEBACK, usd("20.00")), """
        chargeback-forgiven:8 chargeback_forgiven m7 20.00 + 0.00 USD
        receivable u5 20.00
        losses -20.00"""),
    (lambda: chargeback_postings.post_owed(CHARGEBACK, RELEASE, Decimal("20.00")), """
        chargeback-owed:2:20.00:8 chargeback_owed m7 20.00 + 0.00 USD
        contested 20.00
        receivable u5 -20.00"""),
    (lambda: debt_postings.post_debt_paid(DEBT, RELEASE), """
        debt-paid:1:2 debt_paid m7 60.00 + 0.00 USD
        payable u5 -60.00
        receivable u5 60.00"""),
    (lambda: debt_postings.post_debt_charged_back(DEBT, CHARGEBACK, usd("20.00")), """
        chargeback-taken-debt:1:8 chargeback_reversed m7 20.00 + 0.00 USD
        contested 20.00
        receivable u5 -20.00"""),
    (lambda: debt_postings.post_given_back(REFUND, TAKEN), """
        given-back:6 give_back m7 40.00 + 2.00 USD
        clearing u5 -30.00
        provider stripe -10.00
        fees -2.00
        refunding m7 42.00"""),
    (lambda: desk_postings.post_correction(1, usd("8.00"), source="fees", target="provider:stripe"), """
        correction:1 correction - 8.00 + 0.00 USD
        fees -8.00
        provider stripe 8.00"""),
    (lambda: desk_postings.post_capital_out("O1", usd("8.00"), rail="bank"), """
        capital-out:O1 capital_out - 8.00 + 0.00 USD
        capital -8.00
        provider bank 8.00"""),
    (lambda: desk_postings.post_loss(1, usd("8.00"), rail="bkash"), """
        loss:1 loss - 8.00 + 0.00 USD
        losses -8.00
        provider bkash 8.00"""),
    (lambda: exchange_postings.post_exchange(RELEASE, IN_TAKA), """
        exchange-out:9:2 exchange_out m7 60.00 + 0.00 USD
        payable u5 -60.00
        exchange 60.00
        exchange-in:9:2 exchange_in m7 7200.00 + 0.00 BDT
        exchange -7200.00
        payable u5 7200.00"""),
    (lambda: exchange_postings.post_conversion("V1", usd("10.00"), taka("1190.00"), source="stripe", target="bank"), """
        conversion-out:V1 conversion_out - 10.00 + 0.00 USD
        provider stripe 10.00
        exchange -10.00
        conversion-in:V1 conversion_in - 1190.00 + 0.00 BDT
        exchange 1190.00
        provider bank -1190.00"""),
]  # fmt: skip


class Cursor:
    """Notes what would be sent to `ledger_post`; `is_new` is what the database answers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.is_new = True

    @contextmanager
    def cursor(self) -> Any:
        yield self

    def execute(self, sql: str, parameters: list[Any]) -> None:
        assert sql == "SELECT is_new FROM ledger_post(%s, %s, %s, %s, %s, %s)"
        key, kind, milestone, _at, facts, legs = parameters
        about = json.loads(facts)
        owner = f"m{milestone}" if milestone else "-"
        self.lines.append(f"{key} {kind} {owner} {about['amount']} + {about['fee']} {about['currency']}")
        for leg in json.loads(legs):
            assert leg["currency"] == about["currency"]
            owners = (leg["milestone"] and f"m{leg['milestone']}", leg["user"] and f"u{leg['user']}", leg["rail"])
            self.lines.append(" ".join([leg["account"], *filter(None, owners), leg["amount"]]))

    def fetchone(self) -> tuple[bool]:
        return (self.is_new,)


@pytest.mark.parametrize(("posting", "expected"), POSTED, ids=[text.split()[1] for _, text in POSTED])
def test_legs_of_each_posting(posting, expected, monkeypatch):
    cursor = Cursor()
    monkeypatch.setattr(postings, "connection", cursor)
    assert posting() is True
    assert cursor.lines == [line.strip() for line in expected.strip().splitlines()]
    cursor.is_new = False
    assert posting() is False


def test_payout_without_a_cost_posts_nothing(monkeypatch):
    cursor = Cursor()
    monkeypatch.setattr(postings, "connection", cursor)
    free = SimpleNamespace(**vars(PAYOUT) | {"cost_value": Decimal("0.00")})
    assert postings.post_payout_cost(free) is False
    assert cursor.lines == []


def test_legs_of_nothing_are_left_out(monkeypatch):
    cursor = Cursor()
    monkeypatch.setattr(postings, "connection", cursor)
    postings.post_refund(SimpleNamespace(**vars(REFUND) | {"fee_value": Decimal("0.00")}))
    assert [line.split()[0] for line in cursor.lines] == ["refund:6", "held", "refunding"]
