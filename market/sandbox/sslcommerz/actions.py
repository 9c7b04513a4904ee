"""What happens at the stand-in: sessions, tries to pay, refunds. Every function runs in a transaction with its
notifications. Its times are the site's.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from django.db.models import Sum
from django.db.transaction import atomic

from market.core.base import clock
from market.core.base.money import rounded, total
from market.sandbox.faults import SSLCOMMERZ
from market.sandbox.models import Fault
from market.sandbox.sslcommerz.models import CARRIED, SslcommerzPayment, SslcommerzRefund, SslcommerzSession
from market.sandbox.sslcommerz.notices import notify
from market.sandbox.webhooks import take_fault

LIFETIME = timedelta(minutes=30)  # of a page
FEE_SHARE = Decimal("0.025")  # what is kept of a payment, also when it is refunded
REFUND_SETTLES = timedelta(days=1)
ENDS = {"decline": "FAILED", "cancel": "CANCELLED", "time_out": "UNATTEMPTED"}
ERRORS = {
    "FAILED": "Insufficient funds",
    "CANCELLED": "Cancelled by User",
    "UNATTEMPTED": "Customer did not choose to pay any channel",
}
ADDRESSES = ("success_url", "fail_url", "cancel_url", "ipn_url")


def open_session(fields: Mapping[str, str], amount: Decimal) -> SslcommerzSession:
    """Open a page, from the fields of a call."""
    card = int(sha256(fields["cus_email"].lower().encode()).hexdigest(), 16)
    return SslcommerzSession.objects.create(
        sessionkey=secrets.token_hex(16).upper(),
        tran_id=fields["tran_id"],
        amount=amount,
        currency=fields["currency"],
        product_name=fields["product_name"],
        **{name: fields.get(name, "") for name in ADDRESSES},
        carried={name: fields.get(name, "") for name in CARRIED},
        card_no=f"4{card % 10**5:05}XXXXXX{card // 10**5 % 10**4:04}",
        created=clock.now(),
        expires_at=clock.now() + LIFETIME,
    )


def is_open(session: SslcommerzSession) -> bool:
    """Whether its page takes payments."""
    return session.state == SslcommerzSession.State.OPEN and session.expires_at > clock.now()


@atomic
def pay(key: str, *, amount: Decimal | None = None, risk: int = 0, late: bool = False) -> dict[str, str] | None:
    """Pay on a page: what it asks for, or another amount. Returns the fields that the browser brings back; None where
    the page is paid, or over and the payment not `late` (the bank's answer may come after the page's end)."""
    session = _locked(key)
    if session.state == SslcommerzSession.State.PAID or not (late or is_open(session)):
        return None
    session.state = SslcommerzSession.State.PAID
    session.save(update_fields=["state"])
    return notify(_paid(session, session.amount if amount is None else amount, risk))


@atomic
def pay_twice(key: str) -> dict[str, str] | None:
    """Pay on a page from two windows at once."""
    if (fields := pay(key)) is None:
        return None
    session = _locked(key)
    notify(_paid(session, session.amount, 0))
    return fields


def _paid(session: SslcommerzSession, amount: Decimal, risk: int) -> SslcommerzPayment:
    return SslcommerzPayment.objects.create(
        session=session,
        status=SslcommerzPayment.Status.VALID,
        val_id=_number(),
        bank_tran_id=_number(),
        amount=amount,
        store_amount=amount - rounded(amount * FEE_SHARE),
        card_no=session.card_no,
        risk_level=risk,
        tran_date=clock.now(),
    )


@atomic
def end_try(key: str, outcome: str) -> dict[str, str] | None:
    """End a try without a payment: one of ENDS. The page stays open but for its time-out. None where it is over."""
    session, status = _locked(key), ENDS[outcome]
    if not is_open(session) and outcome != "time_out":
        return None
    if outcome == "time_out":
        if session.state != SslcommerzSession.State.OPEN:
            return None
        session.state, session.expires_at = SslcommerzSession.State.EXPIRED, min(session.expires_at, clock.now())
        session.save(update_fields=["state", "expires_at"])
    payment = SslcommerzPayment.objects.create(
        session=session,
        status=status,
        bank_tran_id=_number() if status == "FAILED" else None,
        amount=session.amount,
        card_no=session.card_no if status == "FAILED" else "",
        error=ERRORS[status],
        tran_date=clock.now(),
    )
    return notify(payment)


@atomic
def approve(payment_id: int) -> None:
    """The merchant approves a risky payment in the panel."""
    SslcommerzPayment.objects.filter(pk=payment_id, status__in=SslcommerzPayment.PAID).update(risk_level=0)


@atomic
def validate(val_id: str) -> SslcommerzPayment | None:
    """The payment of that number, marked as validated from the second time on; None if there is none."""
    rows = SslcommerzPayment.objects.select_related("session").select_for_update(of=("self",), no_key=True)
    payment = rows.filter(val_id=val_id).first() if val_id else None
    if payment is None:
        return None
    if payment.validated_on is not None:
        payment.status = SslcommerzPayment.Status.VALIDATED
    payment.validated_on = payment.validated_on or clock.now()
    payment.save(update_fields=["status", "validated_on"])
    return payment


def refund(payment: SslcommerzPayment, *, number: str, amount: Decimal, remarks: str) -> SslcommerzRefund | None:
    """Begin a refund of a locked payment; None for more than is left of it."""
    if amount > payment.amount - refunded(payment):
        return None
    ending = _refund_ending()
    return SslcommerzRefund.objects.create(
        payment=payment,
        refund_ref_id=secrets.token_hex(12),
        refund_trans_id=number,
        amount=amount,
        remarks=remarks,
        status=SslcommerzRefund.Status.PROCESSING if ending else SslcommerzRefund.Status.REFUNDED,
        initiated_on=clock.now(),
        refunded_on=None if ending else clock.now(),
        settles_at=clock.now() + REFUND_SETTLES if ending else None,
        settles_as=ending,
    )


def _refund_ending() -> str:
    """How a refund that takes a day ends; "" for one that is through at once."""
    if take_fault(Fault.Kind.REFUND_FAILED, SSLCOMMERZ):
        return SslcommerzRefund.Status.CANCELLED
    return SslcommerzRefund.Status.REFUNDED if take_fault(Fault.Kind.REFUND_PENDING, SSLCOMMERZ) else ""


def refunded(payment: SslcommerzPayment) -> Decimal:
    """What of a payment has gone back, or is on its way."""
    rows = payment.refunds.exclude(status=SslcommerzRefund.Status.CANCELLED)
    return total(list(rows.values_list("amount", flat=True)))


@atomic
def settle_refund(refund_id: int) -> None:
    """End a refund that takes a day."""
    row = SslcommerzRefund.objects.select_for_update(no_key=True).get(pk=refund_id)
    if row.status != SslcommerzRefund.Status.PROCESSING:
        return
    row.status, row.settles_at = row.settles_as, None
    row.refunded_on = clock.now() if row.status == SslcommerzRefund.Status.REFUNDED else None
    row.save(update_fields=["status", "settles_at", "refunded_on"])


def balance() -> Decimal:
    """What the store has: its share of the payments, less what was refunded."""
    paid = SslcommerzPayment.objects.filter(status__in=SslcommerzPayment.PAID).aggregate(sum=Sum("store_amount"))
    back = SslcommerzRefund.objects.exclude(status=SslcommerzRefund.Status.CANCELLED).aggregate(sum=Sum("amount"))
    return (paid["sum"] or Decimal("0.00")) - (back["sum"] or Decimal("0.00"))


def _locked(key: str) -> SslcommerzSession:
    return SslcommerzSession.objects.select_for_update(no_key=True).get(sessionkey=key)


def _number() -> str:
    """A number as theirs: the time, then letters."""
    return f"{clock.now():%y%m%d%H%M%S}{secrets.token_hex(8)}"
