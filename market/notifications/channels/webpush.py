"""Web push: the site's key (VAPID, RFC 8292), payloads encrypted for a browser (RFC 8291), the call to its service."""

import base64
import binascii
import json
from email.utils import parseaddr
from fnmatch import fnmatchcase
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from market.core.base.hosts import NotAnAddress, Target, parse_url
from market.core.base.http_client import Unanswered, post

DEADLINE = 10.0  # seconds for a push in all
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
    text = json.dumps(payload, ensure_ascii=False).encode()
    ours = ec.generate_private_key(ec.SECP256R1())
    body: bytes = http_ece.encrypt(
        text, private_key=ours, dh=decode(p256dh), auth_secret=decode(auth), version="aes128gcm"
    )
    return body


def is_service(place: Target) -> bool:
    """Whether pushes may go there: the services of browsers, at https; on a development site this machine too."""
    if place.host == "127.0.0.1" and not settings.PRODUCTION:
        return True
    return place.scheme == "https" and any(fnmatchcase(place.host, each) for each in settings.PUSH_HOSTS)


def is_known(endpoint: str) -> bool:
    """Whether an endpoint that a browser names is one of such a service."""
    try:
        return is_service(parse_url(endpoint))
    except NotAnAddress:
        return False


def send(endpoint: str, body: bytes, *, private_key: str, topic: str) -> None:
    """Hand an encrypted payload to a push service. A later one of the same topic replaces one that still waits there.

    Raises DeviceGone for 404 and 410, NotTakenNow where trying again may help; what the service refuses for good is
    dropped, and so is what would go to an address that is no known service's.
    """
    if not is_known(endpoint):
        return
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    claims = {"sub": f"mailto:{address}", "aud": parse_url(endpoint).origin}
    headers = {
        **Vapid02.from_pem(private_key.encode()).sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(DAY),
        "Urgency": "normal",
        "Topic": topic,
    }
    try:
        status = post(endpoint, body, headers, allow=is_service, deadline=DEADLINE).status
    except Unanswered as failed:
        raise NotTakenNow(str(failed)) from failed
    if status in GONE:
        raise DeviceGone
    if status in LATER or status >= 500:
        raise NotTakenNow(str(status))
