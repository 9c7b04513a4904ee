"""One try to deliver a piece of news: signed as Standard Webhooks has it, over a connection that goes where it was
checked to go, following no redirect."""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from market.core import clock
from market.integrations.addresses import Unreachable, resolve
from market.integrations.models import Delivery

TIMEOUT = 8.0  # seconds for the connection and for each read
PATIENCE = 12.0  # seconds for the answer in all
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
        status, answer = _post(delivery.endpoint.url, body, headers(delivery, body))
    except Unreachable as wrong:
        failure = str(wrong)
    except ssl.SSLError:
        failure = "The certificate of the server is not valid."
    except TimeoutError:
        failure = "The server did not answer in time."
    except (OSError, http.client.HTTPException) as wrong:
        failure = f"The connection failed: {type(wrong).__name__}."
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


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https"
    port = parts.port or (443 if is_safe else 80)
    address = resolve(host, port)
    connection = Pinned(host, port, address, ssl.create_default_context() if is_safe else None)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, _beginning(answer)
    finally:
        connection.close()


def _beginning(answer: http.client.HTTPResponse) -> str:
    """The first bytes of an answer: a server that drips, or never ends, holds us no longer than PATIENCE."""
    until, found = time.monotonic() + PATIENCE, b""
    while len(found) < KEPT_ANSWER and time.monotonic() < until:
        part = answer.read1(KEPT_ANSWER - len(found))
        if not part:
            break
        found += part
    return found.decode("utf-8", "replace").replace("\0", "�")


class Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked up, and looked at, before; the name counts for TLS and the header."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._context = address, context
        self.default_port = 443 if context else 80

    def connect(self) -> None:
        """Open it."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
