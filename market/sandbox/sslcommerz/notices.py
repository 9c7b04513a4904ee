"""Notifications (IPN) of the stand-in: signed, stored with what they tell of, posted by a job; and planned faults.

They are posted as a form, with `verify_sign` and `verify_sign_sha2` over the fields that `verify_key` names.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings

from market.core.base import clock
from market.sandbox.faults import SSLCOMMERZ
from market.sandbox.models import Fault
from market.sandbox.sending import claim_next, defer_sending, post_to_webhook, record_status
from market.sandbox.sslcommerz import shapes
from market.sandbox.sslcommerz.models import SslcommerzNotice, SslcommerzPayment
from market.sandbox.webhooks import take_fault

MOST_TRIES = 5
SEND_TASK = "market.sandbox.tasks.send_sslcommerz_notices"  # by its name: the tasks import what imports this module
STRANGER = "a password that nobody has"  # noqa: S105  # what a forged one is signed with
Post = Callable[[bytes], int]


def sign(fields: Mapping[str, str], password: str) -> dict[str, str]:
    """The fields with their signatures."""
    signatures = {}
    for name, algorithm in (("verify_sign", "md5"), ("verify_sign_sha2", "sha256")):
        hashed = {**fields, "store_passwd": _digest(algorithm, password)}
        signatures[name] = _digest(algorithm, "&".join(f"{key}={hashed[key]}" for key in sorted(hashed)))
    return {**fields, "verify_key": ",".join(sorted(fields)), **signatures}


def _digest(algorithm: str, text: str) -> str:
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()


def notify(payment: SslcommerzPayment) -> dict[str, str]:
    """Schedule the notification of a try, in the running transaction. Returns its signed fields, which the browser
    brings too."""
    fields = sign(shapes.notification(payment), settings.SSLCOMMERZ_STORE_PASSWORD)
    now, late = clock.wall(), take_fault(Fault.Kind.DELAY, SSLCOMMERZ)
    if take_fault(Fault.Kind.DROP, SSLCOMMERZ):
        dropped = SslcommerzNotice.State.DROPPED
        SslcommerzNotice.objects.create(payment=payment, fields=fields, state=dropped, due_at=now)
        return fields
    is_forged = take_fault(Fault.Kind.FORGED, SSLCOMMERZ) is not None
    sent = sign(shapes.notification(payment), STRANGER) if is_forged else fields
    due_at = now + timedelta(seconds=late.seconds if late else 0)
    for _copy in range(2 if take_fault(Fault.Kind.DUPLICATE, SSLCOMMERZ) else 1):
        SslcommerzNotice.objects.create(payment=payment, fields=sent, due_at=due_at)
        defer_sending(SEND_TASK, due_at)
    return fields


def deliver_pending(post: Post, *, at: datetime | None = None) -> int:
    """Post every notification that is due at a wall time (default: now); returns how many. `post` takes the body and
    returns the status of the site's answer, or 0 for none. What is not answered by 2xx is posted again, ever later."""
    sent, rows = 0, SslcommerzNotice.objects.order_by("pk")
    while (notice := claim_next(rows, at or clock.wall())) is not None:
        record_status(notice, post(urlencode(notice.fields).encode()), most_tries=MOST_TRIES, task=SEND_TASK)
        sent += 1
    return sent


def post_to_site(body: bytes) -> int:
    """Post a body to the site that this process serves, whatever address it gave. Returns the status, 0 for none."""
    return post_to_webhook("sslcommerz", body, {"Content-Type": "application/x-www-form-urlencoded"})
