"""What is sent to Stripe and what is read from its answer, word for word: records/calls_of_stripe_*.txt."""

from functools import partial
from typing import Any

from market.payments.provider import stripe, stripe_connect, stripe_disputes
from market.payments.provider.types import RefundRequest
from tests.payments.provider_line import NOON, SITE, order, usd

PAGE = {
    "id": "cs_1",
    "url": "https://pay.example/1",
    "status": "open",
    "payment_status": "unpaid",
    "payment_intent": None,
    "amount_total": 10550,
    "currency": "usd",
    "client_reference_id": "7",
}
INTENT = {
    "id": "pi_1",
    "status": "succeeded",
    "amount_received": 10550,
    "currency": "usd",
    "latest_charge": {
        "id": "ch_1",
        "balance_transaction": {"fee": 336},
        "payment_method_details": {"card": {"fingerprint": "f1"}},
    },
}
REFUND = {"id": "re_1", "status": "pending", "metadata": {"refund": "5"}}
TRANSFER = {"id": "tr_1", "destination_payment": "py_1", "metadata": {"key": "transfer:1:2"}, "reversed": False}
BANK = {"id": "po_1", "status": "in_transit", "arrival_date": int(NOON.timestamp())}
ACCOUNT = {"id": "acct_1", "capabilities": {"transfers": "active"}, "payouts_enabled": True, "details_submitted": True}
DISPUTE = {
    "id": "dp_1",
    "charge": "ch_1",
    "status": "needs_response",
    "reason": "fraudulent",
    "amount": 10550,
    "currency": "usd",
    "balance_transactions": [{"fee": 1500}],
    "evidence_details": {"due_by": int(NOON.timestamp())},
}
EVENT = {"id": "evt_1", "object": "event", "type": "refund.updated", "data": {"object": REFUND}}


def refused(kind: str, code: str = "", status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"type": kind, "code": code, "message": f"It is {kind}."}}


def test_payments_of_stripe(line):
    call = line.call
    long = [("L" * 251, usd("105.60"))]
    call("create_checkout", lambda: stripe.create_checkout(order(usd("105.60"), lines=long)), PAGE)
    call("create_checkout, refused", lambda: stripe.create_checkout(order(usd("9.00"))), refused("card_error", "low"))
    call("create_checkout, away", lambda: stripe.create_checkout(order(usd("9.00"))), refused("api_error", "", 500))
    call("retrieve_checkout", lambda: stripe.retrieve_checkout("cs_1"), PAGE)
    call("capture_checkout", lambda: stripe.capture_checkout("cs_1"), PAGE)
    call("expire_checkout", lambda: stripe.expire_checkout("cs_1"), PAGE | {"status": "expired"})
    call("retrieve_payment", lambda: stripe.retrieve_payment("pi_1"), INTENT)
    bare = INTENT | {"latest_charge": None, "amount_received": None, "status": "processing"}
    call("retrieve_payment, not paid", lambda: stripe.retrieve_payment("pi_1"), bare)
    unknown = INTENT | {"latest_charge": {"id": "ch_1", "balance_transaction": None, "payment_method_details": None}}
    call("retrieve_payment, fee unknown", lambda: stripe.retrieve_payment("pi_1"), unknown)
    no_card = INTENT | {"latest_charge": {"id": "ch_1", "payment_method_details": {"card": {"fingerprint": None}}}}
    call("retrieve_payment, no mark", lambda: stripe.retrieve_payment("pi_1"), no_card)
    call("surplus_payments", lambda: stripe.surplus_payments("cs_1"))
    line.require("calls_of_stripe_payments")


def test_refunds_and_events_of_stripe(line):
    call, back = line.call, RefundRequest("pi_1", "ch_1", usd("5.25"), "5")
    call("create_refund", lambda: stripe.create_refund(back), REFUND)
    others = {"data": [REFUND | {"id": "re_0", "metadata": {}}, REFUND]}
    call("find_refund", lambda: stripe.find_refund(back), others)
    call("find_refund, none", lambda: stripe.find_refund(back), {"data": []})
    call("retrieve_refund", lambda: stripe.retrieve_refund(back, "re_1"), REFUND)
    sums = {"available": [{"amount": 500, "currency": "usd"}], "pending": [{"amount": 25, "currency": "usd"}]}
    call("balances", stripe.balances, sums | {"pending": [*sums["pending"], {"amount": 7, "currency": "eur"}]})
    events = {"object": "list", "url": "/v1/events", "data": [EVENT], "has_more": True}
    last = {"object": "list", "url": "/v1/events", "data": [EVENT | {"id": "evt_0"}], "has_more": False}
    call("recent_events", lambda: stripe.recent_events(since=NOON), events, last)
    line.require("calls_of_stripe_refunds")


def test_accounts_and_transfers_of_stripe(line):
    call, of_bank = line.call, {"account_id": "acct_1", "payout_id": "po_1"}
    account = {"email": "farida@demo.test", "key": "account:1", "metadata": {"user": "2"}}
    call("create_account", lambda: stripe_connect.create_account(**account), ACCOUNT)
    links = {"refresh_url": f"{SITE}/again/", "return_url": f"{SITE}/done/"}
    make_link = partial(stripe_connect.create_account_link, account_id="acct_1", **links)
    call("create_account_link", make_link, {"url": "https://connect.example/1"})
    call("retrieve_account", lambda: stripe_connect.retrieve_account("acct_1"), ACCOUNT)
    sent = {"account_id": "acct_1", "charge_id": "ch_1", "amount": usd("9.99"), "group": "contract:3"}
    call("create_transfer", lambda: stripe_connect.create_transfer(key="transfer:1:2", **sent), TRANSFER)
    find = partial(stripe_connect.find_transfer, group="contract:3", key="transfer:1:2")
    call("find_transfer", find, {"data": [TRANSFER | {"id": "tr_0", "metadata": {}}, TRANSFER]})
    call("find_transfer, none", find, {"data": []})
    reverse = partial(stripe_connect.reverse_transfer, transfer_id="tr_1", key="reversal:1:2")
    call("reverse_transfer", reverse, {"id": "trr_1"})
    call("reverse_transfer, done before", reverse, refused("invalid_request_error"), TRANSFER | {"reversed": True})
    call("reverse_transfer, refused", reverse, refused("invalid_request_error", "no"), TRANSFER)
    part = partial(stripe_connect.reverse_part, transfer_id="tr_1", amount=usd("1.50"), mark="recall:1")
    call("reverse_part", part, {"data": [{"metadata": {}}, {"metadata": {"mark": "recall:0"}}]}, {"id": "trr_1"})
    call("reverse_part, done before", part, {"data": [{"metadata": {"mark": "recall:1"}}]})
    call("list_bank_payouts", lambda: stripe_connect.list_bank_payouts("acct_1"), {"data": [BANK]})
    call("retrieve_bank_payout", lambda: stripe_connect.retrieve_bank_payout(**of_bank), BANK)
    arrivals = {"object": "list", "url": "/v1/balance_transactions", "has_more": False}
    rows = [{"id": "txn_1", "source": "py_1"}, {"id": "txn_2", "source": None}]
    call("arrivals_of_payout", lambda: stripe_connect.arrivals_of_payout(**of_bank), arrivals | {"data": rows})
    line.require("calls_of_stripe_connect")


def test_disputes_of_stripe(line):
    call = line.call
    call("retrieve_dispute", lambda: stripe_disputes.retrieve_dispute("dp_1"), DISPUTE)
    answer = {"dispute_id": "dp_1", "text": "She has the files.", "files": {"receipt": "file_1"}, "key": "answer:1"}
    call("answer_dispute", lambda: stripe_disputes.answer_dispute(**answer), DISPUTE)
    call("accept_dispute", lambda: stripe_disputes.accept_dispute("dp_1"), DISPUTE | {"status": "lost"})
    line.require("calls_of_stripe_disputes")
