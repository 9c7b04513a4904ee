"""What happens to a payment at the local bKash. Each function runs in a transaction with its notification."""

import secrets
import string
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from django.db.models import Sum
from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox.bkash import notices
from market.sandbox.bkash.errors import BkashError
from market.sandbox.bkash.models import FEE_PERCENT, BkashPayment, BkashRefund
from market.sandbox.models import Fault
from market.sandbox.webhooks import take_fault

LETTERS = string.ascii_uppercase + string.digits
State = BkashPayment.State
LIFETIME = timedelta(hours=24)  # of a payment that is not executed
DUPLICATE_WITHIN = timedelta(minutes=2)  # the same amount from the same wallet
DAY = timedelta(days=1)


def new_trx() -> str:
    """The number of a transaction in bKash's format."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def create_payment(*, amount: Decimal, invoice: str, payer_reference: str, callback_url: str) -> BkashPayment:
    """A payment that waits for its payer. Raises BkashError for an invoice that was paid."""
    if BkashPayment.objects.filter(invoice=invoice, state=State.COMPLETED).exists():
        raise BkashError("2029")
    now = clock.now()
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return BkashPayment.objects.create(
        payment_id=f"TR0011{letters}{int(now.timestamp() * 1000)}",
        amount=amount,
        invoice=invoice,
        payer_reference=payer_reference,
        callback_url=callback_url,
        created=now,
    )


def default_wallet(payment: BkashPayment) -> str:
    """Whose wallet pays unless another one is named: one for each reference that the site gives of a payer."""
    return f"017{int(sha256(payment.payer_reference.encode()).hexdigest()[:12], 16) % 10**8:08}"


def is_payable(payment: BkashPayment) -> bool:
    """Whether its page can still be used."""
    return payment.state == State.INITIATED and payment.created > clock.now() - LIFETIME


@atomic
def agree(payment_id: str, *, wallet: str = "", is_poor: bool = False) -> bool:
    """The payer's wallet, code and PIN are right. False where the page can no longer be used."""
    payment = _locked(payment_id)
    if not is_payable(payment):
        return False
    payment.state, payment.is_poor = State.AGREED, is_poor
    payment.wallet = wallet or default_wallet(payment)
    payment.save(update_fields=["state", "wallet", "is_poor"])
    return True


@atomic
def end(payment_id: str) -> bool:
    """The payer gives up, is declined, or takes too long: the page cannot be used again. False as above."""
    payment = _locked(payment_id)
    if not is_payable(payment):
        return False
    payment.state = State.ENDED
    payment.save(update_fields=["state"])
    return True


def execute_payment(payment_id: str) -> BkashPayment:
    """Take the money, once, and notify the site. Raises BkashError; a payment that is refused stays so."""
    code = _execute(payment_id)
    if code:
        raise BkashError(code)
    return BkashPayment.objects.get(payment_id=payment_id)


@atomic
def _execute(payment_id: str) -> str:
    payment, now = _locked(payment_id), clock.now()
    if payment.state == State.COMPLETED:
        return "2117"
    if payment.state != State.AGREED or payment.created <= now - LIFETIME:
        return "2056"
    recent = BkashPayment.objects.filter(executed_at__gt=now - DUPLICATE_WITHIN, state=State.COMPLETED)
    is_twin = recent.filter(wallet=payment.wallet, amount=payment.amount).exists()
    if payment.is_poor or is_twin:
        payment.state = State.FAILED
        payment.save(update_fields=["state"])
        return "2023" if payment.is_poor else "2029"
    payment.state, payment.executed_at, payment.trx_id = State.COMPLETED, now, new_trx()
    payment.fee = (payment.amount * FEE_PERCENT / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    payment.save(update_fields=["state", "executed_at", "trx_id", "fee"])
    notices.notify_payment(payment)
    return ""


@atomic
def create_refund(payment_id: str, *, amount: Decimal, sku: str, reason: str) -> BkashRefund:
    """Send a part of a paid payment back. Raises BkashError for more than is left of it."""
    payment = _locked(payment_id)
    if amount > payment.left:
        raise BkashError("2072")
    now = clock.now()
    return BkashRefund.objects.create(
        payment=payment,
        trx_id=new_trx(),
        amount=amount,
        sku=sku,
        reason=reason,
        created=now,
        completes_at=now + DAY if take_fault(Fault.Kind.BKASH_REFUND_LATE) else now,
    )


def is_complete(refund: BkashRefund) -> bool:
    """Whether the money has arrived."""
    return refund.completes_at <= clock.now()


def balance() -> Decimal:
    """What the local bKash holds for the site."""
    paid = BkashPayment.objects.filter(state=State.COMPLETED).aggregate(amount=Sum("amount"), fee=Sum("fee"))
    refunded = BkashRefund.objects.aggregate(all=Sum("amount"))["all"]
    return (paid["amount"] or Decimal(0)) - (paid["fee"] or Decimal(0)) - (refunded or Decimal(0))


def _locked(payment_id: str) -> BkashPayment:
    return BkashPayment.objects.select_for_update(no_key=True).get(payment_id=payment_id)
