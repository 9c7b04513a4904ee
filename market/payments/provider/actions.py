"""Webhook events of the provider: stored once, processed by a job that fetches the truth of what an event is about."""

import logging
from collections.abc import Callable
from datetime import timedelta

from market.core.base import clock
from market.core.base.db import atomic
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import record_checkout, settle_funding
from market.payments.job_names import defer_job
from market.payments.models import Funding, ProviderEvent, Refund
from market.payments.payouts.onboarding_actions import sync_payout_account
from market.payments.payouts.sending_actions import settle_bank_payout
from market.payments.provider import rails
from market.payments.provider.types import WebhookEvent
from market.payments.refunds.actions import send_refund

log = logging.getLogger(__name__)


@atomic
def receive_event(*, rail: str, event: WebhookEvent) -> bool:
    """Store an event under its id, with the job that processes it. False if it was stored before."""
    fields = {
        "kind": event.kind,
        "subject": event.subject,
        "object_id": event.object_id,
        "account_id": event.account_id,
        "mark": event.mark,
        "payload": event.payload,
        "received_at": clock.now(),
    }
    row, is_new = ProviderEvent.objects.get_or_create(rail=rail, event_id=event.id, defaults=fields)
    if is_new:
        defer_job("work_off_event_job", event_pk=row.pk)
    return is_new


def process_event(*, event_pk: int) -> None:
    """Fetch the object of an event and bring our rows to its state. May run twice. An error is saved with the event,
    for the operators' list, and raised again so that the job is retried."""
    event = ProviderEvent.objects.get(pk=event_pk)
    unprocessed = ProviderEvent.objects.filter(pk=event.pk, worked_off_at=None)
    try:
        if handle := HANDLERS.get(event.subject):
            handle(event)
    except Exception as error:
        unprocessed.update(failure=(str(error) or type(error).__name__)[:500])
        raise
    unprocessed.update(worked_off_at=clock.now(), failure="")


def _handle_checkout(event: ProviderEvent) -> None:
    if event.object_id:
        by_id = Funding.objects.filter(rail=event.rail, checkout_id=event.object_id)
        funding = by_id.first() or _record_unknown_checkout(event)
    else:  # bKash tells our number alone
        funding = Funding.objects.filter(rail=event.rail, pk=int(event.mark)).first() if event.mark.isdigit() else None
    if funding is not None:
        settle_funding(funding_id=funding.pk)


def _record_unknown_checkout(event: ProviderEvent) -> Funding | None:
    """A Checkout whose id was never saved, since the process stopped in between: save it now."""
    page = rails.RAILS[event.rail].pay_in.retrieve_checkout(event.object_id)
    if not page.reference.isdigit():
        return None
    funding = Funding.objects.filter(pk=int(page.reference), rail=event.rail, checkout_id=None).first()
    return record_checkout(funding_id=funding.pk, page=page) if funding else None


def _handle_refund(event: ProviderEvent) -> None:
    if event.mark.isdigit():
        refund = Refund.objects.filter(pk=int(event.mark), funding__rail=event.rail).first()
        if refund is not None:
            send_refund(refund_id=refund.pk)


def _handle_account(event: ProviderEvent) -> None:
    sync_payout_account(account_id=event.object_id)


def _handle_bank_payout(event: ProviderEvent) -> None:
    if event.account_id:
        settle_bank_payout(account_id=event.account_id, payout_id=event.object_id)


def _handle_dispute(event: ProviderEvent) -> None:
    sync_dispute(dispute_id=event.object_id)


HANDLERS: dict[str, Callable[[ProviderEvent], None]] = {
    "checkout": _handle_checkout,
    "refund": _handle_refund,
    "dispute": _handle_dispute,
    "account": _handle_account,
    "payout": _handle_bank_payout,
}


class EventsNotStored(Exception):
    """Events that could not be stored; their ids."""


def sweep_events(*, back: timedelta) -> int:
    """List the events of the last `back` of each provider that keeps a list, and store those that were never delivered.
    Returns how many.

    Raises EventsNotStored at the end where some could not be stored: they do not stop the others.
    """
    stored, failed = 0, list[str]()
    for rail in rails.configured():
        for event in rail.pay_in.recent_events(since=clock.now() - back):
            try:
                stored += receive_event(rail=rail.name, event=event)
            except Exception:
                log.exception("event %s of the payment provider could not be kept", event.id)
                failed.append(event.id)
    if stored:
        log.warning("%s events of the payment provider had not been delivered", stored)
    if failed:
        raise EventsNotStored(", ".join(failed))
    return stored
