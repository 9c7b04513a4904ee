"""Sending what a stand-in tells the site: one row at a time, claimed by one worker, again and ever later while refused.

A row has a `state` ("waiting", "delivered", "given_up"), `tries`, `status` and `due_at`, which is wall time: signatures
are of wall time too.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.db.transaction import atomic
from procrastinate.contrib.django import app

from market.core.base import clock, http_client, past
from market.sandbox.bkash.models import BkashNotice
from market.sandbox.models import Delivery, SslcommerzNotice

Row = TypeVar("Row", Delivery, BkashNotice, SslcommerzNotice)


def defer_sending(task: str, due_at: datetime) -> None:
    """Defer the job of this name, which sends what is due then, in the running transaction."""
    seconds = max(0, math.ceil((due_at - clock.wall()).total_seconds()))
    job = app.configure_task(task, queue="sandbox", schedule_in={"seconds": seconds} if seconds else None)
    past.note_job(job.defer())


@atomic
def claim_next(rows: "QuerySet[Row]", at: datetime) -> Row | None:
    """The first of these rows that is due, claimed for a minute so that no other worker sends it."""
    due = rows.filter(state="waiting", due_at__lte=at)
    row = due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if row:
        row.tries += 1
        row.due_at = max(at, clock.wall()) + timedelta(minutes=1)
        row.save(update_fields=["tries", "due_at"])
    return row


@atomic
def record_status(row: Delivery | BkashNotice | SslcommerzNotice, status: int, *, most_tries: int, task: str) -> None:
    """What the site answered: 2xx ends it, anything else is sent again after twice the delay, `most_tries` times."""
    row.status = status
    if 200 <= status < 300:
        row.state = "delivered"
    elif row.tries >= most_tries:
        row.state = "given_up"
    row.due_at = clock.wall() + timedelta(seconds=2**row.tries)
    row.save(update_fields=["status", "state", "due_at"])
    if row.state == "waiting":
        defer_sending(task, row.due_at)


def post_to_webhook(rail: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post a body to the site that this process serves. Returns the status, or 0 without an answer."""
    url = f"http://127.0.0.1:{past.port()}/webhooks/{rail}/"
    try:
        return http_client.post(url, body, headers, allow=lambda _place: True, deadline=20).status
    except http_client.Unanswered:
        return 0
