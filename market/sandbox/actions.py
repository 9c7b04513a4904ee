"""Payments at the provider: Checkout Sessions, attempts to pay them, and refunds.

Every function runs in a transaction with its events. Amounts are in the smallest unit of the currency.
"""

import time
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.transaction import atomic
from django.urls import reverse

from market.core.base import clock
from market.sandbox import disputes, ledger, magic_amounts, serializers
from market.sandbox.errors import ProviderError
from market.sandbox.models import BalanceTransaction, Charge, Fault, PaymentIntent, Refund, Session
from market.sandbox.webhooks import emit_event, take_fault

SESSION_LIFETIME = timedelta(hours=24)
REFUND_SETTLES = timedelta(days=1)
OWN_HOSTS = ("127.0.0.1", "localhost", "::1")
DECLINED = ("card_declined", "Your card was declined.")
NOT_AUTHENTICATED = (
    "payment_intent_authentication_failure",
    "The provided PaymentMethod has failed authentication.",
)


def open_session(*, amount: int, currency: str, success_url: str, **columns: Any) -> Session:
    """Create a Checkout Session, open for a day unless `columns` has `expires_at`. `columns`: further columns of it."""
    if amount == magic_amounts.SESSION_REFUSED:
        raise ProviderError("An error occurred while processing your request.", status=500)
    if amount == magic_amounts.SESSION_SLOW:
        time.sleep(magic_amounts.SLOW_SECONDS)
    now, key = clock.now(), ledger.new_id("cs_test")
    columns["expires_at"] = columns.get("expires_at") or now + SESSION_LIFETIME
    return Session.objects.create(
        id=key,
        created=now,
        amount=amount,
        currency=currency,
        success_url=success_url.replace("{CHECKOUT_SESSION_ID}", key),
        url=page_origin(success_url) + reverse("sandbox_checkout", args=[key]),
        **columns,
    )


def page_origin(success_url: str) -> str:
    """The origin of the provider's pages: the address under which the user uses the site, since the site's policy
    lets a form lead to its own origin only, and localhost is another origin than 127.0.0.1."""
    parts = urlsplit(success_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.hostname in OWN_HOSTS else settings.SITE_URL


@atomic
def expire_session(key: str) -> Session:
    """Close a session that was not paid. Raises ProviderError when it is not open."""
    session = Session.objects.select_for_update(no_key=True).get(id=key)
    if session.status != Session.Status.OPEN:
        raise ProviderError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session.status}."
        )
    session.status = Session.Status.EXPIRED
    session.save(update_fields=["status"])
    intent = session.payment_intent
    if intent:
        intent.status, intent.canceled_at = PaymentIntent.Status.CANCELED, clock.now()
        intent.save(update_fields=["status", "canceled_at"])
        emit_event("payment_intent.canceled", serializers.payment_intent(intent))
    emit_event("checkout.session.expired", serializers.session(session))
    return session


@atomic
def begin_payment(key: str) -> Session | None:
    """Lock an open session and make sure that it has its PaymentIntent. None when it can no longer be paid."""
    session = Session.objects.select_for_update(no_key=True).get(id=key)
    if session.status != Session.Status.OPEN or session.expires_at <= clock.now():
        return None
    if session.payment_intent is None:
        session.payment_intent = PaymentIntent.objects.create(
            id=ledger.new_id("pi"),
            created=clock.now(),
            amount=session.amount,
            currency=session.currency,
            description=session.intent_description,
            transfer_group=session.transfer_group,
            metadata=session.intent_metadata,
        )
        session.save(update_fields=["payment_intent"])
        emit_event("payment_intent.created", serializers.payment_intent(session.payment_intent))
    return session


@atomic
def require_authentication(key: str) -> bool:
    """The card requires authentication (3-D Secure). False when the session can no longer be paid."""
    session = begin_payment(key)
    if session is None:
        return False
    intent = _lock_intent(session)
    intent.status = PaymentIntent.Status.NEEDS_ACTION
    intent.save(update_fields=["status"])
    emit_event("payment_intent.requires_action", serializers.payment_intent(intent))
    return True


@atomic
def decline_payment(key: str, reason: tuple[str, str] = DECLINED) -> bool:
    """Decline the card; the session stays open. False when it can no longer be paid."""
    session = begin_payment(key)
    if session is None:
        return False
    intent, (code, message) = _lock_intent(session), reason
    charge = _create_charge(session, is_paid=False, failure_code=code, failure_message=message)
    intent.status = PaymentIntent.Status.NEEDS_METHOD
    intent.last_payment_error = {"charge": charge.id, "code": code, "message": message, "type": "card_error"}
    intent.latest_charge_key = charge.id
    intent.save(update_fields=["status", "last_payment_error", "latest_charge_key"])
    emit_event("charge.failed", serializers.charge(charge))
    emit_event("payment_intent.payment_failed", serializers.payment_intent(intent))
    return True


@atomic
def complete_payment(key: str) -> bool:
    """Charge the card, once. The money is pending for two days, less the provider's fee. False as above."""
    session = begin_payment(key)
    if session is None:
        return False
    intent = _lock_intent(session)
    charge = _create_charge(session, is_paid=True)
    currency, rate = ledger.settlement_rate(session.currency)
    settled = session.amount if rate is None else int(session.amount * rate)
    charge.balance_transaction = ledger.enter_line(
        "charge",
        charge.id,
        settled,
        currency,
        fee=ledger.fee_of(settled),
        available_on=clock.now() + ledger.PENDING,
        exchange_rate=rate,
        description=charge.description,
    )
    charge.save(update_fields=["balance_transaction"])
    intent.status, intent.latest_charge_key = PaymentIntent.Status.SUCCEEDED, charge.id
    intent.last_payment_error = None
    intent.save(update_fields=["status", "latest_charge_key", "last_payment_error"])
    session.status = Session.Status.COMPLETE
    session.save(update_fields=["status"])
    emit_event("charge.succeeded", serializers.charge(charge))
    emit_event("payment_intent.succeeded", serializers.payment_intent(intent))
    emit_event("checkout.session.completed", serializers.session(session))
    if session.amount == magic_amounts.DISPUTED:
        disputes.open_dispute(charge.id)
    return True


@atomic
def set_card(key: str, number: str) -> None:
    """Use the card of that number for the session. By default each payer has their own card."""
    Session.objects.filter(id=key).update(card=_card_fingerprint(number))


def _card_fingerprint(number: str) -> str:
    """A card's fingerprint: the same for the same number."""
    return sha256("".join(number.split()).encode()).hexdigest()[:16]


def _lock_intent(session: Session) -> PaymentIntent:
    return PaymentIntent.objects.select_for_update(no_key=True).get(id=session.payment_intent_id)


def _create_charge(session: Session, **columns: Any) -> Charge:
    return Charge.objects.create(
        id=ledger.new_id("ch"),
        created=clock.now(),
        payment_intent=session.payment_intent,
        amount=session.amount,
        currency=session.currency,
        description=session.intent_description,
        transfer_group=session.transfer_group,
        metadata=session.intent_metadata,
        card=session.card or _card_fingerprint(session.customer_email or session.id),
        **columns,
    )


def create_refund(charge: Charge, *, amount: int | None, reason: str, metadata: dict[str, str]) -> Refund:
    """Refund a charge, or a part of it (`amount`). The provider keeps its fee. `charge` is locked by the caller.

    Raises ProviderError for more than is left of the charge.
    """
    left = charge.amount - charge.amount_refunded
    if not charge.is_paid:
        raise ProviderError(f"Charge {charge.id} was not successful, so it cannot be refunded.")
    if charge.is_disputed:
        raise ProviderError(f"Charge {charge.id} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not left:
        raise ProviderError(f"Charge {charge.id} has already been refunded.", code="charge_already_refunded")
    amount = left if amount is None else amount
    if amount > left:
        raise ProviderError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    ending = _refund_outcome(amount)
    refund = Refund(
        id=ledger.new_id("re"),
        created=clock.now(),
        charge=charge,
        amount=amount,
        currency=charge.currency,
        reason=reason,
        metadata=metadata,
        status="pending" if ending else "succeeded",
        settles_as=ending,
        settles_at=clock.now() + REFUND_SETTLES if ending else None,
    )
    refund.balance_transaction_key = _enter_refund(refund).id
    refund.save()
    charge.amount_refunded += amount
    charge.save(update_fields=["amount_refunded"])
    emit_event("charge.refunded", serializers.charge(charge))
    emit_event("refund.created", serializers.refund(refund))
    return refund


def _refund_outcome(amount: int) -> str:
    """The later status of a pending refund; "" for one that succeeds at once."""
    if amount == magic_amounts.REFUND_FAILED or take_fault(Fault.Kind.REFUND_FAILED):
        return "failed"
    if amount == magic_amounts.REFUND_PENDING or take_fault(Fault.Kind.REFUND_PENDING):
        return "succeeded"
    return ""


def _enter_refund(refund: Refund) -> Any:
    line = refund.charge.balance_transaction
    assert line is not None  # noqa: S101  # a paid charge has one
    share = refund.amount if line.exchange_rate is None else int(refund.amount * line.exchange_rate)
    return ledger.enter_line("refund", refund.id, -share, line.currency, exchange_rate=line.exchange_rate)


@atomic
def settle_refund(key: str) -> None:
    """Settle a pending refund; a failed one returns the money to the platform's balance."""
    refund = Refund.objects.select_for_update(of=("self",), no_key=True).select_related("charge").get(id=key)
    if refund.status != "pending":
        return
    refund.status, refund.settles_at = refund.settles_as, None
    if refund.status == "failed":
        refund_line = BalanceTransaction.objects.get(id=refund.balance_transaction_key)
        refund.failure_reason = "lost_or_stolen_card"
        refund.failure_balance_transaction_key = ledger.enter_line(
            "refund_failure", refund.id, -refund_line.amount, refund_line.currency
        ).id
        charge = Charge.objects.select_for_update(no_key=True).get(id=refund.charge_id)
        charge.amount_refunded -= refund.amount
        charge.save(update_fields=["amount_refunded"])
    refund.save()
    emit_event("refund.updated", serializers.refund(refund), previous={"status": "pending"})
    if refund.status == "failed":
        emit_event("refund.failed", serializers.refund(refund))
