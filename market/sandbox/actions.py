"""What happens at the provider to payments: Checkout Sessions, the tries to pay them, and refunds.

Every function runs in a transaction with its news. Amounts are in the smallest unit of the currency.
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
from market.sandbox import books, disputing, magic, serializers
from market.sandbox.bus import emit, take
from market.sandbox.models import BalanceTransaction, Charge, Fault, PaymentIntent, Refund, Session
from market.sandbox.refusals import ProviderError

LASTS = timedelta(hours=24)
REFUND_SETTLES = timedelta(days=1)
OWN_HOSTS = ("127.0.0.1", "localhost", "::1")
DECLINED = ("card_declined", "Your card was declined.")
NOT_AUTHENTICATED = (
    "payment_intent_authentication_failure",
    "The provided PaymentMethod has failed authentication.",
)


def open_session(*, amount: int, currency: str, success_url: str, **more: Any) -> Session:
    """A Checkout Session, open for a day unless `more` says `expires_at`. `more` holds further columns of it."""
    if amount == magic.SESSION_REFUSED:
        raise ProviderError("An error occurred while processing your request.", status=500)
    if amount == magic.SESSION_SLOW:
        time.sleep(magic.SLOW_SECONDS)
    instant, key = clock.now(), books.new_id("cs_test")
    more["expires_at"] = more.get("expires_at") or instant + LASTS
    return Session.objects.create(
        id=key,
        created=instant,
        amount=amount,
        currency=currency,
        success_url=success_url.replace("{CHECKOUT_SESSION_ID}", key),
        url=site_of(success_url) + reverse("sandbox_checkout", args=[key]),
        **more,
    )


def site_of(success_url: str) -> str:
    """Where the Checkout page stands: at the address under which the person uses the site, since the site's policy
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
        emit("payment_intent.canceled", serializers.payment_intent(intent))
    emit("checkout.session.expired", serializers.session(session))
    return session


@atomic
def begin_payment(key: str) -> Session | None:
    """Lock an open session and make sure that it has its PaymentIntent. None when it can no longer be paid."""
    session = Session.objects.select_for_update(no_key=True).get(id=key)
    if session.status != Session.Status.OPEN or session.expires_at <= clock.now():
        return None
    if session.payment_intent is None:
        session.payment_intent = PaymentIntent.objects.create(
            id=books.new_id("pi"),
            created=clock.now(),
            amount=session.amount,
            currency=session.currency,
            description=session.intent_description,
            transfer_group=session.transfer_group,
            metadata=session.intent_metadata,
        )
        session.save(update_fields=["payment_intent"])
        emit("payment_intent.created", serializers.payment_intent(session.payment_intent))
    return session


@atomic
def ask_authentication(key: str) -> bool:
    """The card wants its owner to confirm (3-D Secure). False when the session can no longer be paid."""
    session = begin_payment(key)
    if session is None:
        return False
    intent = _intent_of(session)
    intent.status = PaymentIntent.Status.NEEDS_ACTION
    intent.save(update_fields=["status"])
    emit("payment_intent.requires_action", serializers.payment_intent(intent))
    return True


@atomic
def decline(key: str, reason: tuple[str, str] = DECLINED) -> bool:
    """The card is refused; the session stays open. False when it can no longer be paid."""
    session = begin_payment(key)
    if session is None:
        return False
    intent, (code, message) = _intent_of(session), reason
    charge = _charge(session, is_paid=False, failure_code=code, failure_message=message)
    intent.status = PaymentIntent.Status.NEEDS_METHOD
    intent.last_payment_error = {"charge": charge.id, "code": code, "message": message, "type": "card_error"}
    intent.latest_charge_key = charge.id
    intent.save(update_fields=["status", "last_payment_error", "latest_charge_key"])
    emit("charge.failed", serializers.charge(charge))
    emit("payment_intent.payment_failed", serializers.payment_intent(intent))
    return True


@atomic
def pay(key: str) -> bool:
    """The card is charged, once: the money is pending for two days, less the provider's fee. False as above."""
    session = begin_payment(key)
    if session is None:
        return False
    intent = _intent_of(session)
    charge = _charge(session, is_paid=True)
    currency, rate = books.settlement(session.currency)
    settled = session.amount if rate is None else int(session.amount * rate)
    charge.balance_transaction = books.enter(
        "charge",
        charge.id,
        settled,
        currency,
        fee=books.fee_of(settled),
        available_on=clock.now() + books.PENDING,
        exchange_rate=rate,
        description=charge.description,
    )
    charge.save(update_fields=["balance_transaction"])
    intent.status, intent.latest_charge_key = PaymentIntent.Status.SUCCEEDED, charge.id
    intent.last_payment_error = None
    intent.save(update_fields=["status", "latest_charge_key", "last_payment_error"])
    session.status = Session.Status.COMPLETE
    session.save(update_fields=["status"])
    emit("charge.succeeded", serializers.charge(charge))
    emit("payment_intent.succeeded", serializers.payment_intent(intent))
    emit("checkout.session.completed", serializers.session(session))
    if session.amount == magic.DISPUTED:
        disputing.open_dispute(charge.id)
    return True


@atomic
def put_card(key: str, number: str) -> None:
    """Pay with the card of that number. Without one, who pays has a card of her own."""
    Session.objects.filter(id=key).update(card=_card(number))


def _card(number: str) -> str:
    """What stands for a card, the same for the same number, at whichever account."""
    return sha256("".join(number.split()).encode()).hexdigest()[:16]


def _intent_of(session: Session) -> PaymentIntent:
    return PaymentIntent.objects.select_for_update(no_key=True).get(id=session.payment_intent_id)


def _charge(session: Session, **more: Any) -> Charge:
    return Charge.objects.create(
        id=books.new_id("ch"),
        created=clock.now(),
        payment_intent=session.payment_intent,
        amount=session.amount,
        currency=session.currency,
        description=session.intent_description,
        transfer_group=session.transfer_group,
        metadata=session.intent_metadata,
        card=session.card or _card(session.customer_email or session.id),
        **more,
    )


def create_refund(charge: Charge, *, amount: int | None, reason: str, metadata: dict[str, str]) -> Refund:
    """Give a charge, or a part of it, back. The provider keeps its fee. `charge` is locked by the caller.

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
    ending = _ending(amount)
    refund = Refund(
        id=books.new_id("re"),
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
    refund.balance_transaction_key = _take_back(refund).id
    refund.save()
    charge.amount_refunded += amount
    charge.save(update_fields=["amount_refunded"])
    emit("charge.refunded", serializers.charge(charge))
    emit("refund.created", serializers.refund(refund))
    return refund


def _ending(amount: int) -> str:
    """What a pending refund ends as; "" for one that succeeds at once."""
    if amount == magic.REFUND_FAILED or take(Fault.Kind.REFUND_FAILED):
        return "failed"
    if amount == magic.REFUND_PENDING or take(Fault.Kind.REFUND_PENDING):
        return "succeeded"
    return ""


def _take_back(refund: Refund) -> Any:
    line = refund.charge.balance_transaction
    assert line is not None  # noqa: S101  # a paid charge has one
    share = refund.amount if line.exchange_rate is None else int(refund.amount * line.exchange_rate)
    return books.enter("refund", refund.id, -share, line.currency, exchange_rate=line.exchange_rate)


@atomic
def settle_refund(key: str) -> None:
    """End a pending refund as it was bound to; a failed one puts the money back into the platform's balance."""
    refund = Refund.objects.select_for_update(of=("self",), no_key=True).select_related("charge").get(id=key)
    if refund.status != "pending":
        return
    refund.status, refund.settles_at = refund.settles_as, None
    if refund.status == "failed":
        taken = BalanceTransaction.objects.get(id=refund.balance_transaction_key)
        refund.failure_reason = "lost_or_stolen_card"
        refund.failure_balance_transaction_key = books.enter(
            "refund_failure", refund.id, -taken.amount, taken.currency
        ).id
        charge = Charge.objects.select_for_update(no_key=True).get(id=refund.charge_id)
        charge.amount_refunded -= refund.amount
        charge.save(update_fields=["amount_refunded"])
    refund.save()
    emit("refund.updated", serializers.refund(refund), previous={"status": "pending"})
    if refund.status == "failed":
        emit("refund.failed", serializers.refund(refund))
