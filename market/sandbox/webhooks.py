"""The provider's webhooks: events, their deliveries, and planned faults of these.

`emit_event` stores an event and its deliveries in the running transaction and defers the job that sends them. They are
due in wall time, since signatures are of wall time too; the events themselves are of the site's time.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from market.core.base import clock
from market.sandbox import serializers
from market.sandbox.faults import STRIPE
from market.sandbox.ledger import new_id
from market.sandbox.models import Delivery, Event, Fault
from market.sandbox.sending import claim_next, defer_sending, post_to_webhook, record_status
from market.sandbox.serializers import Shape

API_VERSION = "2026-10-28.endive"
MOST_TRIES = 8
REORDER_WAIT = timedelta(seconds=10)  # how long the first reordered event waits for the others
SEND_TASK = "market.sandbox.tasks.send_sandbox_news"  # by its name: the tasks import what imports this module
Post = Callable[[bytes, str], int]


@dataclass(frozen=True, slots=True)
class Cause:
    """The API call that caused an event; empty for a page or the passing of time."""

    request_key: str = ""
    idempotency_key: str = ""
    api_version: str = API_VERSION


NO_CAUSE = Cause()
current_cause: ContextVar[Cause] = ContextVar("cause", default=NO_CAUSE)


def take_fault(kind: Fault.Kind, house: str = STRIPE) -> Fault | None:
    """Use one planned fault of a kind. Returns it, its `left` decreased, or None."""
    planned = Fault.objects.filter(kind=kind, house=house, left__gt=0)
    fault = planned.select_for_update(no_key=True).order_by("pk").first()
    if fault:
        fault.left -= 1
        fault.save(update_fields=["left"])
    return fault


def emit_event(kind: str, payload: Shape, *, account: str = "", previous: Shape | None = None) -> Event:
    """Store an event about an object (`payload` as of now) and schedule its delivery."""
    cause = current_cause.get()
    event = Event.objects.create(
        id=new_id("evt"),
        created=clock.now(),
        kind=kind,
        account_key=account,
        payload=payload,
        previous=previous,
        api_version=cause.api_version,
        request_key=cause.request_key,
        idempotency_key=cause.idempotency_key,
    )
    _create_deliveries(event)
    return event


def _create_deliveries(event: Event) -> None:
    """Create the event's deliveries: one, unless faults are planned."""
    now = clock.wall()
    if take_fault(Fault.Kind.DROP):
        Delivery.objects.create(event=event, state=Delivery.State.DROPPED, due_at=now)
        return
    due_at = now
    if fault := take_fault(Fault.Kind.DELAY):
        due_at = now + timedelta(seconds=fault.seconds)
        _schedule_delivery(event, due_at)
    elif fault := take_fault(Fault.Kind.REORDER):
        due_at = now + REORDER_WAIT
        _schedule_delivery(event, due_at, place=-event.seq, is_held=True)
        if not fault.left:
            Delivery.objects.filter(is_held=True, state=Delivery.State.WAITING).update(due_at=now, is_held=False)
            defer_sending(SEND_TASK, now)
    else:
        _schedule_delivery(event, now)
    if take_fault(Fault.Kind.DUPLICATE):
        _schedule_delivery(event, due_at)


def _schedule_delivery(event: Event, due_at: datetime, **columns: Any) -> None:
    Delivery.objects.create(event=event, due_at=due_at, **{"place": event.seq, **columns})
    defer_sending(SEND_TASK, due_at)


def signature(body: bytes, at: datetime) -> str:
    """The Stripe-Signature header of a body sent at a wall time."""
    seconds = int(at.timestamp())
    signed = hmac.new(settings.STRIPE_WEBHOOK_SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def deliver_pending(post: Post, *, at: datetime | None = None) -> int:
    """Send every delivery that is due at a wall time (default: now), in order; returns how many were sent.

    `post` takes the body and the signature header and returns the status of the site's response, or 0 for none. Events
    caused by a delivery are sent too. A response other than 2xx is retried, each time after twice the delay.
    """
    sent, rows = 0, Delivery.objects.select_related("event").order_by("place")
    while (delivery := claim_next(rows, at or clock.wall())) is not None:
        body = json.dumps(serializers.event(delivery.event), indent=2).encode()
        status = post(body, signature(body, clock.wall()))
        record_status(delivery, status, most_tries=MOST_TRIES, task=SEND_TASK)
        sent += 1
    return sent


def post_to_site(body: bytes, header: str) -> int:
    """Post a body to the site that this process serves. Returns the status, or 0 without a response."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
    return post_to_webhook("stripe", body, headers)
