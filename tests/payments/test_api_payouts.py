"""Programs of operators and freelancers: batches, payouts to wallets that are unclear, and quotes."""

from decimal import Decimal

import pytest

from market.core.base import clock
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.ledger import postings
from market.payments.models import PayoutAccount
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payouts.actions import request_payout
from market.payments.payouts.wallet_actions import send_wallet_payout
from market.payments.provider import bkash_token
from market.payments.provider.bkash_http import PAYOUTS
from market.sandbox.bkash import transfers
from market.sandbox.models import BkashTransfer
from tests import make
from tests.payments import story
from tests.payments.bank_story import details, give_account, payable_taka, payout_in_taka, taka

WHY = "Nothing in the portal under our number, looked on two days."
V1 = "/api/v1"


@pytest.fixture(autouse=True)
def _taka(settings, monkeypatch):
    """Clients pay in taka by card, and operators pass the check of the second factor."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


def test_two_operators_take_a_batch_through(provider, travel, pavel, ola, farida, rina, api):
    payouts = [payout_in_taka(provider, travel, farida), payout_in_taka(provider, travel, rina, "7000.00")]
    first, second, everything = api(pavel), api(ola), f"{V1}/payout-batches/"
    assert api(farida).get(everything).status_code == 404
    answer = first.post(everything)
    assert (answer.status_code, answer.json()["count"], answer.json()["amount"]["amount"]) == (201, 2, "12000.00")
    assert first.post(everything).json()["code"] == "nothing_to_batch"
    batch = answer.json()["id"]
    lines = first.get(f"{V1}/payout-batches/{batch}/lines/").json()["results"]
    assert [each["reference"] for each in lines] == [reference_of(each) for each in payouts]
    assert first.get(f"{V1}/payout-batches/{batch}/file/").status_code == 404
    assert first.post(f"{V1}/payout-batches/{batch}/approve/").json()["code"] == "same_person"
    assert second.post(f"{V1}/payout-batches/{batch}/approve/").json()["state"] == "approved"
    cancelled = first.post(f"{V1}/payout-batches/{batch}/cancel/", {"reason": WHY}, format="json")
    assert cancelled.json()["code"] == "wrong_batch_state"
    assert b"Payee name" in first.get(f"{V1}/payout-batches/{batch}/file/").content
    assert first.get(f"{V1}/payout-batches/{batch}/file/?kind=xlsx").content[:2] == b"PK"
    sent = second.post(f"{V1}/payout-batches/{batch}/sent/", {"reference": "EFT-1"}, format="json")
    assert sent.json()["state"] == "sent"
    text = f"reference,status,reason\n{reference_of(payouts[0])},paid,\nAK9,paid,\n"
    looked = first.post(f"{V1}/payout-batches/{batch}/returns/", {"text": text}, format="json").json()
    assert [bool(each["problem"]) for each in looked["lines"]] == [False, True]
    assert looked["new"] is None
    fields = {"text": text, "apply": True}
    refused = first.post(f"{V1}/payout-batches/{batch}/returns/", fields, format="json")
    assert refused.json()["code"] == "wrong_return_lines"
    fields["without_wrong"] = True
    assert first.post(f"{V1}/payout-batches/{batch}/returns/", fields, format="json").json()["new"] == 1
    ended = first.post(f"{V1}/payout-batches/{batch}/refused/", {"reason": WHY}, format="json")
    assert ended.json()["code"] == "batch_partly_ended"
    assert [each["state"] for each in first.get(everything).json()["results"]] == ["sent"]


def test_operators_find_out_what_became_of_a_payout(provider, travel, bkash_desk, pavel, ola, farida, api):
    transfers.deposit(Decimal(100000))
    bkash_token.keep(bkash_token.grant(PAYOUTS), PAYOUTS)
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    set_payout_method(by=farida, details=details(kind="bkash", account_number="01711000321", routing_number=""))
    payout = request_payout(by=farida, currency="BDT")
    bkash_desk.plan("lost_answer")
    send_wallet_payout(payout_id=payout.pk)
    [row] = api(pavel).get(f"{V1}/wallet-payouts/").json()["results"]
    assert (row["id"], row["hold_up"], row["account"]) == (payout.pk, "unclear", "…0321")
    words, number = {"reason": WHY}, {"number": BkashTransfer.objects.get().trx_id}
    assert api(farida).post(f"{V1}/wallet-payouts/{payout.pk}/deny/", words, format="json").status_code == 404
    early = api(pavel).post(f"{V1}/wallet-payouts/{payout.pk}/deny/", words, format="json")
    assert early.json()["code"] == "too_early_to_deny"
    states = [
        api(ola).post(f"{V1}/wallet-payouts/{payout.pk}/confirm/", number, format="json").json() for _time in range(2)
    ]
    assert (states[0]["state"], states[1]["code"]) == ("paid", "payout_not_unclear")


def test_freelancer_takes_a_quote(provider, travel, farida, api, settings):
    settings.PAYOUT_QUOTES = True
    postings.post_capital("T-1", taka(50000), rail="bank")
    story.payable(provider, travel, "100.00", freelancer=farida)
    PayoutAccount.objects.all().delete()
    give_account(farida)
    today = clock.local(clock.now()).date()
    record_exchange_rate(day=today, taka_per_dollar=Decimal("121.50"), source="Bangladesh Bank")
    program, amount = api(farida), {"amount": {"amount": "50.00", "currency": "USD"}}
    answer = program.post(f"{V1}/me/payout-quotes/", amount, format="json")
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["sent"], answer.json()["rate"]) == ({"amount": "6075.00", "currency": "BDT"}, "121.5000")
    assert program.get(f"{V1}/me/payout-quotes/").json()["results"][0]["payout"] is None
    quote = answer.json()["id"]
    taken = program.post(f"{V1}/me/payout-quotes/{quote}/accept/")
    assert (taken.status_code, taken.json()["amount"]["amount"]) == (201, "6075.00")
    amount["amount"]["amount"] = "51.00"
    assert program.post(f"{V1}/me/payout-quotes/", amount, format="json").json()["code"] == "more_than_payable"
