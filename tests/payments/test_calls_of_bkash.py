"""What is sent to bKash and what is read from its answer, word for word: records/calls_of_bkash_*.txt."""

from functools import partial

from market.core.base import clock
from market.payments.provider import bkash, bkash_payouts
from market.payments.provider.types import RefundRequest, WalletRequest
from tests.payments.provider_line import NOON, order, taka, usd

PAYMENT = {
    "statusCode": "0000",
    "paymentID": "TR1",
    "bkashURL": "https://bkash.example/1",
    "transactionStatus": "Initiated",
    "amount": "1050",
    "currency": "BDT",
    "merchantInvoiceNumber": "7-0123456789",
    "paymentCreateTime": "2026-03-01T12:00:00:000 GMT+0600",
}
PAID = PAYMENT | {"transactionStatus": "Completed", "trxID": "BK1", "customerMsisdn": "+8801712345678"}
TOKEN = {"statusCode": "0000", "id_token": "token-1", "refresh_token": "again-1", "expires_in": 3600}
BACK = {"statusCode": "0000", "refundTransactionStatus": "Completed", "refundTrxId": "RF1", "refundAmount": "9.50"}
NO_LIST = {"externalCode": "2071", "errorMessageEn": "No refund found."}
SENT = {
    "trxID": "WT1",
    "transactionStatus": "Completed",
    "amount": "500",
    "currency": "BDT",
    "receiverMSISDN": "01712345678",
    "b2cFee": "5.255",
    "completedTime": "2026-03-01T12:00:00:000 GMT+0600",
}


def code(number: str, words: str = "It is so.") -> dict[str, str]:
    return {"statusCode": number, "statusMessage": words}


def test_pages_of_bkash(db, bkash_line):
    call = bkash_line.call
    create = partial(bkash.create_checkout, order(taka("1050.00")))
    call("create_checkout", create, TOKEN, PAYMENT)
    call("create_checkout, invoice used", create, code("2029"), PAYMENT)
    call("create_checkout, refused", create, code("2001"))
    call("create_checkout, too much", lambda: bkash.create_checkout(order(taka("25000.01"))))
    call("create_checkout, in dollars", lambda: bkash.create_checkout(order(usd("10.00"))))
    call("create_checkout, no page", create, PAYMENT | {"bkashURL": None})
    call("create_checkout, no entry", create, (401, {"message": "No."}), TOKEN | {"id_token": "token-2"}, PAYMENT)
    call("create_checkout, never", create, *[(403, {"message": "No."}), TOKEN, (403, {"message": "No."})])
    call("retrieve_checkout", lambda: bkash.retrieve_checkout("TR1"), TOKEN, PAYMENT)
    call("created_at", lambda: bkash.created_at("TR1"), PAYMENT)
    capture = partial(bkash.capture_checkout, "TR1")
    call("capture_checkout", capture, PAID)
    call("capture_checkout, no answer", capture, (500, {}), PAID)
    call("capture_checkout, done before", capture, code("2062"), PAYMENT)
    call("capture_checkout, refused", capture, code("2023"), PAYMENT)
    call("expire_checkout", lambda: bkash.expire_checkout("TR1"), PAYMENT)
    call("expire_checkout, paid", lambda: bkash.expire_checkout("TR1"), PAID)
    bkash_line.require("calls_of_bkash_pages")


def test_payments_of_bkash(db, bkash_line):
    call, pay = bkash_line.call, partial(bkash.retrieve_payment, "TR1")
    call("retrieve_payment", pay, TOKEN, PAID)
    hidden = PAID | {"customerMsisdn": None}
    call("retrieve_payment, wallet hidden", pay, hidden, {"statusCode": "0000", "payerAccount": "8801812345678"})
    call("retrieve_payment, wallet unknown", pay, hidden, code("2033"))
    call("retrieve_payment, not paid", pay, PAYMENT)
    call("surplus_payments", lambda: bkash.surplus_payments("TR1"))
    bkash_line.require("calls_of_bkash_payments")


def test_refunds_of_bkash(db, bkash_line):
    call, back = bkash_line.call, RefundRequest("TR1", "BK1", taka("9.50"), "5")
    call("create_refund", lambda: bkash.create_refund(back), TOKEN, NO_LIST, BACK)
    listed = {"statusCode": "0000", "refundTransactions": [BACK | {"sku": "4", "refundTrxId": "RF0"}, BACK]}
    call("create_refund, made before", lambda: bkash.create_refund(back), listed)
    call("create_refund, no answer", lambda: bkash.create_refund(back), NO_LIST, (500, {}), listed)
    call("create_refund, lost", lambda: bkash.create_refund(back), NO_LIST, (500, {}), NO_LIST)
    call("create_refund, too little there", lambda: bkash.create_refund(back), NO_LIST, code("2023"))
    call("create_refund, refused", lambda: bkash.create_refund(back), NO_LIST, code("2071"))
    call("find_refund, no list", lambda: bkash.find_refund(back), code("2001"))
    call("find_refund", lambda: bkash.find_refund(back), listed)
    call("retrieve_refund", lambda: bkash.retrieve_refund(back, "RF0"), listed)
    call("retrieve_refund, not listed", lambda: bkash.retrieve_refund(back, "RF9"), listed)
    bkash_line.require("calls_of_bkash_refunds")


def test_payouts_of_bkash(db, bkash_line, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)  # of a transfer that tells no time
    call, request = bkash_line.call, WalletRequest("+8801712345678", taka("500.00"), "AK00000007")
    pay = partial(bkash_payouts.pay_out, request)
    call("pay_out", pay, TOKEN, SENT)
    call("pay_out, pending", pay, SENT | {"transactionStatus": "Pending", "completedTime": "", "b2cFee": None})
    for number in ("2023", "503", "2009", "2045", "2039", "2006", "2999"):
        call(f"pay_out, {number}", pay, code(number))
    call("pay_out, no answer", pay, (500, {}))
    call("pay_out, refused without a code", pay, (400, {"message": "Bad."}))
    call("pay_out, unreadable", pay, SENT | {"amount": "much"})
    call("pay_out, another amount", pay, SENT | {"amount": "501"})
    call("pay_out, another wallet", pay, SENT | {"receiverMSISDN": "01812345678"})
    call("pay_out, no entry", pay, (401, {}))
    bkash_line.require("calls_of_bkash_payouts")


def test_transfers_of_bkash(db, bkash_line):
    call, look = bkash_line.call, partial(bkash_payouts.retrieve_transfer, "WT1234")
    call("retrieve_transfer", look, TOKEN, SENT)
    customer = {"receiverMSISDN": None, "customerMsisdn": "8801812345678", "transactionStatus": "Reversed"}
    call("retrieve_transfer, taken back", look, SENT | customer)
    call("retrieve_transfer, not there", look, code("2033"))
    call("retrieve_transfer, refused", look, code("2001"))
    call("retrieve_transfer, no number", lambda: bkash_payouts.retrieve_transfer("WT1"))
    call("retrieve_transfer, new token", look, (401, {}), TOKEN | {"id_token": "token-3"}, SENT)
    call("retrieve_transfer, no entry", look, (401, {}), TOKEN, (403, {}))
    row = {"accountTypeName": "Float", "availableBalance": "12.5", "currency": "BDT"}
    call("balances", bkash_payouts.balances, TOKEN, {"organizationBalance": [row, row | {"accountTypeName": "B2C"}]})
    call("balances, one", bkash_payouts.balances, {"organizationBalance": row})
    call("balances, unreadable", bkash_payouts.balances, {"organizationBalance": [{}]})
    call("limits", bkash_payouts.limits)
    bkash_line.require("calls_of_bkash_transfers")
