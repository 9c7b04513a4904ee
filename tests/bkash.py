"""The local bKash for tests: the site is set to talk to it over real HTTP, and a person clicks on its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches

from market.core.base import clock
from market.core.base.money import Money
from market.payments.provider import bkash as provider_bkash
from market.payments.provider.types import Checkout, CheckoutRequest, RefundRequest
from market.sandbox.bkash import notices
from market.sandbox.models import BkashNotice, BkashPayment, Fault
from tests.provider import Provider

BACK = "http://localhost:8000/milestones/7/funded/"


def taka(amount: str) -> Money:
    """An amount in taka."""
    return Money(Decimal(amount).quantize(Decimal("0.01")), "BDT")


def order(amount: str = "1050.00", *, reference: str = "7", **more: Any) -> CheckoutRequest:
    """A request for a Checkout."""
    fields: dict[str, Any] = {
        "key": f"funding:{reference}",
        "charge": taka(amount),
        "lines": [("Logo", taka(amount))],
        "reference": reference,
        "group": "contract-3",
        "email": "rahim@demo.test",
        "success_url": BACK,
        "cancel_url": f"{BACK}?unpaid=1",
        "expires_at": clock.now() + timedelta(hours=1),
        "metadata": {},
    }
    return CheckoutRequest(**{**fields, **more})


@dataclass
class BkashDesk:
    """What a test does at bKash."""

    provider: Provider
    base: str

    def click(self, page: Checkout, outcome: str, **fields: str) -> Any:
        """Post an outcome to the page of a payment; returns the redirect."""
        return self.provider.browser.post(urlsplit(page.url).path, {"outcome": outcome, **fields})

    def paid(self, amount: str = "1050.00", *, reference: str = "7", wallet: str = "") -> Checkout:
        """A payment that was made."""
        page = provider_bkash.create_checkout(order(amount, reference=reference))
        self.click(page, "succeed", wallet=wallet)
        return provider_bkash.capture_checkout(page.id)

    def refund_of(self, page: Checkout, amount: str, *, mark: str = "1") -> RefundRequest:
        """A request for a refund of it."""
        return RefundRequest(page.id, self.row(page).trx_id, taka(amount), mark)

    def row(self, page: Checkout) -> BkashPayment:
        """The payment in bKash's books."""
        return BkashPayment.objects.get(payment_id=page.id)

    def plan(self, kind: str, times: int = 1, seconds: int = 0) -> None:
        """Let the next notifications or calls go wrong."""
        Fault.objects.create(kind=Fault.Kind(f"bkash_{kind}"), left=times, seconds=seconds, at=clock.wall())

    def notice(self, **columns: Any) -> BkashNotice:
        """A message of the topic that was not stored, of this moment."""
        now = clock.wall()
        fields = {"message_id": "m-1", "kind": "Notification", "message": "{}", "at": now, "due_at": now}
        return BkashNotice(**{**fields, **columns})


@pytest.fixture
def bkash_desk(provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BkashDesk]:
    """The local bKash, without a token of another test; the jobs that send its notifications send none."""
    settings.BKASH_API_BASE = settings.BKASH_PAYOUT_API_BASE = provider.base.replace("/stripe", "/bkash")
    monkeypatch.setattr(notices, "post_to_site", lambda _body, _headers: 0)
    caches["process"].clear()
    yield BkashDesk(provider, settings.BKASH_API_BASE)
    caches["process"].clear()
