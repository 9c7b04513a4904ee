"""Refusals as bKash writes them: in v1.2.0-beta with the status 200 and a `statusCode`, in v2 with 400 and an
`externalCode`; in its checkout, to which payouts belong, with 200 and an `errorCode`; by its gateway with a status and
a `message`.
"""

from typing import Any

MESSAGES = {
    "2001": "Invalid App Key",
    "2002": "Invalid Payment ID",
    "2003": "Process failed",
    "2006": "Invalid amount",
    "2007": "Invalid currency",
    "2008": "Invalid intent",
    "2012": "Invalid Receiver MSISDN",
    "2023": "Insufficient Balance",
    "2029": "Duplicate for all transactions",
    "2031": "Invalid merchant invoice number",
    "2033": "Transaction not found",
    "2048": "Invalid Payer Reference",
    "2049": "Invalid Merchant Callback URL",
    "2056": "Invalid Payment State",
    "2063": "Mode is not valid as per request data",
    "2045": "The MSISDN of the customer does not exist.",
    "2065": "Mendatory field missing",
    "2072": "Refund amount not valid",
    "2117": "The payment execution has already been completed",
}
INTERNAL = {
    "2002": "invalid_payment_id",
    "2006": "invalid_amount",
    "2023": "insufficient_balance",
    "2033": "transaction_not_found",
    "2072": "refund_amount_exceed_payment_amount",
}


class BkashError(Exception):
    """A call that is refused, by bKash's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def answer(self, *, is_v2: bool, is_checkout: bool = False) -> tuple[int, dict[str, Any]]:
        """Status and body."""
        message = MESSAGES[self.code]
        if is_checkout:
            return 200, {"errorCode": self.code, "errorMessage": message}
        if not is_v2:
            return 200, {"statusCode": self.code, "statusMessage": message}
        fields = {"internalCode": INTERNAL.get(self.code, "process_failed"), "externalCode": self.code}
        return 400, {**fields, "errorMessageEn": message, "errorMessageBn": None}


class GatewayError(BkashError):
    """A call that does not reach bKash's service: status and message of the gateway before it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def answer(self, *, is_v2: bool, is_checkout: bool = False) -> tuple[int, dict[str, Any]]:
        """Status and body."""
        return self.status, {"message": self.code}
