"""Requests to a payment provider and its answers as frozen dataclasses: see `port`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from market.core.base.money import Money

SUBJECTS = ("checkout", "refund", "account", "payout", "dispute")


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """A Checkout to be created: `lines` are titles and amounts that sum to the charge. `key` is the idempotency key,
    `reference` our own number of it, `group` connects charge and transfers (the contract). The client comes back to
    one of the two addresses."""

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
    """`status`: open, authorized (the client agreed, and the provider waits for `capture_checkout`), complete or
    expired; only `is_paid` says whether the money came that was asked for. `payment_id` is empty before; a `complete`
    one that is not paid has it too: something came, and does not count by itself."""

    id: str
    url: str
    status: str
    is_paid: bool
    payment_id: str
    charged: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment with its charge; `fee` is the provider's, zero while it is unknown. `card` is the fingerprint of the
    card or wallet, the same for all who use it; "" where the provider names none. `is_suspect`: the provider holds it
    for a look at the payer, so that nothing may begin on it yet."""

    id: str
    status: str
    charge_id: str
    received: Money
    fee: Decimal
    card: str = ""
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund of a payment: how much of it, and our own number of the refund, under which it is found again."""

    payment_id: str
    charge_id: str
    amount: Money
    mark: str


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
class WalletRequest:
    """A transfer to a mobile wallet: its phone number in E.164, and our own number of the payout."""

    receiver: str
    amount: Money
    mark: str


@dataclass(frozen=True, slots=True)
class WalletTransfer:
    """A transfer to a wallet as the provider has it: pending, succeeded or failed. `receiver` is its number in E.164,
    `fee` what the provider takes of us for it beside the amount, `at` when it began or was completed."""

    id: str
    status: str
    receiver: str
    amount: Money
    fee: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class WalletLimits:
    """Of transfers to wallets: the smallest and the largest one, and the most that one wallet gets in a day."""

    smallest: Decimal
    largest: Decimal
    a_day: Decimal


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
    """An event: its type in the provider's words, what it is about (one of SUBJECTS, "" for what does not concern us),
    the object's id, and the connected account ("" for ours). `mark`: our own number of the object, where it has one."""

    id: str
    kind: str
    subject: str
    object_id: str
    payload: dict[str, Any]
    account_id: str = ""
    mark: str = ""
