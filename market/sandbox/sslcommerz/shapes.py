"""What the stand-in says of its rows, with the fields and texts of SSLCOMMERZ's API. All values are texts."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from market.sandbox.sslcommerz.models import CARRIED, SslcommerzPayment, SslcommerzRefund, SslcommerzSession

Shape = dict[str, Any]
DHAKA = ZoneInfo("Asia/Dhaka")
ISSUER = "TRUST BANK, LTD."
RISKS = {0: "Safe", 1: "Please review this payment"}


def written(instant: datetime | None) -> str:
    """An instant as their servers write it; "" for none."""
    return instant.astimezone(DHAKA).strftime("%Y-%m-%d %H:%M:%S") if instant else ""


def session(row: SslcommerzSession, page: str) -> Shape:
    """The answer to who opens a session."""
    return {
        "status": "SUCCESS",
        "failedreason": "",
        "sessionkey": row.sessionkey,
        "gw": {"visa": "", "master": "", "amex": "", "othercards": "", "internetbanking": "", "mobilebanking": "bkash"},
        "redirectGatewayURL": page,
        "directPaymentURLBank": "",
        "directPaymentURLCard": "",
        "directPaymentURL": "",
        "redirectGatewayURLFailed": "",
        "GatewayPageURL": page,
        "storeBanner": "",
        "storeLogo": "",
        "store_name": "Amar Kaj",
        "desc": [{"name": "bKash", "type": "mobilebanking", "logo": "", "gw": "bkash", "r_flag": "1"}],
        "is_direct_pay_enable": "0",
    }


def transaction(row: SslcommerzPayment) -> Shape:
    """A try to pay, as both queries, the validation and the notifications have it."""
    is_paid, page = row.status in row.PAID, row.session
    return {
        "status": row.status,
        "tran_date": written(row.tran_date),
        "tran_id": page.tran_id,
        "val_id": row.val_id or "",
        **_amounts(page, row.amount, row.store_amount if is_paid else None),
        "bank_tran_id": row.bank_tran_id or "",
        "card_type": "VISA-Dutch Bangla" if row.card_no else "",
        "card_no": row.card_no,
        "card_issuer": ISSUER if row.card_no else "",
        "card_brand": "VISA" if row.card_no else "",
        "card_sub_brand": "Classic" if row.card_no else "",
        "card_issuer_country": "Bangladesh" if row.card_no else "",
        "card_issuer_country_code": "BD" if row.card_no else "",
        "risk_level": str(row.risk_level),
        "risk_title": RISKS[row.risk_level],
        "error": row.error,
    }


def waiting(row: SslcommerzSession) -> Shape:
    """A page on which nobody has tried to pay."""
    empty = ("val_id", "bank_tran_id", "card_type", "card_no", "card_issuer", "card_brand", "error")
    return {
        "status": "PENDING",
        "tran_date": written(row.created),
        "tran_id": row.tran_id,
        **_amounts(row, row.amount, None),
        **dict.fromkeys(empty, ""),
        "risk_level": "0",
        "risk_title": RISKS[0],
    }


def _amounts(page: SslcommerzSession, amount: Decimal, store_amount: Decimal | None) -> Shape:
    return {
        "amount": str(amount),
        "store_amount": "" if store_amount is None else str(store_amount),
        "currency": "BDT",
        "currency_type": page.currency,
        "currency_amount": str(page.amount),
        "currency_rate": "1.0000",
        "base_fair": "0.00",
        **{name: page.carried.get(name, "") for name in CARRIED},
    }


def notification(row: SslcommerzPayment) -> dict[str, str]:
    """What is posted of a try, not yet signed."""
    fields = transaction(row)
    if row.status not in row.PAID:  # these name no payment
        for name in ("val_id", "store_amount", "risk_level", "risk_title"):
            del fields[name]
    return {**fields, "store_id": settings.SSLCOMMERZ_STORE_ID}


def refund(row: SslcommerzRefund) -> Shape:
    """The state of a refund."""
    return {
        "APIConnect": "DONE",
        "bank_tran_id": row.payment.bank_tran_id,
        "tran_id": row.payment.session.tran_id,
        "refund_ref_id": row.refund_ref_id,
        "initiated_on": written(row.initiated_on),
        "refunded_on": written(row.refunded_on),
        "status": row.status,
        "errorReason": "",
    }
