"""Requests to the provider and its responses as frozen dataclasses: see `stripe.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from market.core.base.money import Money


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """A Checkout to be created: `lines` are titles and amounts that sum to the charge. `key` is the idempotency key,
    `group` connects charge and transfers (the contract)."""

    key: str
    charge: Money
    lines: Sequence[tuple[str, Money]]
    reference: str
    group: str
    email: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Checkout:
    """`status`: open, complete or expired; only `is_paid` says whether money came."""

    id: str
    url: str
    status: str
    is_paid: bool
    payment_id: str
    charged: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment with its charge; `fee` is the provider's, zero while it is unknown. `card` is the card's fingerprint,
    the same for all who use it; "" without a card."""

    id: str
    status: str
    charge_id: str
    received: Money
    fee: Decimal
    card: str = ""


@dataclass(frozen=True, slots=True)
class RefundStatus:
    """A refund: pending, requires_action, succeeded, failed or canceled."""

    id: str
    status: str
    failure: str


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """A connected account; it accepts transfers only when `is_active`."""

    id: str
    is_active: bool
    is_submitted: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer; `arrival_id` is the same money as the connected account sees it."""

    id: str
    arrival_id: str


@dataclass(frozen=True, slots=True)
class BankPayout:
    """A payout of a connected account to its bank: pending, in_transit, paid, failed or canceled. `arrives_at` is when
    it is expected there."""

    id: str
    status: str
    failure: str
    arrives_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BankDispute:
    """A chargeback. `status`: needs_response, under_review, won or lost (warning_… while no money is taken); `fee` is
    what the provider keeps for it; `answer_by`: until when evidence can be sent."""

    id: str
    charge_id: str
    status: str
    reason: str
    amount: Money
    fee: Decimal
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """An event: its type, its object, and the connected account ("" for ours)."""

    id: str
    kind: str
    object_id: str
    account_id: str
    payload: dict[str, Any]
