"""Signatures around SSLCOMMERZ: what we let it carry and read again, and what it signs itself.

We sign, with `SECRET_KEY`, what a page asks for and where its payer comes from: both come back to us by others' hands.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote_to_bytes, urlsplit

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from market.core.base import site_keys
from market.core.base.money import Money
from market.payments.provider.port import InvalidWebhook

LONGEST_TRAN_ID, LONGEST_VALUE = 30, 255
SHORTEST_DIGEST = 12
TRAN_ID = re.compile(rf"(?P<reference>[0-9]{{1,17}})-[0-9a-f]{{{SHORTEST_DIGEST},}}", re.ASCII)
MOST_FIELDS = 100
RETURNS = "sslcommerz.return"
REQUIRED = (b"tran_id", b"status")  # what an event is made of must be signed


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page asks for, and until when it can be paid."""

    charge: Money
    expires_at: datetime


def make_tran_id(reference: str, key: str) -> str:
    """Our number of a page there: the reference and a digest of the key, which no other site with the store makes."""
    digest = salted_hmac("sslcommerz.tran_id", key, algorithm="sha256").hexdigest()
    tran_id = f"{reference}-{digest}"[:LONGEST_TRAN_ID]
    if not TRAN_ID.fullmatch(tran_id):
        raise ValueError(f"no tran_id can be made of the reference {reference}")
    return tran_id


def reference_of(tran_id: str) -> str:
    """The reference in one of our numbers; "" for a number that is not ours."""
    match = TRAN_ID.fullmatch(tran_id) if len(tran_id) <= LONGEST_TRAN_ID else None
    return match["reference"] if match else ""


def sign_expected(tran_id: str, expected: Expected) -> str:
    """What the page of this number asks for, as it comes back with each transaction."""
    content = [str(expected.charge.amount), str(expected.charge.currency), int(expected.expires_at.timestamp())]
    return signing.dumps(content, salt=_salt_of(tran_id))


def read_expected(tran_id: str, value: str) -> Expected | None:
    """The same again; None where it is missing, forged, or of another number."""
    try:
        amount, currency, seconds = signing.loads(value, salt=_salt_of(tran_id))
        return Expected(Money(Decimal(amount), currency), datetime.fromtimestamp(seconds, UTC))
    except (signing.BadSignature, ValueError, TypeError, InvalidOperation):
        return None


def _salt_of(tran_id: str) -> str:
    return f"sslcommerz.expected.{tran_id}"


def sign_returns(success_url: str, cancel_url: str) -> str:
    """The two pages that a payer comes back to, without their host; "" if they are too long to be carried."""
    value = signing.dumps([_path_of(success_url), _path_of(cancel_url)], salt=RETURNS, compress=True)
    return value if len(value) <= LONGEST_VALUE else ""


def read_returns(value: str) -> tuple[str, str] | None:
    """The same two; None where they are missing or forged."""
    try:
        success, cancel = signing.loads(value, salt=RETURNS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return success, cancel


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def origin_of(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def card_mark(card_no: str, issuer: str) -> str:
    """The keyed digest of a card's or wallet's number: the same for all who use it; "" without the whole number, since
    strangers share one that is masked."""
    number = re.sub(r"[ +-]", "", card_no)
    return site_keys.digest(site_keys.WALLETS, f"{number}|{issuer}") if number.isdecimal() else ""


def read_signed(body: bytes, password: str) -> dict[str, str]:
    """The signed fields of a notification, the others left out. Raises InvalidWebhook.

    `verify_key` names the fields. Sorted, with the hashed password among them as `store_passwd`, they are hashed: by
    MD5 as `verify_sign`, and, password too, by SHA-256 as `verify_sign_sha2`, which need not be there but then must be
    right. All of it in bytes: texts may come in any encoding. A field that comes twice could be read in two ways.
    """
    parts = body.split(b"&")[: MOST_FIELDS + 1]
    fields = {_decoded(name): _decoded(value) for name, _equals, value in (part.partition(b"=") for part in parts)}
    names = [name for name in fields.get(b"verify_key", b"").split(b",") if name in fields]
    if len(fields) != len(parts) or len(parts) > MOST_FIELDS or not set(REQUIRED) <= set(names):
        raise InvalidWebhook
    signed = {name: fields[name] for name in names}
    is_right = _is_signed(signed, password, fields.get(b"verify_sign", b""), "md5")
    if sha2 := fields.get(b"verify_sign_sha2", b""):
        is_right = _is_signed(signed, password, sha2, "sha256") and is_right
    if not is_right:
        raise InvalidWebhook
    return {name.decode("utf-8", "replace"): value.decode("utf-8", "replace") for name, value in signed.items()}


def _decoded(part: bytes) -> bytes:
    return unquote_to_bytes(part.replace(b"+", b" "))


def _is_signed(signed: Mapping[bytes, bytes], password: str, signature: bytes, algorithm: str) -> bool:
    hashed = _hashed(algorithm, password.encode())
    lines = sorted({**signed, b"store_passwd": hashed}.items())
    text = b"&".join(name + b"=" + value for name, value in lines).rstrip(b"&")
    return constant_time_compare(_hashed(algorithm, text), signature)


def _hashed(algorithm: str, text: bytes) -> bytes:
    return hashlib.new(algorithm, text, usedforsecurity=False).hexdigest().encode()  # MD5 is their choice
