"""The news that the provider sends, and how they go wrong when the desk has planned it.

`emit` stores an event and its deliveries in the running transaction and defers the job that sends them. Deliveries are
due in wall time, since signatures are of wall time too; the events themselves are of the site's time.
"""

import hashlib
import hmac
import json
import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.transaction import atomic
from procrastinate.contrib.django import app

from market.core.base import clock, http_client, past
from market.sandbox import serializers
from market.sandbox.books import new_id
from market.sandbox.models import Delivery, Event, Fault
from market.sandbox.serializers import Shape

API_VERSION = "2026-10-28.endive"
TRIES = 8
HELD = timedelta(seconds=10)  # how long a reordered event waits for the others of its group
JOB = "market.sandbox.tasks.send_sandbox_news"  # by its name: the tasks import what imports this module
Post = Callable[[bytes, str], int]


@dataclass(frozen=True, slots=True)
class Cause:
    """The call that made something happen; empty when it was a click on a page, or time."""

    request_key: str = ""
    idempotency_key: str = ""
    api_version: str = API_VERSION


NOBODY = Cause()
cause: ContextVar[Cause] = ContextVar("cause", default=NOBODY)


def take(kind: Fault.Kind) -> Fault | None:
    """Use up one of the planned faults of a kind. Returns it with what is left after this one, or None."""
    fault = Fault.objects.select_for_update(no_key=True).filter(kind=kind, left__gt=0).order_by("pk").first()
    if fault:
        fault.left -= 1
        fault.save(update_fields=["left"])
    return fault


def emit(kind: str, payload: Shape, *, account: str = "", previous: Shape | None = None) -> Event:
    """Store a piece of news about an object (its shape as it is now) and put it on its way."""
    why = cause.get()
    event = Event.objects.create(
        id=new_id("evt"),
        created=clock.now(),
        kind=kind,
        account_key=account,
        payload=payload,
        previous=previous,
        api_version=why.api_version,
        request_key=why.request_key,
        idempotency_key=why.idempotency_key,
    )
    _address(event)
    return event


def _address(event: Event) -> None:
    """The event's deliveries: one, but for the faults that are planned."""
    instant = clock.wall()
    if take(Fault.Kind.DROP):
        Delivery.objects.create(event=event, state=Delivery.State.DROPPED, due_at=instant)
        return
    due_at = instant
    if fault := take(Fault.Kind.DELAY):
        due_at = instant + timedelta(seconds=fault.seconds)
        _send(event, due_at)
    elif fault := take(Fault.Kind.REORDER):
        due_at = instant + HELD
        _send(event, due_at, place=-event.seq, is_held=True)
        if not fault.left:
            Delivery.objects.filter(is_held=True, state=Delivery.State.WAITING).update(due_at=instant, is_held=False)
            _come_back(instant)
    else:
        _send(event, instant)
    if take(Fault.Kind.DUPLICATE):
        _send(event, due_at)


def _send(event: Event, due_at: datetime, **columns: Any) -> None:
    Delivery.objects.create(event=event, due_at=due_at, **{"place": event.seq, **columns})
    _come_back(due_at)


def _come_back(due_at: datetime) -> None:
    """Defer the job that sends what is due at that instant, in the running transaction."""
    seconds = max(0, math.ceil((due_at - clock.wall()).total_seconds()))
    job = app.configure_task(JOB, queue="sandbox", schedule_in={"seconds": seconds} if seconds else None)
    past.note_job(job.defer())


def signature(body: bytes, at: datetime) -> str:
    """The Stripe-Signature header of a body sent at an instant of wall time."""
    seconds = int(at.timestamp())
    signed = hmac.new(settings.STRIPE_WEBHOOK_SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def deliver_pending(post: Post, *, at: datetime | None = None) -> int:
    """Send every delivery that is due at an instant of wall time (default: now), in order; returns how many were sent.

    `post` takes the body and the signature header and returns the status of the site's answer, or 0 for none. What a
    delivery leads to (more events) is sent too. After an answer outside 2xx it is tried again, each time twice as late.
    """
    sent = 0
    while (delivery := _next(at or clock.wall())) is not None:
        body = json.dumps(serializers.event(delivery.event), indent=2).encode()
        status = post(body, signature(body, clock.wall()))
        _record(delivery, status)
        sent += 1
    return sent


@atomic
def _next(at: datetime) -> Delivery | None:
    """The first delivery that is due, claimed for a minute so that nobody else sends it meanwhile."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=at)
    delivery = (
        due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("event")
        .order_by("place")
        .first()
    )
    if delivery:
        delivery.tries += 1
        delivery.due_at = max(at, clock.wall()) + timedelta(minutes=1)
        delivery.save(update_fields=["tries", "due_at"])
    return delivery


@atomic
def _record(delivery: Delivery, status: int) -> None:
    delivery.status = status
    if 200 <= status < 300:
        delivery.state = Delivery.State.DELIVERED
    elif delivery.tries >= TRIES:
        delivery.state = Delivery.State.GIVEN_UP
    delivery.due_at = clock.wall() + timedelta(seconds=2**delivery.tries)
    delivery.save(update_fields=["status", "state", "due_at"])
    if delivery.state == Delivery.State.WAITING:
        _come_back(delivery.due_at)


def post_to_site(body: bytes, header: str) -> int:
    """Send a body to the site that this process serves. Returns the status, or 0 when nobody answers."""
    place = f"http://127.0.0.1:{past.port()}/webhooks/stripe/"
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
    try:
        return http_client.post(place, body, headers, allow=lambda _place: True, deadline=20).status
    except http_client.Unanswered:
        return 0
