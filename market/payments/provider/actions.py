"""Webhook events of the provider: stored once, processed by a job that fetches the truth of what an event is about."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from market.core.base import clock
from market.core.base.db import atomic
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import record_checkout, settle_funding
from market.payments.job_names import defer_job
from market.payments.models import Funding, ProviderEvent, Refund
from market.payments.payouts.onboarding_actions import sync_payout_account
from market.payments.payouts.sending_actions import settle_bank_payout
from market.payments.provider import stripe
from market.payments.refunds.actions import send_refund

log = logging.getLogger(__name__)


@atomic
def receive_event(*, event: stripe.WebhookEvent) -> bool:
    """Store an event under its id, with the job that processes it. False if it was stored before."""
    fields = {"kind": event.kind, "object_id": event.object_id, "payload": event.payload, "received_at": clock.now()}
    row, is_new = ProviderEvent.objects.get_or_create(event_id=event.id, defaults=fields)
    if is_new:
        defer_job("work_off_event_job", event_pk=row.pk)
    return is_new


def process_event(*, event_pk: int) -> None:
    """Fetch the object of an event and bring our rows to its state. May run twice. An error is saved with the event,
    for the operators' list, and raised again so that the job is retried."""
    event = ProviderEvent.objects.get(pk=event_pk)
    unprocessed = ProviderEvent.objects.filter(pk=event.pk, worked_off_at=None)
    try:
        for prefix, handle in HANDLERS.items():
            if event.kind.startswith(prefix):
                handle(event)
    except Exception as error:
        unprocessed.update(failure=(str(error) or type(error).__name__)[:500])
        raise
    unprocessed.update(worked_off_at=clock.now(), failure="")


def _handle_checkout(event: ProviderEvent) -> None:
    funding = Funding.objects.filter(session_id=event.object_id).first() or _record_unknown_checkout(event.object_id)
    if funding is not None:
        settle_funding(funding_id=funding.pk)


def _record_unknown_checkout(session_id: str) -> Funding | None:
    """A Checkout whose id was never saved, since the process stopped in between: save it now."""
    page = stripe.retrieve_checkout(session_id)
    if not page.reference.isdigit():
        return None
    funding = Funding.objects.filter(pk=int(page.reference), session_id=None).first()
    return record_checkout(funding_id=funding.pk, page=page) if funding else None


def _handle_refund(event: ProviderEvent) -> None:
    payload: dict[str, Any] = event.payload["data"]["object"]
    refund_id = (payload.get("metadata") or {}).get("refund", "")
    if refund_id.isdigit() and (refund := Refund.objects.filter(pk=int(refund_id)).first()):
        send_refund(refund_id=refund.pk)


def _handle_account(event: ProviderEvent) -> None:
    sync_payout_account(account_id=event.object_id)


def _handle_bank_payout(event: ProviderEvent) -> None:
    if account_id := event.payload.get("account"):
        settle_bank_payout(account_id=account_id, payout_id=event.object_id)


def _handle_dispute(event: ProviderEvent) -> None:
    sync_dispute(dispute_id=event.object_id)


HANDLERS: dict[str, Callable[[ProviderEvent], None]] = {
    "checkout.session.": _handle_checkout,
    "refund.": _handle_refund,
    "charge.refund.": _handle_refund,
    "charge.dispute.": _handle_dispute,
    "account.updated": _handle_account,
    "payout.": _handle_bank_payout,
}

# The types that we list: the provider accepts 20 at most. Others do not concern us.
EVENT_TYPES = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
    *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
    *("account.updated", "payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"),
)


class EventsNotStored(Exception):
    """Events that could not be stored; their ids."""


def sweep_events(*, back: timedelta) -> int:
    """List the provider's events of the last `back` and store those that were never delivered. Returns how many.

    Raises EventsNotStored at the end where some could not be stored: they do not stop the others.
    """
    stored, failed = 0, list[str]()
    for event in stripe.recent_events(since=clock.now() - back, types=EVENT_TYPES):
        try:
            stored += receive_event(event=event)
        except Exception:
            log.exception("event %s of the payment provider could not be kept", event.id)
            failed.append(event.id)
    if stored:
        log.warning("%s events of the payment provider had not been delivered", stored)
    if failed:
        raise EventsNotStored(", ".join(failed))
    return stored
