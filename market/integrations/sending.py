"""One attempt at a webhook delivery: signed as Standard Webhooks says, and its outcome."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

from market.core.base import clock
from market.core.base.http_client import Unanswered, post
from market.integrations.addresses import is_allowed
from market.integrations.models import Delivery

DEADLINE = 10.0  # seconds for a try in all
KEPT_ANSWER = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: a status with the beginning of the answer, or why there is none."""

    status: int | None
    answer: str
    failure: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


def send(delivery: Delivery) -> Outcome:
    """Post the news to its endpoint. What fails outside is an outcome, no exception."""
    began = time.monotonic()
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
    status, answer, failure = None, "", ""
    try:
        came = post(
            delivery.endpoint.url,
            body,
            headers(delivery, body),
            allow=is_allowed,
            deadline=DEADLINE,
            keep=KEPT_ANSWER,
        )
        status, answer = came.status, came.body.decode("utf-8", "replace").replace("\0", "�")
    except Unanswered as wrong:
        failure = str(wrong)
    return Outcome(status, answer, failure, int((time.monotonic() - began) * 1000))


def headers(delivery: Delivery, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that the news are ours and of now."""
    at = str(int(clock.wall().timestamp()))
    key = base64.b64decode(delivery.endpoint.secret.removeprefix("whsec_"))
    signed = f"{delivery.message_id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "AmarKaj-Webhooks/1.0",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }
