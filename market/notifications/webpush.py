"""Web push: the site's key (VAPID, RFC 8292), what only her browser can read (RFC 8291), the call to its service."""

import base64
import binascii
import json
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import http_ece
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

TIMEOUT = (5, 10)  # seconds to connect, and between bytes of the answer
DAY = 86400  # for so long the service keeps a push for a phone that is off
GONE = (404, 410)
LATER = (408, 429)


class DeviceGone(Exception):
    """The service knows this device no more."""


class NotTakenNow(Exception):
    """The service does not take it now: the job is tried again."""


def encode(raw: bytes) -> str:
    """Bytes as browsers write them: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of such a text. Raises ValueError."""
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise ValueError(text) from wrong


def new_key() -> tuple[str, str]:
    """A key pair for push services: the private one as PEM, the public one as browsers take it."""
    pair = ec.generate_private_key(ec.SECP256R1())
    private = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, encode(pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether these are a browser's keys: a point on the curve and sixteen bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(p256dh))
        return len(decode(auth)) == 16
    except ValueError:
        return False


def encrypted(payload: dict[str, Any], *, p256dh: str, auth: str) -> bytes:
    """The payload as JSON that only the browser with these keys can read."""
    said = json.dumps(payload, ensure_ascii=False).encode()
    ours = ec.generate_private_key(ec.SECP256R1())
    body: bytes = http_ece.encrypt(
        said, private_key=ours, dh=decode(p256dh), auth_secret=decode(auth), version="aes128gcm"
    )
    return body


def send(endpoint: str, body: bytes, *, private_key: str, topic: str) -> None:
    """Hand an encrypted payload to a push service. A later one of the same topic replaces one that still waits there.

    Raises DeviceGone for 404 and 410, NotTakenNow where trying again may help; what the service refuses for good is
    dropped.
    """
    place = urlsplit(endpoint)
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    claims = {"sub": f"mailto:{address}", "aud": f"{place.scheme}://{place.netloc}"}
    headers = {
        **Vapid02.from_pem(private_key.encode()).sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(DAY),
        "Urgency": "normal",
        "Topic": topic,
    }
    try:
        with requests.post(
            endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except requests.RequestException as failed:
        raise NotTakenNow(str(failed)) from failed
    if status in GONE:
        raise DeviceGone
    if status in LATER or status >= 500:
        raise NotTakenNow(str(status))
