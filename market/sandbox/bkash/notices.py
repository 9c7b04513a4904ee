"""Notifications of payments, as bKash sends them: messages of a topic of Amazon SNS, signed by its certificate.

They are due in wall time, since signatures are of wall time too; the payments are of the site's. bKash notifies
payments, not refunds.
"""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings
from django.db.transaction import atomic
from django.utils.http import urlencode

from market.core.base import clock, past
from market.sandbox.bkash.key import certificate_name, make_key, signing_key
from market.sandbox.bkash.models import BkashNotice, BkashPayment
from market.sandbox.models import Fault
from market.sandbox.sending import claim_next, defer_sending, post_to_webhook, record_status
from market.sandbox.webhooks import take_fault

DHAKA = timezone(timedelta(hours=6))
MOST_TRIES = 8
SEND_TASK = "market.sandbox.tasks.send_bkash_notices"  # by its name: the tasks import what imports this module
PAYMENT_BY_API = "10002294"
SIGNED = {
    "Notification": ("Message", "MessageId", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
HEADERS = {"message-type": "Type", "message-id": "MessageId", "topic-arn": "TopicArn"}
Post = Callable[[bytes, dict[str, str]], int]


def notify_payment(payment: BkashPayment) -> None:
    """Store the notification of a payment in the running transaction, with the job that sends it."""
    when = payment.executed_at or clock.now()
    message = {
        "dateTime": f"{when.astimezone(DHAKA):%Y%m%d%H%M%S}",
        "debitMSISDN": f"88{payment.wallet}",
        "creditOrganizationName": "Amar Kaj",
        "creditShortCode": "50022",
        "trxID": payment.trx_id,
        "transactionStatus": "Completed",
        "transactionType": PAYMENT_BY_API,
        "amount": f"{payment.amount:.2f}",
        "currency": "BDT",
        "transactionReference": payment.payer_reference,
        "merchantInvoiceNumber": payment.invoice,
    }
    _schedule("Notification", json.dumps(message))


@atomic
def ask_to_subscribe() -> None:
    """Ask the site to confirm that it wants the messages of the topic, as SNS does once."""
    text = f"You have chosen to subscribe to the topic {settings.BKASH_TOPIC_ARN}.\nTo confirm, visit the SubscribeURL."
    _schedule("SubscriptionConfirmation", text, token=uuid.uuid4().hex)


def _schedule(kind: str, message: str, *, token: str = "") -> None:
    """One delivery, unless faults are planned; a second one has the same MessageId."""
    now = clock.wall()
    late = take_fault(Fault.Kind.BKASH_LATE)
    notice = BkashNotice(
        message_id=str(uuid.uuid4()),
        kind=kind,
        message=message,
        token=token,
        at=now,
        due_at=now + timedelta(seconds=late.seconds if late else 0),
        is_forged=bool(take_fault(Fault.Kind.BKASH_FORGED)),
        state=BkashNotice.State.DROPPED if take_fault(Fault.Kind.BKASH_LOST) else BkashNotice.State.WAITING,
    )
    for _time in range(2 if take_fault(Fault.Kind.BKASH_TWICE) else 1):
        notice.pk = None
        notice.save(force_insert=True)
        if notice.state == BkashNotice.State.WAITING:
            defer_sending(SEND_TASK, notice.due_at)


def envelope(notice: BkashNotice, *, version: str = "1") -> dict[str, Any]:
    """The message as SNS sends it, signed."""
    origin = f"{past.bkash_address()}/sns"
    fields = {
        "Type": notice.kind,
        "MessageId": notice.message_id,
        "TopicArn": settings.BKASH_TOPIC_ARN,
        "Message": notice.message,
        "Timestamp": notice.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "SignatureVersion": version,
        "SigningCertURL": f"{origin}/{certificate_name()}",
    }
    if notice.kind == "Notification":
        fields["UnsubscribeURL"] = f"{origin}/?Action=Unsubscribe"
    else:
        query = {"Action": "ConfirmSubscription", "TopicArn": settings.BKASH_TOPIC_ARN, "Token": notice.token}
        fields |= {"Token": notice.token, "SubscribeURL": f"{origin}/?{urlencode(query)}"}
    text = "".join(f"{name}\n{fields[name]}\n" for name in SIGNED[notice.kind])
    key = make_key() if notice.is_forged else signing_key()
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303  # as SNS signs
    signature = key.sign(text.encode(), padding.PKCS1v15(), digest)
    return {**fields, "Signature": base64.b64encode(signature).decode()}


def deliver_pending(post: Post, *, at: datetime | None = None) -> int:
    """Send every message that is due at a wall time (default: now); returns how many were sent. `post` takes body and
    headers, and returns the status of the site's answer, or 0 for none. Others than 2xx are sent again."""
    sent, rows = 0, BkashNotice.objects.order_by("due_at", "pk")
    while (notice := claim_next(rows, at or clock.wall())) is not None:
        fields = envelope(notice)
        headers = {f"x-amz-sns-{name}": fields[of] for name, of in HEADERS.items()}
        status = post(json.dumps(fields).encode(), {"Content-Type": "text/plain; charset=UTF-8", **headers})
        record_status(notice, status, most_tries=MOST_TRIES, task=SEND_TASK)
        sent += 1
    return sent


def post_to_site(body: bytes, headers: dict[str, str]) -> int:
    """Post a message to the site that this process serves. Returns the status, or 0 without an answer."""
    return post_to_webhook("bkash", body, headers)
