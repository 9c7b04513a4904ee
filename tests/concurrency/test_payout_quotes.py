"""Races of payouts to wallets, of quotes, and of capital taken out: one call, one exchange, nothing given twice."""

from decimal import Decimal
from functools import partial

import pytest

from market.core.base import clock
from market.core.base.money import Money
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.ledger import postings
from market.payments.ledger.balances import balance_at, free_money
from market.payments.models import Payout, PayoutAccount, Release
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_quotes.actions import accept_payout_quote, make_payout_quote
from market.payments.payout_quotes.queries import free_taka
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import stop_waiting_payout
from market.payments.payouts.wallet_actions import send_wallet_payout, settle_wallet_payout
from market.payments.proposals.actions import approve_staff_proposal, propose
from market.payments.provider import bkash_payouts
from market.payments.provider.types import WalletTransfer
from tests import make
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.payments.bank_story import details, give_account, payable_taka
from tests.payments.story import payable

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "There is more than what is needed for refunds."


def leave_free(amount):
    """So many taka are the site's own, all of them at its bank."""
    for rail in ("stripe", "bkash", "sslcommerz"):
        if there := balance_at(rail, "BDT"):
            postings.post_settlement(f"S-{rail}", Money(there, "BDT"), Decimal(0), source=rail, target="bank")
    postings.post_capital("T-1", Money(amount - free_taka(), "BDT"), rail="bank")


def test_payout_to_a_wallet_is_called_for_once(provider, travel, farida, settings, monkeypatch):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    calls = []

    def pay_out(request):
        calls.append(request)
        return WalletTransfer(f"T{len(calls)}", "succeeded", request.receiver, request.amount, Decimal(1), clock.now())

    monkeypatch.setattr(bkash_payouts, "pay_out", pay_out)
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    set_payout_method(by=farida, details=details(kind="bkash", account_number="01711000321", routing_number=""))
    payout = request_payout(by=farida, currency="BDT")
    race(
        partial(send_wallet_payout, payout_id=payout.pk),
        partial(settle_wallet_payout, payout_id=payout.pk),
        partial(send_wallet_payout, payout_id=payout.pk),
        partial(stop_waiting_payout, payout_id=payout.pk, failure="stopped"),
    )
    payout.refresh_from_db()
    assert (payout.state, len(calls)) in [("paid", 1), ("failed", 0)]
    assert_ledger_consistent()


def test_quotes_are_accepted_once_and_share_the_taka(provider, travel, farida, rina, settings):
    settings.PAYOUT_QUOTES = True
    for person in (farida, rina):
        payable(provider, travel, "100.00", freelancer=person)
        give_account(person)
    PayoutAccount.objects.all().delete()
    record_exchange_rate(day=clock.local(clock.now()).date(), taka_per_dollar=Decimal(120), source="Bangladesh Bank")
    leave_free(18000)
    quotes = [(person, make_payout_quote(by=person).pk) for person in (farida, rina)]
    race(*[partial(accept_payout_quote, by=person, quote_id=pk) for person, pk in quotes for _time in range(2)])
    assert Payout.objects.filter(currency="BDT").count() == 1, "18,000 taka are enough for one of them"
    assert free_taka() == 6000
    exchanged = Release.objects.filter(state=Release.State.EXCHANGED).values_list("amount_value", flat=True)
    assert sum(exchanged) == 100
    assert_ledger_consistent()


def test_free_money_is_taken_once_by_capital_and_quotes(provider, travel, farida, pavel, settings):
    """Each alone leaves enough for what is owed to people; together they would not."""
    settings.PAYOUT_QUOTES = True
    payable(provider, travel, "100.00", freelancer=farida)
    give_account(farida)
    PayoutAccount.objects.all().delete()
    record_exchange_rate(day=clock.local(clock.now()).date(), taka_per_dollar=Decimal(120), source="Bangladesh Bank")
    leave_free(12000)
    quote = make_payout_quote(by=farida)
    deciding = [make.make_person(name, roles=["operator"]) for name in ("Ola", "Omar", "Odette")]
    values = {"amount": "12000.00", "currency": "BDT", "rail": "bank"}
    rows = [
        propose(by=pavel, kind="capital_out", parameters=values | {"reference": each.display_name}, reason=WHY)
        for each in deciding
    ]
    acts = [partial(approve_staff_proposal, by=by, proposal_id=row.pk) for by, row in zip(deciding, rows, strict=True)]
    done = winners(race(*acts, partial(accept_payout_quote, by=farida, quote_id=quote.pk)))
    assert len(done) == 1
    assert free_money("BDT") >= 0
    assert_ledger_consistent()
