"""What becomes of money after its release, as steps of a state machine: bonuses, giving back, quotes of dollars,
payouts to wallets and what operators find out of them, refunds that failed and go elsewhere.

What a step moves is predicted from what it is called with, account by account, and compared to the cent.
"""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.money import total
from market.payments.bonuses.actions import give_bonus
from market.payments.chargebacks.evidence_actions import forgive_chargeback
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import give_back
from market.payments.models import Chargeback, Funding, Payout, PayoutQuote, Refund
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_quotes.actions import accept_payout_quote, make_payout_quote
from market.payments.payouts.wallet_actions import settle_wallet_payout
from market.payments.payouts.wallet_decision_actions import confirm_wallet_transfer, deny_wallet_transfer
from market.payments.refunds.repayment_actions import repay_refund, set_destination
from market.sandbox.bkash import transfers
from market.sandbox.models import BkashTransfer, Fault
from tests.payments.bank_story import details
from tests.payments.story import CENT, SITE
from tests.properties.balances import Balances, Histories, assert_conserved, assert_moves, balances, moved
from tests.properties.steps import ignore_refusal, run_jobs

PLACES = st.integers(0, 1)
SHARES = st.sampled_from(["0.01", "0.37", "1", "1", "1.01"])
HERE = ("clearing", "payable")
WALLET = {"kind": "bkash", "account_number": "01711000321", "routing_number": ""}
LOOKED = "Nothing in the portal under our number, looked on two days."


def cents(amount: Decimal) -> Decimal:
    """Rounded as people round."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class LaterMoney:
    """Steps for a state machine on `Escrow` with two `operators`."""

    provider: Any
    contract: Any
    contracts: list[Any]
    people: Any
    operators: Any
    attempt: Any
    money: Any
    click: Any
    histories: Histories

    @rule(currency=st.sampled_from(["USD", "BDT"]), place=PLACES)
    def earn(self, currency: str, place: int) -> None:
        """From the payment to what can be paid out, so that runs get to what comes after it."""
        self.look_at_contract(currency)
        self.fund(place, "succeed", True)
        self.deliver_work(place)
        self.approve(place, 0)
        self.advance_clock(24 * 6)

    def earn_something(self, *, is_there: bool) -> None:
        """In the currency that is looked at, where a step needs it: steps that do nothing prove little."""
        for place in (0, 1) if not is_there else ():
            self.earn(self.contract.currency, place)

    @rule(currency=st.sampled_from(["USD", "BDT"]))
    def earn_and_take_it(self, currency: str) -> None:
        self.earn(currency, 0)
        self.pay_out("")

    @rule(amount=st.decimals("5.00", "80.00", places=2) | st.just(Decimal("63.47")), settle=st.booleans())
    def give_bonus(self, amount: Decimal, settle: bool) -> None:
        """By card, or one of the ways in taka. 63.47 with the fee of 5 % is what cards refuse as a refund."""
        self.earn_something(is_there=bool(self.released_milestones()))
        thanks = self.money(amount if self.contract.currency == "USD" else amount * 100)
        order = {"by": self.people[0], "contract_id": self.contract.pk, "amount": thanks, "note": "Thank you"}
        if not self.attempt(give_bonus, **order, site=SITE):
            return
        bonus = Milestone.everything.filter(contract=self.contract, kind="bonus").latest("pk")
        funding = bonus.fundings.latest("pk")
        if funding.state != "open":
            return
        self.click(funding, "succeed")
        if settle:
            before = balances()
            ignore_refusal(lambda: settle_funding(funding_id=funding.pk))
            bonus.refresh_from_db()
            if bonus.state == "released":
                fee = cents(thanks.amount * self.contract.fee_rate)
                self.assert_came(before, {"clearing": thanks.amount, "fees": fee, "held": 0, "fee_held": 0})

    def assert_came(self, before: Balances, expected: dict[str, Any]) -> None:
        """So much came to these accounts, in the currency that is looked at."""
        came = moved(before, balances())
        for kind, amount in expected.items():
            assert came.get((kind, self.contract.currency), 0) == amount, (kind, expected, came)

    def released_milestones(self) -> list[Milestone]:
        """Work and bonuses of which something was released."""
        rows = Milestone.everything.filter(contract=self.contract, released_value__gt=0)
        return list(rows.order_by("pk"))

    @rule(place=st.integers(0, 3), share=SHARES, who=st.sampled_from([1, 1, 1, 0]), accept=st.booleans())
    def give_back_some(self, place: int, share: str, who: int, accept: bool) -> None:
        """What clears goes before what is payable; the rest is called back by a job, and moves nothing yet."""
        self.earn_something(is_there=bool(self.released_milestones()))
        if not (milestones := self.released_milestones()):
            return
        milestone = milestones[place % len(milestones)]
        amount = self.money(cents(milestone.released_value * Decimal(share)))
        earned = milestone.releases.exclude(reason="exchanged")
        parts = {kind: total([each.amount_value for each in earned.filter(state=kind)]) for kind in HERE}
        clearing = min(parts["clearing"], amount.amount)
        payable = min(parts["payable"], amount.amount - clearing)
        order = {"by": self.people[who], "milestone_id": milestone.pk, "amount": amount, "reason": "A page is missing."}
        before = balances()
        if not self.attempt(give_back, **order, accept_debt=accept):
            assert balances() == before
            return
        fees = -moved(before, balances()).get(("fees", str(amount.currency)), Decimal(0))
        back = clearing + payable + fees
        self.assert_came(before, {"clearing": -clearing, "payable": -payable, "refunding": back, "provider": 0})
        assert who == 1
        assert 0 <= fees <= cents(back * self.contract.fee_rate) + CENT * 2

    @rule(rate=st.sampled_from(["121.50", "118.77"]), share=SHARES, wait=st.sampled_from([0, 0, 16]))
    def take_dollars_in_taka(self, rate: str, share: str, wait: int) -> None:
        """At the rate of this day less one per cent, within fifteen minutes."""
        self.look_at_contract("USD")
        self.earn_something(is_there=("payable", "USD") in balances())
        today = clock.local(clock.now()).date()
        record_exchange_rate(day=today, taka_per_dollar=Decimal(rate), source="Bangladesh Bank")
        freelancer, payable = self.people[1], balances().get(("payable", "USD"), Decimal(0))
        dollars = cents(payable * Decimal(share))
        amount = type(self.money(Decimal(1)))(dollars, "USD")
        if not self.attempt(make_payout_quote, by=freelancer, amount=amount):
            return
        quote = PayoutQuote.objects.latest("pk")
        taka = cents(dollars * Decimal(rate)) - cents(cents(dollars * Decimal(rate)) / 100)
        if wait:
            self.advance_minutes(wait)
        accept = lambda: self.attempt(accept_payout_quote, by=freelancer, quote_id=quote.pk)  # noqa: E731
        is_done = assert_moves(
            accept,
            lambda: {
                ("payable", "USD"): -dollars,
                ("exchange", "USD"): dollars,
                ("exchange", "BDT"): -taka,
                ("in_transit", "BDT"): taka,
            },
        )
        assert not (is_done and wait)
        if is_done:
            assert_moves(accept, dict)

    def advance_minutes(self, minutes: int) -> None:
        """Time passes, and nothing is due within it."""
        clock._offset += timedelta(minutes=minutes)

    @rule(kind=st.sampled_from(["bank", "bkash"]))
    def name_account_for_taka(self, kind: str) -> None:
        """The first is used at once, another one after its hours."""
        name = f"{self.people[1].display_name} Private"
        self.attempt(set_payout_method, by=self.people[1], details=details(name, **(WALLET if kind == "bkash" else {})))

    @rule(fault=st.sampled_from(["lost_answer", "error", "payout_failed", "payout_back", "low_balance"]))
    def pay_out_while_bkash_errs(self, fault: str) -> None:
        """Where the account for taka is a wallet: it ends unclear, fails later, comes back, or waits."""
        self.look_at_contract("BDT")
        self.earn_something(is_there=("payable", "BDT") in balances())
        Fault.objects.create(kind=Fault.Kind(f"bkash_{fault}"), house="stripe", left=1, seconds=30, at=clock.wall())
        self.pay_out("")
        run_jobs()

    @rule()
    def look_at_wallets(self) -> None:
        """A day later: what was planned for a transfer happens, and every payout to a wallet is compared."""
        for transfer in BkashTransfer.objects.exclude(later=""):
            transfers.settle(transfer.pk)
        for payout in Payout.objects.filter(rail="bkash", state__in=["pending", "in_transit", "paid"]):
            ignore_refusal(lambda payout=payout: settle_wallet_payout(payout_id=payout.pk))

    @rule(who=PLACES, is_early=st.booleans())
    def find_out_what_is_unclear(self, who: int, is_early: bool) -> None:
        """An operator finds the transfer by its number, or two say that there is none: not within the first hour."""
        for payout in Payout.objects.filter(hold_up="unclear"):
            transfer = BkashTransfer.objects.filter(invoice=reference_of(payout)).first()
            if transfer is not None:
                order = {"by": self.operators[who], "payout_id": payout.pk, "number": transfer.trx_id}
                self.attempt(confirm_wallet_transfer, **order)
                continue
            if not is_early:
                Payout.objects.filter(pk=payout.pk).update(asked_at=clock.wall() - timedelta(hours=2))
            is_second = payout.denied_by_id not in (None, self.operators[who].pk)
            order = {"by": self.operators[who], "payout_id": payout.pk, "reason": LOOKED}
            before = balances()
            is_done = self.attempt(deny_wallet_transfer, **order)
            if not (is_done and is_second):
                assert balances() == before
            assert not (is_done and is_early) or payout.asked_at < clock.wall() - timedelta(hours=1)

    @rule(who=PLACES)
    def send_failed_refunds_elsewhere(self, who: int) -> None:
        """To the destination that two operators have agreed to, from the site's own money, once."""
        for refund in Refund.objects.filter(state="failed", repaid_at=None):
            owed, operator = refund.amount_value + refund.fee_value - refund.repaid_value, self.operators[who]
            call = {"refund_id": refund.pk, "reference": "EFT-1", "note": "Agreed by telephone."}
            repay = lambda call=call, by=operator: self.attempt(repay_refund, by=by, **call)  # noqa: E731
            assert refund.destination or not repay()
            set_destination(by=operator, refund_id=refund.pk, destination="An account in Turin")
            moves = {("client_credit", refund.currency): -owed, ("capital", refund.currency): owed}
            assert assert_moves(repay, lambda moves=moves: moves)
            assert not repay()

    @rule(place=st.integers(0, 5))
    def dispute_any_charge(self, place: int) -> None:
        """Of a bonus too, of what was given back, exchanged, refunded, or owed already."""
        charges = list(
            Funding.objects.filter(state="paid", rail="stripe").order_by("pk").values_list("charge_id", flat=True)
        )
        if charges:
            self.dispute_charge(charges[place % len(charges)])

    @rule(who=PLACES)
    def forgive_debts(self, who: int) -> None:
        for row in Chargeback.objects.filter(debt__left_value__gt=0):
            left = row.debt.left_value
            order = {"by": self.operators[who], "chargeback_id": row.pk, "reason": "Nothing is to be had."}
            moves = {("receivable", row.currency): left, ("losses", row.currency): -left}
            assert_moves(lambda order=order: self.attempt(forgive_chargeback, **order), lambda moves=moves: moves)

    @invariant()
    def accounts_are_conserved_and_states_go_forward(self) -> None:
        if not hasattr(self, "histories"):
            return
        assert_conserved(balances())
        self.histories.look()

    @invariant()
    def a_wallet_gets_each_payout_once(self) -> None:
        """And never more than was asked for: each transfer is of one payout, which is open, paid, or was taken back."""
        if not hasattr(self, "histories"):
            return
        sent = {reference_of(payout): payout for payout in Payout.objects.filter(rail="bkash")}
        for transfer in BkashTransfer.objects.all():
            payout = sent[transfer.invoice]
            assert payout.account_number == f"+88{transfer.receiver}"
            is_gone = transfer.state == "completed" and not transfer.later
            assert not is_gone or payout.state in ("in_transit", "paid", "pending"), payout.pk
        numbers = {transfer.trx_id for transfer in BkashTransfer.objects.all()}
        assert {payout.transfer_id for payout in sent.values() if payout.state == "paid"} <= numbers
