"""Messages that Amazon SNS delivers by HTTP: whether SNS signed them, and the confirmation of a subscription.

Before anything is fetched the message must be of our own topic and of these hours, and its certificate on the host of
the topic's region. What is fetched from there by TLS is Amazon's, so that the certificate needs no chain of its own
(its file has none); its name and its days are checked.
"""

import base64
import json
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.core.cache import caches

from market.core.base import clock, http_client
from market.core.base.errors import ProviderUnavailable
from market.payments.provider.port import TIMEOUT, InvalidWebhook

OLDEST, NEWEST = timedelta(hours=2), timedelta(minutes=5)  # SNS tries for an hour; then clocks that differ
CERTIFICATE_FOR = 24 * 3600  # seconds
CERTIFICATE_NAME = re.compile(r"(.+\.)?sns(\.[a-z0-9-]+)?\.amazonaws\.com")
REGION = re.compile(r"arn:aws:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?")
MOST_READ = 32 * 1024
# The fields that are signed, in their order; "Subject" only where a message has one.
SIGNED: dict[str, tuple[str, ...]] = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
SIGNED["UnsubscribeConfirmation"] = SIGNED["SubscriptionConfirmation"]
DIGESTS: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303  # as SNS signs

Message = dict[str, str]


def origin_of(topic: str) -> str:
    """The address of SNS in the region of a topic, or "" for what is no topic."""
    match = REGION.fullmatch(topic)
    return f"https://sns.{match[1]}.amazonaws.com" if match else ""


def verified(body: bytes, *, topic: str, origin: str) -> Message:
    """The message of a request: signed by SNS, of this topic, not older than two hours by wall time.

    Raises InvalidWebhook; ProviderUnavailable where the certificate cannot be fetched now.
    """
    message = _read(body)
    if message["TopicArn"] != topic or not origin or not _is_of_now(message["Timestamp"]):
        raise InvalidWebhook
    try:
        digest = DIGESTS[message["SignatureVersion"]]
        signature = base64.b64decode(message["Signature"], validate=True)
        key = _certificate(message["SigningCertURL"], origin).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise InvalidWebhook
        key.verify(signature, signed_text(message).encode(), padding.PKCS1v15(), digest)
    except (KeyError, ValueError, InvalidSignature) as wrong:
        raise InvalidWebhook from wrong
    return message


def signed_text(message: Message) -> str:
    """The canonical text that a signature stands for."""
    return "".join(f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if name in message)


def confirm(message: Message, *, topic: str, origin: str) -> None:
    """Confirm the subscription of a verified message. Raises InvalidWebhook for an address that confirms something
    else, ProviderUnavailable where SNS does not take it now: it sends the message again."""
    url = message["SubscribeURL"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if not url.startswith(f"{origin}/?") or (query.get("Action"), query.get("TopicArn")) != (
        "ConfirmSubscription",
        topic,
    ):
        raise InvalidWebhook
    if _fetched(url).status != 200:
        raise ProviderUnavailable


def _read(body: bytes) -> Message:
    try:
        fields: Any = json.loads(body)
        message = {name: value for name, value in fields.items() if isinstance(value, str)}
        needed = {*SIGNED[message["Type"]], "SignatureVersion", "Signature", "SigningCertURL"} - {"Subject"}
    except (ValueError, KeyError, AttributeError) as wrong:
        raise InvalidWebhook from wrong
    if not needed <= message.keys():
        raise InvalidWebhook
    return message


def _is_of_now(text: str) -> bool:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return False
    now = clock.wall()
    return instant.tzinfo is not None and now - OLDEST <= instant <= now + NEWEST


def _certificate(url: str, origin: str) -> x509.Certificate:
    """The certificate at an address, fetched once a day. Raises InvalidWebhook, ProviderUnavailable, ValueError."""
    if not re.fullmatch(re.escape(origin) + r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem", url):
        raise InvalidWebhook
    cache, name = caches["process"], f"sns:{sha256(url.encode()).hexdigest()}"
    pem: bytes | None = cache.get(name)
    if pem is None:
        answer = _fetched(url)
        if answer.status != 200:
            raise InvalidWebhook
        pem = answer.body
    certificate = x509.load_pem_x509_certificate(pem)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    is_named = any(CERTIFICATE_NAME.fullmatch(str(each.value)) for each in names)
    if not is_named or not certificate.not_valid_before_utc <= clock.wall() <= certificate.not_valid_after_utc:
        raise InvalidWebhook
    cache.set(name, pem, CERTIFICATE_FOR)
    return certificate


def _fetched(url: str) -> http_client.Answer:
    try:
        return http_client.get(
            url, {"User-Agent": "AmarKaj/1.0"}, allow=lambda _place: True, deadline=TIMEOUT, keep=MOST_READ
        )
    except http_client.Unanswered as wrong:
        raise ProviderUnavailable from wrong
