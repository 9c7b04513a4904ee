"""What a chargeback posts to the ledger, by the same rules as `postings`."""

from dataclasses import dataclass
from decimal import Decimal

from market.core.base.money import Money
from market.payments.ledger.models import LedgerAccount
from market.payments.ledger.postings import Event, Leg, post
from market.payments.models import Chargeback, Release

Kind = LedgerAccount.Kind
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class LossSources:
    """Where the money of a lost chargeback comes from at once; `fees` may be below zero by what rounding leaves.

    `credit` was owed to the client anyway, since a refund had failed; `losses` are the operator's.
    """

    credit: Decimal = NOTHING
    held: Decimal = NOTHING
    fee_held: Decimal = NOTHING
    fees: Decimal = NOTHING
    losses: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        """The sum of all sources."""
        return self.credit + self.held + self.fee_held + self.fees + self.losses


def _event(chargeback: Chargeback, key: str, kind: str, amount: Money, fee: Decimal = NOTHING) -> Event:
    return Event(f"{key}:{chargeback.pk}", kind, amount, chargeback.funding.milestone_id, fee)


def post_chargeback(chargeback: Chargeback) -> bool:
    """The bank has taken the money until it decides; the provider keeps its fee for that."""
    charge, provider_fee = chargeback.charge.amount, chargeback.provider_fee_value
    return post(
        _event(chargeback, "chargeback", "chargeback", chargeback.amount, chargeback.fee_value),
        Leg(Kind.PROVIDER, charge + provider_fee, rail=chargeback.funding.rail),
        Leg(Kind.CONTESTED, -charge),
        Leg(Kind.PROVIDER_FEES, -provider_fee),
    )


def post_chargeback_won(chargeback: Chargeback) -> bool:
    """The bank gave the money back."""
    charge = chargeback.charge.amount
    return post(
        _event(chargeback, "chargeback-won", "chargeback_won", chargeback.amount, chargeback.fee_value),
        Leg(Kind.CONTESTED, charge),
        Leg(Kind.PROVIDER, -charge, rail=chargeback.funding.rail),
    )


def post_chargeback_lost(chargeback: Chargeback, sources: LossSources) -> bool:
    """The bank paid the client: what was held, and our fee, are gone. What was released follows part by part; where
    nothing else covers it, this moves nothing, and statements tell of it still."""
    milestone, charge = chargeback.funding.milestone, chargeback.charge.amount
    legs: tuple[Leg, ...] = (
        Leg(Kind.CONTESTED, sources.total),
        Leg(Kind.CLIENT_CREDIT, -sources.credit, user=milestone.contract.client_id),
        Leg(Kind.HELD, -sources.held, milestone=milestone.pk),
        Leg(Kind.FEE_HELD, -sources.fee_held, milestone=milestone.pk),
        Leg(Kind.FEES, -sources.fees),
        Leg(Kind.LOSSES, -sources.losses),
    )
    if not any(leg.amount for leg in legs):
        legs = (Leg(Kind.CONTESTED, charge), Leg(Kind.CONTESTED, -charge))
    event = _event(chargeback, "chargeback-lost", "chargeback_lost", chargeback.amount, chargeback.fee_value)
    return post(event, *legs)


ACCOUNTS = {
    Release.State.CLEARING: Kind.CLEARING,
    Release.State.PAYABLE: Kind.PAYABLE,
    Release.State.IN_TRANSIT: Kind.IN_TRANSIT,
}


def post_taken_back(chargeback: Chargeback, release: Release, state: str) -> bool:
    """A release is taken back: from its ledger account, or (paid out) by a reversal of its transfer."""
    account = ACCOUNTS.get(Release.State(state))
    source = Leg(account, -release.amount_value, user=release.freelancer_id) if account else None
    return post(
        _event(chargeback, f"chargeback-taken:{release.pk}", "chargeback_reversed", release.amount),
        Leg(Kind.CONTESTED, release.amount_value),
        source or Leg(Kind.PROVIDER, -release.amount_value, rail=chargeback.funding.rail),
    )


def post_forgiven(chargeback: Chargeback, amount: Money) -> bool:
    """The operator takes over the freelancer's debt as a loss."""
    return post(
        _event(chargeback, "chargeback-forgiven", "chargeback_forgiven", amount),
        Leg(Kind.RECEIVABLE, amount.amount, user=chargeback.funding.milestone.contract.freelancer_id),
        Leg(Kind.LOSSES, -amount.amount),
    )


def post_owed(chargeback: Chargeback, release: Release, amount: Decimal) -> bool:
    """What of a release could not be called back: the one account of a person that is below zero."""
    key = f"chargeback-owed:{release.pk}:{chargeback.left_value}"
    return post(
        _event(chargeback, key, "chargeback_owed", Money(amount, chargeback.currency)),
        Leg(Kind.CONTESTED, amount),
        Leg(Kind.RECEIVABLE, -amount, user=chargeback.funding.milestone.contract.freelancer_id),
    )
