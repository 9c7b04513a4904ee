"""What mail servers report of addresses: read from a signed request of a mail provider, or from a returned mail."""

import email
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any

from django.utils.crypto import constant_time_compare

from market.core.base import clock

TOLERANCE = 300  # seconds that a signature is good for
MOST_EVENTS = 1000
HARD, SOFT, COMPLAINT, DELIVERED = "hard", "soft", "complaint", "delivered"
WHAT = (HARD, SOFT, COMPLAINT, DELIVERED)
MARK = re.compile(r"^t=(\d{1,12}),v1=([0-9a-f]{64})$")


class Forged(Exception):
    """The request is not signed by who knows the secret, or not just now."""


class NotReadable(Exception):
    """It is signed, but not what the documents describe."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a mail to an address: hard, soft, complaint or delivered; and the server's words."""

    address: str
    what: str
    reason: str = ""


def sign(body: bytes, secret: str, at: int) -> str:
    """The header `Amar-Kaj-Signature` of a request: HMAC-SHA256 over the instant, a dot and the body."""
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def read_reports(body: bytes, signature: str, secret: str) -> list[Report]:
    """The reports of a request: {"events": [{"type": "hard", "address": "…", "reason": "…"}, …]}.

    Raises Forged without a secret, for a wrong signature or an old one; NotReadable for another shape.
    """
    marked = MARK.match(signature)
    at = int(marked[1]) if marked else 0
    if not secret or not constant_time_compare(sign(body, secret, at), signature):
        raise Forged
    if abs(clock.wall().timestamp() - at) > TOLERANCE:
        raise Forged
    try:
        events = json.loads(body)["events"]
        return [_report(event) for event in events[:MOST_EVENTS]]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NotReadable from wrong


def _report(event: dict[str, Any]) -> Report:
    what, address, reason = event["type"], event["address"], event.get("reason") or ""
    if what not in WHAT or not isinstance(address, str) or not 3 <= len(address) <= 254 or "\0" in address:
        raise ValueError(what)
    return Report(address.strip(), what, str(reason))


def read_returned_mail(raw: bytes) -> list[Report]:
    """What a returned mail says (RFC 3464), or a mailbox owner's complaint (RFC 5965); [] for any other mail."""
    mail = email.message_from_bytes(raw, policy=policy.default)
    parts = [part for part in mail.walk() if isinstance(part, EmailMessage)]
    if mail.get_param("report-type") == "feedback-report":
        return list(_complaints(parts))
    return [report for part in parts if part.get_content_type() == "message/delivery-status" for report in _told(part)]


def _told(part: EmailMessage) -> Iterator[Report]:
    blocks: Any = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        address = str(block.get("Final-Recipient", "")).rpartition(";")[2].strip()
        action, status = str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip()
        if "@" not in address or action not in ("failed", "delayed"):
            continue
        # 5.2.2: the mailbox is full, which passes.
        is_hard = action == "failed" and status.startswith("5") and status != "5.2.2"
        reason = str(block.get("Diagnostic-Code", status)).rpartition(";")[2].strip()
        yield Report(address[:254], HARD if is_hard else SOFT, reason)


def _complaints(parts: list[EmailMessage]) -> Iterator[Report]:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            text = str(part.get_payload(0) if part.is_multipart() else part.get_payload())
            named = re.search(r"^Original-Rcpt-To:\s*<?([^\s<>]+@[^\s<>]+)>?", text, re.IGNORECASE | re.MULTILINE)
            if named:
                yield Report(named[1][:254], COMPLAINT)
