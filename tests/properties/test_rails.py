"""The state machine of test_chargebacks over every rail and both currencies, with batches of payouts for the bank.

A contract in dollars and one in taka, of the same two people. Taka come in by bKash or SSLCOMMERZ, whose clients also
pay late, twice, too little or under suspicion, and go out by the bank, whose return files tell what became of a payout,
or to a wallet. What happens to money after its release stands in `later_money`.
"""

import os
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from market.accounts.models import User
from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.money import Money, rounded
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.funding.outcome_actions import decide_suspicion
from market.payments.ledger import postings
from market.payments.models import Funding, LedgerEntry, Payout, PayoutBatch, Refund
from market.payments.payout_batches import actions as batch_actions
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_batches.return_actions import apply_returns
from market.payments.payout_batches.return_file import parse_returns
from market.payments.provider.reconciliation import expected_balances
from market.sandbox.bkash import actions as bkash_books
from market.sandbox.bkash import notices as bkash_notices
from market.sandbox.bkash import transfers
from market.sandbox.models import BkashRefund, BkashTransfer, Fault, SslcommerzPayment, SslcommerzRefund
from market.sandbox.sslcommerz import actions as sslcommerz_books
from market.sandbox.sslcommerz import notices as sslcommerz_notices
from tests import make
from tests.payments.bank_story import give_account
from tests.payments.story import SITE, assert_books_whole, contract
from tests.properties.balances import Histories
from tests.properties.later_money import LaterMoney
from tests.properties.steps import (
    assert_freelancer_has_what_is_theirs,
    assert_milestone_adds_up,
    ignore_refusal,
    run_jobs,
)
from tests.properties.test_chargebacks import ChargedBackEscrow
from tests.properties.test_escrow import PLACES

BOOKS = {"bkash": bkash_books, "sslcommerz": sslcommerz_books}
BUTTONS = {
    "bkash": {"succeed": "succeed", "decline": "decline", "abandon": "cancel"},
    "sslcommerz": {"succeed": "pay", "decline": "decline", "abandon": "cancel"},
}
WAYS = [
    *(("bkash", outcome) for outcome in ("succeed", "succeed", "poor", "expire")),
    *(("sslcommerz", outcome) for outcome in ("pay", "pay_risky", "pay_less", "pay_twice", "time_out")),
]
FAULTS = [
    *(("stripe", f"bkash_{kind}") for kind in ("twice", "late", "lost", "forged", "error", "lost_answer", "token")),
    *(("stripe", f"bkash_{kind}") for kind in ("refund_late", "refund_refused")),
    *(
        ("stripe", f"bkash_{kind}")
        for kind in ("payout_failed", "payout_back", "no_wallet", "over_limit", "low_balance")
    ),
    *(("sslcommerz", kind) for kind in ("duplicate", "delay", "drop", "forged", "api_error", "lost_answer")),
    *(("sslcommerz", kind) for kind in ("refund_pending", "refund_failed")),
]
OUTCOMES = ["paid,", "paid,", "failed,The account is closed", "returned,No such account", ""]
# What is not in the books that a provider keeps of payments: the site's own money, and what leaves for wallets.
ELSEWHERE = ["settlement", "capital", "payout_paid", "payout_fee", "payout_cost", "payout_cost_returned"]
REASON = "The bank never had the file."
CAPITAL = Decimal(100_000)  # of the operator, at bKash and at the bank


class EveryRail(LaterMoney, ChargedBackEscrow):
    """A contract in each currency; steps are taken in the one that is looked at."""

    @initialize(
        dollars=st.tuples(*[st.decimals("5.00", "300.00", places=2)] * 2),
        taka=st.tuples(*[st.decimals("500.00", "9000.00", places=2)] * 2),
        rate=st.sampled_from(["0.05", "0.05", "0.0333", "0", "0.2"]),
        takes_dollars=st.booleans(),
        account=st.sampled_from(["bank", "bkash"]),
    )
    def begin(
        self,
        dollars: tuple[Decimal, Decimal],
        taka: tuple[Decimal, Decimal],
        rate: str,
        takes_dollars: bool,
        account: str,
    ) -> None:
        """`takes_dollars`: into an account at Stripe; else the freelancer has them exchanged."""
        super().begin(dollars, rate)
        client, freelancer = self.people
        sums = [str(amount) for amount in taka]
        self.contracts.append(contract(*sums, client=client, freelancer=freelancer, rate=rate, currency="BDT"))
        self.contract, self.takes_dollars = self.contracts[1], takes_dollars
        self.name_account_for_taka(account)
        self.histories = Histories()
        for rail in ("bkash", "bank"):
            postings.post_capital(f"start {rail}", Money(CAPITAL, "BDT"), rail=rail)
        transfers.deposit(CAPITAL)

    @cached_property
    def operators(self) -> list[User]:
        """Two operators, created on first use, inside the savepoint that is rolled back at the end."""
        return [make.make_person(f"Operator{number}", roles=["operator"]) for number in range(2)]

    @rule(currency=st.sampled_from(["USD", "BDT", "BDT"]))
    def look_at_contract(self, currency: str) -> None:
        self.contract = next(each for each in self.contracts if each.currency == currency)

    def click(self, funding: Funding, outcome: str) -> None:
        self.provider.click(funding.checkout_url, BUTTONS.get(funding.rail, {}).get(outcome, outcome))

    def give_destination(self) -> None:
        if self.contract.currency == "USD":
            if self.takes_dollars:
                super().give_destination()
        elif not self.people[1].payout_methods.exists():
            give_account(self.people[1])

    @rule(place=PLACES, way=st.sampled_from(WAYS), settle=st.booleans())
    def fund_by(self, place: int, way: tuple[str, str], settle: bool) -> None:
        """In taka by one of two rails; the client may have opened a page of the other one before."""
        self.look_at_contract("BDT")
        milestone, (rail, outcome) = self.milestone(place), way
        order = {"by": self.people[0], "milestone_id": milestone.pk, "site": SITE, "rail": rail}
        if not self.attempt(fund_milestone, **order):
            return
        funding = milestone.fundings.latest("pk")
        self.click(funding, outcome)
        if settle:
            ignore_refusal(lambda: settle_funding(funding_id=funding.pk))

    @rule()
    def pay_on_pages_that_ended(self) -> None:
        """Of each rail: nobody could close them in time."""
        recent = clock.now() - timedelta(days=1)
        for funding in Funding.objects.filter(state__in=["expired", "failed"], ended_at__gt=recent, together_with=None):
            if funding.checkout_url:
                self.click(funding, "pay_late" if funding.rail == "sslcommerz" else "succeed")

    @rule(decision=st.sampled_from(["accepted", "refused", "cleared"]))
    def decide_suspicions(self, decision: str) -> None:
        """By an operator, or by the provider, which clears them."""
        if decision == "cleared":
            for payment in SslcommerzPayment.objects.filter(risk_level=1):
                sslcommerz_books.approve(payment.pk)
            return
        for funding in Funding.objects.filter(suspicion="waiting"):
            suspicion = Funding.Suspicion(decision)
            order = {"by": self.operators[0], "funding_id": funding.pk, "reason": "I called."}
            self.attempt(decide_suspicion, **order, suspicion=suspicion)

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 2))
    def plan_fault_of_taka(self, fault: tuple[str, str], times: int) -> None:
        house, kind = fault
        Fault.objects.create(kind=Fault.Kind(kind), house=house, left=times, seconds=30, at=clock.wall())

    @rule()
    def deliver_notifications(self) -> None:
        """Of bKash and of SSLCOMMERZ, also the late ones."""
        later = clock.wall() + timedelta(minutes=5)
        bkash_notices.deliver_pending(post_to("bkash"), at=later)
        sslcommerz_notices.deliver_pending(lambda body: post_to("sslcommerz")(body, {}), at=later)

    @rule()
    def make_batch(self) -> None:
        self.attempt(batch_actions.make_payout_batch, by=self.operators[0])

    @rule(who=PLACES)
    def approve_and_send_batches(self, who: int) -> None:
        """By the one who made it too, who is refused."""
        by = self.operators[who]
        for batch in PayoutBatch.objects.filter(state="prepared"):
            self.attempt(batch_actions.approve_payout_batch, by=by, batch_id=batch.pk)
        for batch in PayoutBatch.objects.filter(state="approved"):
            self.attempt(batch_actions.send_payout_batch, by=by, batch_id=batch.pk, reference="EFT-7")

    @rule(who=PLACES, act=st.sampled_from([batch_actions.cancel_payout_batch, batch_actions.refuse_payout_batch]))
    def give_batches_up(self, who: int, act: Any) -> None:
        for batch in PayoutBatch.objects.filter(state__in=["prepared", "approved", "sent"]):
            self.attempt(act, by=self.operators[who], batch_id=batch.pk, reason=REASON)

    @rule(outcome=st.sampled_from(OUTCOMES), who=PLACES, times=st.integers(1, 2))
    def bring_return_files(self, outcome: str, who: int, times: int) -> None:
        """For every payout of each batch the same outcome, and the same file again."""
        for batch in PayoutBatch.objects.filter(state__in=["sent", "ended"]):
            rows = [f"{reference_of(payout)},{outcome or 'paid,'}" for payout in batch.payouts.all() if outcome]
            lines = parse_returns("\n".join(["Reference,Status,Reason", *rows])) if rows else []
            for _time in range(times):
                self.attempt(apply_returns, by=self.operators[who], batch_id=batch.pk, lines=lines, without_wrong=True)

    @rule(rail=st.sampled_from(["bkash", "sslcommerz"]))
    def settle_with_the_bank(self, rail: str) -> None:
        """A tenth of what a provider of taka holds arrives at the bank, less its cost."""
        amount = rounded(expected_balances(rail)["BDT"] / 10) if expected_balances(rail) else Decimal(0)
        if amount > 1:
            key = f"{rail}:{LedgerEntry.objects.latest('pk').pk}"
            postings.post_settlement(key, Money(amount, "BDT"), Decimal("0.37"), source=rail, target="bank")

    @rule()
    def reconcile(self) -> None:
        """Without faults and with everything settled, the books of each provider are ours, but for what was settled."""
        Fault.objects.all().delete()
        self.decide_suspicions("cleared")
        clock.advance(timedelta(minutes=11), between=run_jobs)  # as long as bKash may be silent about a refund
        self.look_at_wallets()
        for who in range(2):
            self.find_out_what_is_unclear(who, is_early=False)
        super().reconcile()
        if Refund.objects.filter(state="pending", refund_id="").exists():
            return
        for rail, books in BOOKS.items():
            elsewhere = LedgerEntry.objects.filter(account__rail=rail, transaction__kind__in=ELSEWHERE)
            elsewhere = elsewhere.exclude(transaction__key__startswith="capital:development:")
            moved = sum((each.amount for each in elsewhere), Decimal(0))
            assert expected_balances(rail).get("BDT", Decimal(0)) + moved == books.balance(), rail
        gone = BkashTransfer.objects.filter(state="completed", later="").values_list("trx_id", "amount")
        paid = Payout.objects.filter(rail="bkash", state="paid")
        assert dict(gone) == {each.transfer_id: each.sent.amount for each in paid}, "what came to wallets, one by one"

    @invariant()
    def money_is_conserved(self) -> None:
        """That of `Escrow`, with what left the freelancer's money again, or came as taka for dollars."""
        if not hasattr(self, "histories"):
            return
        assert_books_whole()
        for milestone in Milestone.everything.filter(contract__in=self.contracts):
            assert_milestone_adds_up(milestone)
        for each in self.contracts:
            assert_freelancer_has_what_is_theirs(each)

    @invariant()
    def nothing_is_doubled_at_a_provider_of_taka(self) -> None:
        if not hasattr(self, "contract"):
            return
        for rail, refunds in (("bkash", BkashRefund), ("sslcommerz", SslcommerzRefund)):
            assert refunds.objects.count() <= Refund.objects.filter(funding__rail=rail).count()
        for rail, books in BOOKS.items():
            held = LedgerEntry.objects.filter(account__rail=rail, transaction__kind__in=["funding", "late_payment"])
            assert -sum((each.amount for each in held), Decimal(0)) <= books.balance() + refunded(rail)

    @invariant()
    def a_payout_by_bank_is_in_one_state(self) -> None:
        if not hasattr(self, "contract"):
            return
        for payout in Payout.objects.filter(rail="bank").select_related("batch"):
            is_out = payout.batch is not None and payout.batch.state in ("sent", "ended")
            assert payout.state != "in_transit" or is_out
            assert payout.state != "paid" or is_out


def post_to(rail: str) -> Any:
    """Brings a notification of a rail to the site; returns the status of the answer."""
    kind = {"bkash": "text/plain", "sslcommerz": "application/x-www-form-urlencoded"}[rail]

    def post(body: bytes, headers: dict[str, str]) -> int:
        rest = {name: value for name, value in headers.items() if name != "Content-Type"}
        return Client().post(f"/webhooks/{rail}/", body, content_type=kind, headers=rest).status_code

    return post


def refunded(rail: str) -> Decimal:
    """What a provider of taka has sent back."""
    if rail == "bkash":
        rows = BkashRefund.objects.values_list("amount", flat=True)
    else:
        rows = SslcommerzRefund.objects.exclude(status="cancelled").values_list("amount", flat=True)
    return sum(rows, Decimal(0))


@pytest.mark.django_db
def test_every_rail_conserves_money(provider, bkash_desk, sslcommerz, monkeypatch, settings):
    monkeypatch.setattr(sslcommerz_notices, "post_to_site", lambda _body: 0)  # by `deliver_notifications` alone
    assert {"stripe", "bkash", "sslcommerz"} <= set(site.PAY_IN)
    numbers = {"payout_quote_margin_percent": Decimal(1), "payout_cost_bdt": Decimal(15)}
    settings.LIFECYCLE = type(settings.LIFECYCLE)(**numbers)
    settings.PAY_OUT, settings.PAYOUT_QUOTES = {"bank": ["BDT"], "bkash": ["BDT"]}, True
    EveryRail.provider = provider
    run_state_machine_as_test(
        EveryRail,
        settings=hypothesis_settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "3")),  # by `make prove`: 500
            stateful_step_count=60,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
