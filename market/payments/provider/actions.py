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
def receive_event(*, news: stripe.News) -> bool:
    """Keep a piece of news under its id, with the job that works it off. False if it was known."""
    event, is_new = ProviderEvent.objects.get_or_create(
        event_id=news.id,
        defaults={
            "kind": news.kind,
            "object_id": news.object_id,
            "payload": news.payload,
            "received_at": clock.now(),
        },
    )
    if is_new:
        defer_job("work_off_event_job", event_pk=event.pk)
    return is_new


def process_event(*, event_pk: int) -> None:
    """Look up what a piece of news is about and bring our rows to it. May run twice. What went wrong is noted with the
    event, for the operators' list, and raised again for the job to be tried once more."""
    event = ProviderEvent.objects.get(pk=event_pk)
    waiting = ProviderEvent.objects.filter(pk=event.pk, worked_off_at=None)
    try:
        for prefix, look in LOOKS.items():
            if event.kind.startswith(prefix):
                look(event)
    except Exception as error:
        waiting.update(failure=(str(error) or type(error).__name__)[:500])
        raise
    waiting.update(worked_off_at=clock.now(), failure="")


def _look_at_checkout(event: ProviderEvent) -> None:
    funding = Funding.objects.filter(session_id=event.object_id).first() or _adopt(event.object_id)
    if funding is not None:
        settle_funding(funding_id=funding.pk)


def _adopt(session_id: str) -> Funding | None:
    """A Checkout whose address we never recorded, since we were stopped in between: record it now."""
    page = stripe.retrieve_checkout(session_id)
    if not page.reference.isdigit():
        return None
    funding = Funding.objects.filter(pk=int(page.reference), session_id=None).first()
    return record_checkout(funding_id=funding.pk, page=page) if funding else None


def _look_at_refund(event: ProviderEvent) -> None:
    about: dict[str, Any] = event.payload["data"]["object"]
    ours = (about.get("metadata") or {}).get("refund", "")
    if ours.isdigit() and (refund := Refund.objects.filter(pk=int(ours)).first()):
        send_refund(refund_id=refund.pk)


def _look_at_account(event: ProviderEvent) -> None:
    sync_payout_account(account_id=event.object_id)


def _look_at_bank_payout(event: ProviderEvent) -> None:
    if account_id := event.payload.get("account"):
        settle_bank_payout(account_id=account_id, payout_id=event.object_id)


def _look_at_dispute(event: ProviderEvent) -> None:
    sync_dispute(dispute_id=event.object_id)


LOOKS: dict[str, Callable[[ProviderEvent], None]] = {
    "checkout.session.": _look_at_checkout,
    "refund.": _look_at_refund,
    "charge.refund.": _look_at_refund,
    "charge.dispute.": _look_at_dispute,
    "account.updated": _look_at_account,
    "payout.": _look_at_bank_payout,
}

# What we ask for by name: at most 20, as the provider takes them. News of other kinds is none of ours.
KINDS = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
    *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
    *("account.updated", "payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"),
)


class NotKept(Exception):
    """News that could not be kept; their ids."""


def sweep_events(*, back: timedelta) -> int:
    """Ask the provider for its news since then and take in what was never delivered. Returns how many those were.

    Raises NotKept at the end where some could not be: they stop none of the others.
    """
    found, failed = 0, list[str]()
    for news in stripe.recent_news(since=clock.now() - back, kinds=KINDS):
        try:
            found += receive_event(news=news)
        except Exception:
            log.exception("event %s of the payment provider could not be kept", news.id)
            failed.append(news.id)
    if found:
        log.warning("%s events of the payment provider had not been delivered", found)
    if failed:
        raise NotKept(", ".join(failed))
    return found
