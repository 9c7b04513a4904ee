"""What a payment provider must be able to do: the port that `rails` looks through, and that each module fills.

Amounts go in and out as Money of two places. A call takes `TIMEOUT` seconds at most, where the provider does not ask
for more, raises ProviderUnavailable for what may pass and ProviderRefused for what will not, and is not retried here:
jobs come again. `mypy` holds each module to it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from market.core.base.money import Money
from market.payments.provider.types import (
    Checkout,
    CheckoutRequest,
    Payment,
    RefundRequest,
    RefundStatus,
    WalletLimits,
    WalletRequest,
    WalletTransfer,
    WebhookEvent,
)

TIMEOUT = 8
KEY_TTL = timedelta(hours=20)  # providers forget an idempotency key after 24 hours; we never do


class ProviderRefused(Exception):
    """The provider refused the request: a retry would not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


class LowBalance(Exception):
    """Our own balance at the provider is too small: nothing was sent. It may pass, once the operator pays money in."""


class OutcomeUnknown(Exception):
    """Nobody knows whether the money moved: it is not sent again before somebody has found out."""


class InvalidWebhook(Exception):
    """A notification that the provider did not sign, that is too old, or of the other mode (live or test)."""


class PayIn(Protocol):
    """Money from clients: a page where they pay, and the way back to where it came from."""

    def create_checkout(self, request: CheckoutRequest) -> Checkout:
        """Create the page where a client pays. The same request again returns the same page, or another one of which
        only one can be paid."""

    def retrieve_checkout(self, checkout_id: str) -> Checkout:
        """Its state now. Moves no money."""

    def capture_checkout(self, checkout_id: str) -> Checkout:
        """Take the money of an `authorized` one. Called again it changes nothing."""

    def expire_checkout(self, checkout_id: str) -> Checkout:
        """Close the page, so that it cannot be paid any more where the provider can do that; `status` says whether it
        is. Raises ProviderRefused if it is not open."""

    def retrieve_payment(self, payment_id: str) -> Payment:
        """What was paid, with the provider's fee as far as it is known."""

    def surplus_payments(self, checkout_id: str) -> list[Payment]:
        """All payments of it, where the provider lets a page be paid twice, else none. The caller knows which one it
        recorded: what else came is surplus."""

    def create_refund(self, request: RefundRequest) -> RefundStatus:
        """Send a part of a payment back, or all of it. The same request again makes no second one within `KEY_TTL`;
        later `find_refund` is asked first. ProviderRefused: it is not made, and will not be."""

    def find_refund(self, request: RefundRequest) -> RefundStatus | None:
        """The refund of this request, if the provider made it: for when a call broke off, or its key has expired."""

    def retrieve_refund(self, request: RefundRequest, refund_id: str) -> RefundStatus:
        """Its state now."""

    def balances(self) -> list[Money] | None:
        """Our balance there, available and pending together, per currency; None where the provider does not tell."""

    def recent_events(self, *, since: datetime) -> Iterator[WebhookEvent]:
        """Events since an instant, delivered or not; none where the provider keeps no list."""

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
        """The event of a notification's request. Raises InvalidWebhook."""


class PayOut(Protocol):
    """Money to mobile wallets, one transfer after the other."""

    def limits(self) -> WalletLimits:
        """What a transfer may be."""

    def pay_out(self, request: WalletRequest) -> WalletTransfer:
        """Send it, once for each mark. Nothing was sent where this raises ProviderRefused (a retry would not help),
        LowBalance or ProviderUnavailable (it may go later). Raises OutcomeUnknown for all else."""

    def retrieve_transfer(self, number: str) -> WalletTransfer | None:
        """The transfer by the provider's number of it, None where it has no such."""
