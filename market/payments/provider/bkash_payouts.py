"""bKash's payments to wallets (B2C of its checkout, v1.2.0-beta), as the port `PayOut` has it.

They are a product of their own, with another address and other credentials than payments have. bKash publishes no
question by our number of a payout: a transaction is found by bKash's number alone, and the answer that has it may be
lost. So an answer counts only where it is plain. What says neither that the money moved nor why it certainly did not is
`OutcomeUnknown`, and no second call is made.
"""

import re
from decimal import Decimal
from typing import NoReturn

from django.conf import settings

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money, rounded
from market.payments.provider import bkash_parsing as parsing
from market.payments.provider import bkash_token
from market.payments.provider.bkash_http import (
    MOVING,
    NO_ENTRY,
    PAYOUTS,
    SUCCESS,
    Answer,
    code_of,
    exchange,
    require_success,
    words_of,
)
from market.payments.provider.port import LowBalance, OutcomeUnknown, ProviderRefused
from market.payments.provider.types import WalletLimits, WalletRequest, WalletTransfer

CURRENCY = "BDT"
LOW_BALANCE, MAINTENANCE, NOT_THERE = "2023", "503", "2033"
# What bKash certainly did not do, by its code, with the reason in the words of `payouts.failures`.
REFUSALS = {
    **dict.fromkeys(("2009", "2012", "2045", "2057", "2058"), "no_wallet"),
    **dict.fromkeys(("2039", "2040", "2041"), "wallet_closed"),
    "2006": "wallet_amount",
}
NOTHING = Decimal("0.00")
COUNTRY, LOCAL_DIGITS = "+88", 11  # 01XXXXXXXXX
FAILED = (*parsing.FAILED, "reversed")
NUMBER = re.compile(r"[A-Z0-9]{6,20}")


def limits() -> WalletLimits:
    """As the settings have them: bKash publishes them for its customers, and a merchant's contract may differ."""
    return WalletLimits(
        settings.BKASH_PAYOUT_SMALLEST, settings.BKASH_PAYOUT_LARGEST, settings.BKASH_PAYOUT_DAY_LARGEST
    )


def pay_out(request: WalletRequest) -> WalletTransfer:
    """Send it, once for each mark: see `port`."""
    payload = {
        "amount": f"{request.amount.amount:.2f}",
        "currency": CURRENCY,
        "merchantInvoiceNumber": request.mark,
        "receiverMSISDN": request.receiver.removeprefix(COUNTRY),
    }
    token = bkash_token.current(PAYOUTS)  # that there is none leaves everything as it was
    try:
        status, answer = exchange(PAYOUTS.url("/payment/b2cPayment"), payload, _headers(token), seconds=MOVING)
    except ProviderUnavailable as lost:
        raise OutcomeUnknown("no answer") from lost
    if status in NO_ENTRY:  # its gateway let nothing through
        bkash_token.discard(token, PAYOUTS)
        raise ProviderUnavailable
    if status >= 300 or code_of(answer) not in ("", SUCCESS):
        _refuse(status, answer)
    return _plain_transfer(request, answer)


def _refuse(status: int, answer: Answer) -> NoReturn:
    """Raise what an answer means that is no success."""
    code, words = code_of(answer), words_of(answer)
    if code == LOW_BALANCE:
        raise LowBalance
    if code == MAINTENANCE:
        raise ProviderUnavailable
    if code in REFUSALS:
        raise ProviderRefused(REFUSALS[code], words)
    raise OutcomeUnknown(f"{code or status}: {words}")


def _plain_transfer(request: WalletRequest, answer: Answer) -> WalletTransfer:
    """The transfer that the answer tells of. Raises OutcomeUnknown where it is not the one that was asked for."""
    try:
        transfer = _parsed(answer, answer.get("receiverMSISDN"))
    except ProviderUnavailable as unreadable:
        raise OutcomeUnknown("an answer that cannot be read") from unreadable
    if (transfer.receiver, transfer.amount) != (request.receiver, request.amount):
        raise OutcomeUnknown(f"{transfer.id} is of another amount, or to another wallet")
    return transfer


def retrieve_transfer(number: str) -> WalletTransfer | None:
    """The transaction by bKash's number. Raises ProviderUnavailable."""
    if not NUMBER.fullmatch(number):
        return None
    try:
        answer = _look(f"/payment/search/{number}")
    except ProviderRefused as refused:
        if refused.code == NOT_THERE:
            return None
        raise ProviderUnavailable from refused
    return _parsed(answer, answer.get("customerMsisdn") or answer.get("receiverMSISDN"))


def balances() -> list[tuple[str, Money]]:
    """What our accounts there hold, each by its name. Raises ProviderUnavailable, ProviderRefused."""
    answer = _look("/payment/organizationBalance")
    with parsing.readable():
        rows = answer["organizationBalance"]
        return [
            (str(each["accountTypeName"]), parsing.parse_amount(each["availableBalance"], each["currency"]))
            for each in (rows if isinstance(rows, list) else [rows])
        ]


def _look(call: str) -> Answer:
    """The answer to a question, with a new token if bKash does not take ours."""
    for _attempt in range(2):
        token = bkash_token.current(PAYOUTS)
        status, answer = exchange(PAYOUTS.url(call), None, _headers(token))
        if status not in NO_ENTRY:
            return require_success(status, answer)
        bkash_token.discard(token, PAYOUTS)
    raise ProviderUnavailable


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": token, "X-APP-Key": PAYOUTS.credential("APP_KEY")}


def _parsed(answer: Answer, wallet: object) -> WalletTransfer:
    with parsing.readable():
        state = answer["transactionStatus"].lower()
        instant = str(answer.get("completedTime") or answer.get("initiationTime") or "")
        return WalletTransfer(
            id=str(answer["trxID"]),
            status="succeeded" if state == "completed" else "failed" if state in FAILED else "pending",
            receiver=COUNTRY + "".join(filter(str.isdigit, str(wallet or "")))[-LOCAL_DIGITS:],
            amount=parsing.parse_amount(answer["amount"], answer["currency"]),
            fee=rounded(Decimal(str(answer.get("b2cFee") or NOTHING))),
            at=parsing.parse_instant(instant) if instant else clock.now(),
        )
