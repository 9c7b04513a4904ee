"""A line to each provider that notes what is sent, for the records calls_of_*.txt, and answers as planned."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import stripe as library
from django.core.cache import caches

from market.core.base import http_client, site_keys
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.payments.provider import bkash, stripe, stripe_client, stripe_connect, stripe_disputes
from market.payments.provider.port import LowBalance, OutcomeUnknown, ProviderRefused
from market.payments.provider.types import CheckoutRequest

RECORDS = Path(__file__).parent / "records"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REFUSALS = (ProviderRefused, ProviderUnavailable, LowBalance, OutcomeUnknown)
RANDOM_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SITE = "https://amarkaj.example"


def usd(text: str) -> Money:
    """An amount in USD."""
    return Money(text, "USD")


def taka(text: str) -> Money:
    """An amount in BDT."""
    return Money(text, "BDT")


def order(charge: Money, **changes: Any) -> CheckoutRequest:
    """A request for a page where a client pays."""
    fields: dict[str, Any] = {
        "key": "funding:7",
        "charge": charge,
        "lines": [("Logo", charge - charge / 3), ("Cards", charge / 3)],
        "reference": "7",
        "group": "contract:3",
        "email": "carla@demo.test",
        "success_url": f"{SITE}/milestones/9/funded/?group=4",
        "cancel_url": f"{SITE}/milestones/9/funded/?unpaid=1",
        "expires_at": NOON,
        "metadata": {"milestone": "9"},
    }
    return CheckoutRequest(**{**fields, **changes})


class Line:
    """The line to a provider: notes each request as text, and answers what was planned, one after the other."""

    def __init__(self, logged: pytest.LogCaptureFixture) -> None:
        self.logged = logged
        self.text: list[str] = []
        self.answers: list[tuple[int, Any]] = []
        self.seen: set[tuple[str, ...]] = set()

    def call(self, name: str, act: Callable[[], Any], *answers: Any) -> None:
        """Note what a function sends when it is answered so, and what comes of it."""
        self.text.append(f"\n{name}")
        self.logged.clear()
        self.answers = [each if isinstance(each, tuple) else (200, each) for each in answers]
        try:
            result = act()
            result = list(result) if isinstance(result, Iterator) else result
        except REFUSALS as refused:
            code = getattr(refused, "code", "")
            result = f"{type(refused).__name__}: {code} {'' if isinstance(refused, ProviderUnavailable) else refused}"
        self.text += [f"  logged: {each}" for each in self.logged.messages]
        self.text.append(f"  = {result}".rstrip())
        assert not self.answers, f"{name} asked less often"

    def answer(self, method: str, url: str, headers: Any, body: Any, within: str = "") -> tuple[int, str]:
        """Note one request."""
        parts = urlsplit(url)
        text = body.decode() if isinstance(body, bytes) else body or ""
        fields = json.loads(text) if text.startswith("{") else dict(parse_qsl(text, keep_blank_values=True))
        sent = {**dict(parse_qsl(parts.query)), **fields}
        lines = [f"    [{name}: {value}]" for name, value in headers.items()]
        lines += [f"    {name} = {_short(value)}" for name, value in sent.items()]
        request = f"  {method.upper()} {parts.netloc}{parts.path}{within}"
        is_new = (request, *lines) not in self.seen
        self.text += [request, *lines] if is_new else [f"{request} as above"]
        self.seen.add((request, *lines))
        status, content = self.answers.pop(0)
        return status, content if isinstance(content, str) else json.dumps(content)

    def require(self, name: str) -> None:
        """Compare with the record of this name; `RECORDS=write pytest …` writes it anew."""
        file, text = RECORDS / f"{name}.txt", "\n".join(self.text).lstrip() + "\n"
        if os.environ.get("RECORDS") == "write":
            file.write_text(text, encoding="utf-8")
        assert text.splitlines() == file.read_text(encoding="utf-8").splitlines()


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 200 else f"{text[:5]}… ({len(text)} characters)"


class _Stripe(library.HTTPClient):
    """In place of the library's own way to the network."""

    name = "line"

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> tuple[str, int, dict[str, str]]:
        noted = {name: headers[name] for name in ("Stripe-Account", "Idempotency-Key") if name in headers}
        noted = {name: value for name, value in noted.items() if not RANDOM_KEY.fullmatch(value)}  # of the library
        status, text = self.line.answer(method, url, noted, post_data)
        return text, status, {"Request-Id": "req_1"}


@pytest.fixture
def line(monkeypatch, settings, caplog) -> Line:
    """The line, in place of the network."""
    line = Line(caplog)
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    client = library.StripeClient("sk_test_1", http_client=_Stripe(line), max_network_retries=0)
    monkeypatch.setattr(stripe_client, "client", lambda: client)
    for module in (stripe, stripe_connect, stripe_disputes):
        monkeypatch.setattr(module, "client", lambda: client)

    def get(url: str, headers: Any, **options: Any) -> http_client.Answer:
        return exchange("GET", url, b"", headers, **options)

    def post(url: str, body: bytes, headers: Any, **options: Any) -> http_client.Answer:
        return exchange("POST", url, body, headers, **options)

    def exchange(method: str, url: str, body: bytes, headers: Any, *, allow: Any, **limits: Any) -> http_client.Answer:
        assert allow(None)
        status, text = line.answer(method, url, headers, body, f", {limits['deadline']} s, {limits['keep']} bytes")
        return http_client.Answer(status, text.encode())

    monkeypatch.setattr(http_client, "get", get)
    monkeypatch.setattr(http_client, "post", post)
    return line


@pytest.fixture
def bkash_line(line, settings, monkeypatch) -> Iterator[Line]:
    """bKash by that line, with a token of each product."""
    for name in ("BKASH", "BKASH_PAYOUT"):
        for each in ("USERNAME", "PASSWORD", "APP_KEY", "APP_SECRET"):
            setattr(settings, f"{name}_{each}", f"{name}-{each}".lower())
        setattr(settings, f"{name}_API_BASE", f"https://{name.lower().replace('_', '-')}.example")
    settings.BKASH_FEE_PERCENT, settings.BKASH_SMALLEST, settings.BKASH_LARGEST = Decimal("1.5"), Decimal(10), 25000
    monkeypatch.setattr(bkash, "token_hex", lambda size: "ab" * size)
    monkeypatch.setattr(site_keys, "digest", lambda purpose, text: f"digest of {purpose} {text}")
    caches["process"].clear()
    yield line
    caches["process"].clear()
