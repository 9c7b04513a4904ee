"""The stand-in for SSLCOMMERZ in tests, over real HTTP: what a payer does there, its faults and its notifications."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from market.core.base import clock
from market.core.base.money import Money
from market.payments.provider import sslcommerz as provider_module
from market.payments.provider.types import Checkout, CheckoutRequest, RefundRequest, WebhookEvent
from market.sandbox.models import Fault, SslcommerzPayment
from market.sandbox.sslcommerz import notices
from tests.provider import Provider

SITE = "http://localhost:8000"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def taka(amount: str) -> Money:
    """An amount in taka."""
    return Money(Decimal(amount), "BDT")


def request_of(number: int = 7, amount: str = "1200.00", **changes: Any) -> CheckoutRequest:
    """A request for a page."""
    fields: dict[str, Any] = {
        "key": f"funding:{number}",
        "charge": taka(amount),
        "lines": [("চা দোকানের লোগো", taka(amount))],
        "reference": str(number),
        "group": "contract:3",
        "email": "carla@demo.test",
        "success_url": f"{SITE}/milestones/9/funded/",
        "cancel_url": f"{SITE}/milestones/9/funded/?unpaid=1",
        "expires_at": clock.now() + timedelta(hours=1),
        "metadata": {},
    }
    return CheckoutRequest(**{**fields, **changes})


class Desk:
    """What a test does at SSLCOMMERZ."""

    def __init__(self) -> None:
        self.browser = Client()
        self.events: list[WebhookEvent] = []
        self.statuses: list[int] = []

    def create(self, number: int = 7, amount: str = "1200.00", **changes: Any) -> Checkout:
        """A page, by the client."""
        return provider_module.create_checkout(request_of(number, amount, **changes))

    def click(self, page: Checkout, outcome: str) -> Any:
        """Press a button on a page; returns its answer."""
        return self.browser.post(urlsplit(page.url).path, {"outcome": outcome})

    def come_back(self, answer: Any) -> Any:
        """Post the browser back to the site, as the page does; returns the site's answer."""
        html = answer.content.decode()
        action = re.search(r'<form method="post" action="([^"]+)"', html)[1]
        return self.browser.post(urlsplit(unescape(action)).path, self.fields(answer))

    def fields(self, answer: Any) -> dict[str, str]:
        """What the browser brings along."""
        return {name: unescape(value) for name, value in FIELD.findall(answer.content.decode())}

    def paid(self, outcome: str = "pay", **changes: Any) -> Checkout:
        """A page after a click."""
        page = self.create(**changes)
        self.click(page, outcome)
        return page

    def plan(self, kind: str, times: int = 1, seconds: int = 0) -> None:
        """Let the next notifications or calls go wrong."""
        kind, at = Fault.Kind(kind), clock.wall()
        Fault.objects.create(kind=kind, house="sslcommerz", left=times, seconds=seconds, at=at)

    def post(self, body: bytes) -> int:
        """Bring a notification to the site; remembers its event."""
        try:
            self.events.append(provider_module.read_event(body, {}))
        except provider_module.InvalidWebhook:
            self.statuses.append(400)
        else:
            self.statuses.append(200)
        return self.statuses[-1]

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        """Send the notifications that are due, or would be after a while; returns how many."""
        return notices.deliver_pending(self.post, at=clock.wall() + after)

    def refund_of(self, page: Checkout, amount: str, mark: str = "5") -> RefundRequest:
        """A request for a refund of the page's payment."""
        payment = provider_module.retrieve_payment(provider_module.retrieve_checkout(page.id).payment_id)
        return RefundRequest(payment.id, payment.charge_id, taka(amount), mark)

    def change(self, page: Checkout, **columns: Any) -> None:
        """Change the payments of a page in the books of the company."""
        assert SslcommerzPayment.objects.filter(session__tran_id=page.id).update(**columns)


@pytest.fixture
def sslcommerz(provider: Provider, settings: Any, monkeypatch: Any) -> Iterator[Desk]:
    """The stand-in, with the site set to talk to it."""
    settings.SSLCOMMERZ_API_BASE = provider.base.replace("/stripe", "/sslcommerz")
    desk = Desk()
    monkeypatch.setattr(notices, "post_to_site", desk.post)
    return desk
