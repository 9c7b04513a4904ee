"""What paying out writes, act by act: by Stripe, by the bank, to a wallet, and of a quote; see tests.money_record."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.ledger import postings
from market.payments.models import Payout, PayoutAccount
from market.payments.payout_batches import actions as batches
from market.payments.payout_batches.bank_file import take_file
from market.payments.payout_batches.return_actions import apply_returns, check_returns
from market.payments.payout_methods.actions import link_key, set_payout_method, stop_payout_method
from market.payments.payout_methods.decision_actions import accept_payout_method, refuse_payout_method
from market.payments.payout_quotes.actions import accept_payout_quote, make_payout_quote
from market.payments.payout_quotes.queries import exposure, free_taka
from market.payments.payouts.actions import request_payout
from market.payments.payouts.coming import milestones_held_for, money_coming_to
from market.payments.payouts.wallet_actions import send_wallet_payout, settle_wallet_payout
from market.payments.payouts.wallet_decision_actions import confirm_wallet_transfer, deny_wallet_transfer
from market.payments.provider import bkash_payouts
from market.payments.provider.port import LowBalance, OutcomeUnknown, ProviderRefused
from market.payments.provider.types import WalletTransfer
from market.payments.queries import balances_of
from tests import make
from tests.payments.bank_story import details, payable_taka, return_lines, taka
from tests.payments.story import funded, payable, released, usd

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
WHY = "The bank's template has changed."


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


@pytest.fixture(autouse=True)
def _taka(settings):
    """Clients pay in taka, by card; payouts in it go to the bank and to wallets."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    settings.PAY_OUT = {"bank": ["BDT"], "bkash": ["BDT"]}
    settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_quote_margin_percent=Decimal(1), payout_cost_bdt=Decimal(15))


def test_payout_by_stripe(record, provider, travel, run_jobs, farida, rina):
    payable(provider, travel, "60.00", freelancer=farida)
    payable(provider, travel, "40.00", freelancer=farida)
    released(provider, "30.00", freelancer=farida)
    funded(provider, "20.00", freelancer=rina)
    funded(provider, "20.00", freelancer=farida)
    record.step("Farida asks for 75 dollars", lambda: request_payout(by=farida, amount=usd("75.00")))
    record.show("What comes to her", money_coming_to(farida))
    record.show("What is held for her", milestones_held_for(farida))
    record.step("It is sent", run_jobs)
    record.step("It has arrived", lambda: travel(timedelta(days=4)))
    provider.plan("payout_failed")
    record.step("She asks for the rest", lambda: (request_payout(by=farida), run_jobs()))
    record.step("Her bank refuses it", lambda: travel(timedelta(days=7)))
    record.show("What is hers", balances_of(farida))
    record.require("payout_by_stripe")


def test_payout_by_the_bank(record, provider, travel, farida, rina, pavel, ola):
    for who, amount in ((farida, "5000.00"), (rina, "7000.00")):
        payable_taka(provider, travel, amount, freelancer=who)
    record.step("Farida gives an account", lambda: set_payout_method(by=farida, details=details()))
    name = "Rina's Father"
    method = record.step("Rina gives another's", lambda: set_payout_method(by=rina, details=details(name)))
    accept = {"by": pavel, "method_id": method.pk, "reason": "Her certificate has her name as a child."}
    record.step("Pavel accepts it", lambda: accept_payout_method(**accept))
    farida_s = record.step("Farida asks", lambda: request_payout(by=farida, currency="BDT"))
    rina_s = record.step("Rina asks for a part", lambda: request_payout(by=rina, amount=taka("6000.00")))
    record.show("What comes to Rina", money_coming_to(rina))
    batch = record.step("Pavel makes a batch", lambda: batches.make_payout_batch(by=pavel))
    named = {"batch_id": batch.pk}
    record.step("He gives it up", lambda: batches.cancel_payout_batch(by=pavel, reason=f" {WHY} ", **named))
    named = {"batch_id": record.step("He makes another", lambda: batches.make_payout_batch(by=pavel)).pk}
    batch = record.step("Ola approves it", lambda: batches.approve_payout_batch(by=ola, **named))
    record.step("She takes the file", lambda: take_file(by=ola, batch=batch, kind="csv"))
    record.step("It is at the bank", lambda: batches.send_payout_batch(by=ola, reference=" EFT-77 ", **named))
    lines = return_lines((farida_s, "paid"), (rina_s, "failed", "R03"), ("AK99", "paid"))
    record.show("What is in the bank's file", check_returns(batch, lines, by=pavel))
    returns = {"by": pavel, "lines": lines, "without_wrong": True, **named}
    record.show("What was read", record.step("Pavel reads it", lambda: apply_returns(**returns)))
    record.show("What was read again", record.step("And again", lambda: apply_returns(**returns)))
    back = return_lines((farida_s, "returned", "Account closed"))
    record.step("Farida's comes back", lambda: apply_returns(by=pavel, lines=back, **named))
    record.require("payout_by_bank")


def test_accounts_of_a_freelancer(record, provider, travel, farida, pavel, ola):
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    set_payout_method(by=farida, details=details())
    second = details(routing_number="225150135", account_number="৯৮৭৬ ৫৪৩২ ১০")
    record.step("Farida gives a second account", lambda: set_payout_method(by=farida, details=second))
    record.step("It takes the place of the first", lambda: travel(timedelta(days=3)))
    other = record.step("She gives another's", lambda: set_payout_method(by=farida, details=details("Omar Private")))
    record.step("Pavel refuses it", lambda: refuse_payout_method(by=pavel, method_id=other.pk, reason=f" {WHY} "))
    payout = request_payout(by=farida, currency="BDT")
    batches.make_payout_batch(by=pavel)
    key = link_key(Payout.objects.get(pk=payout.pk).method)
    record.step("The account is stopped by the mail's link", lambda: stop_payout_method(key=key))
    record.require("payout_methods")


def test_batch_that_the_bank_refuses(record, provider, travel, farida, rina, pavel, ola):
    for who, amount in ((farida, "5000.00"), (rina, "7000.00")):
        payable_taka(provider, travel, amount, freelancer=who)
        method = set_payout_method(by=who, details=details(f"{who.display_name} Private"))
        request_payout(by=who, currency="BDT")
    named = {"batch_id": batches.make_payout_batch(by=pavel).pk}
    batches.approve_payout_batch(by=ola, **named)
    record.step("Rina's account is stopped", lambda: stop_payout_method(key=link_key(method)))
    batches.PayoutBatch.objects.update(state="sent", sent_at=clock.now(), bank_reference="EFT-78")
    record.step("The bank refuses the batch", lambda: batches.refuse_payout_batch(by=pavel, reason=WHY, **named))
    record.require("payout_batch_refused")


@pytest.fixture
def wallet(monkeypatch):
    """What bKash answers next, of what was sent or is asked for."""
    answers: list[object] = []

    def answer(_call: object) -> object:
        next_one = answers.pop(0)
        if isinstance(next_one, Exception):
            raise next_one
        return next_one

    monkeypatch.setattr(bkash_payouts, "pay_out", answer)
    monkeypatch.setattr(bkash_payouts, "retrieve_transfer", answer)
    return answers


def transfer(number: str, status: str = "succeeded") -> WalletTransfer:
    return WalletTransfer(number, status, "+8801711000321", taka("5000.00"), Decimal("25.00"), clock.wall())


def wallet_payout(provider, travel, farida) -> Payout:
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    set_payout_method(by=farida, details=details(kind="bkash", account_number="01711000321", routing_number=""))
    return request_payout(by=farida, currency="BDT")


def test_payout_to_a_wallet(record, provider, travel, farida, wallet):
    payout = wallet_payout(provider, travel, farida)

    def sends(title: str, then: object) -> None:
        wallet.append(then)
        record.step(title, lambda: send_wallet_payout(payout_id=payout.pk))

    def settles(title: str, then: object) -> None:
        wallet.append(then)
        record.step(title, lambda: settle_wallet_payout(payout_id=payout.pk))

    sends("bKash has too little", LowBalance())
    sends("It is sent", transfer("WT1", "pending"))
    settles("It has arrived", transfer("WT1"))
    settles("It is taken back", transfer("WT1", "failed"))
    payout = request_payout(by=farida, currency="BDT")
    sends("Another is refused", ProviderRefused("no_wallet", "No such wallet."))
    payout = request_payout(by=farida, currency="BDT")
    sends("bKash does not answer", ProviderUnavailable())
    settles("Later it does", transfer("WT2"))
    settles("It stays there", transfer("WT2"))
    record.require("payout_to_wallet")


def test_payout_of_which_nobody_knows(record, provider, travel, farida, pavel, ola, wallet):
    payout = wallet_payout(provider, travel, farida)
    wallet += [OutcomeUnknown("no answer"), transfer("WT3")]
    record.step("Nobody knows what became of it", lambda: send_wallet_payout(payout_id=payout.pk))
    confirm = {"by": pavel, "payout_id": payout.pk, "number": " wt3 "}
    record.step("Pavel has its number", lambda: confirm_wallet_transfer(**confirm))
    wallet.append(transfer("WT3"))  # it is looked at once more
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    payout = request_payout(by=farida, currency="BDT")
    wallet.append(OutcomeUnknown("no answer"))
    send_wallet_payout(payout_id=payout.pk)
    deny = {"payout_id": payout.pk, "reason": f" {WHY} "}
    record.refused("Pavel is too early", lambda: deny_wallet_transfer(by=pavel, **deny))
    Payout.objects.filter(pk=payout.pk).update(asked_at=clock.wall() - HOUR - SECOND)
    record.step("Pavel denies that it was made", lambda: deny_wallet_transfer(by=pavel, **deny))
    record.step("Ola does too", lambda: deny_wallet_transfer(by=ola, **deny))
    record.require("payout_unclear")


def test_dollars_taken_in_taka(record, provider, travel, farida, settings):
    settings.PAYOUT_QUOTES = True
    postings.post_capital("T-1", taka(50000), rail="bank")
    payable(provider, travel, "60.00", freelancer=farida)
    payable(provider, travel, "40.00", freelancer=farida)
    PayoutAccount.objects.all().delete()
    set_payout_method(by=farida, details=details())
    rate = {"taka_per_dollar": Decimal("121.50"), "source": "Bangladesh Bank"}
    record_exchange_rate(day=clock.local(clock.now()).date(), **rate)
    quote = record.step("Farida asks for a quote", lambda: make_payout_quote(by=farida, amount=usd("75.00")))
    record.step("She accepts it", lambda: accept_payout_quote(by=farida, quote_id=quote.pk))
    record.show("What the site has taken over", exposure())
    record.show("The taka that are free", free_taka())
    record.require("payout_quote")
