"""What an early end means in money, before it happens: reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from market.contracts.models import Contract, Milestone
from market.core.base.money import Money, total
from market.payments.queries import fee_left
from market.payments.releases.actions import fee_due


@dataclass(frozen=True, slots=True)
class Share:
    """A milestone that holds money: what of it would be released, and what would go back with its fee."""

    milestone: Milestone
    held: Money
    release: Money
    refund: Money
    fee_kept: Money
    fee_back: Money


@dataclass(frozen=True, slots=True)
class Ending:
    """The contract's money after the end: `released` and `refunded` before it, then what the end itself does."""

    released: Money
    refunded: Money
    held: Money
    shares: list[Share]
    release: Money
    refund: Money
    fee_kept: Money
    fee_back: Money
    lapsing: list[Milestone]
    not_funded: Money


def ending_of(contract: Contract, shares: Mapping[int, Decimal]) -> Ending:
    """What ending would do now with these shares (by milestone; 0 where none is given)."""
    milestones = list(contract.milestones.all())
    split = [_share(each, shares.get(each.pk, Decimal("0.00"))) for each in milestones if each.held_value]
    lapsing = [each for each in milestones if each.state == Milestone.State.AWAITING_FUNDING]

    def summed(amounts: list[Decimal]) -> Money:
        return Money(total(amounts), contract.currency)

    return Ending(
        released=summed([each.released_value for each in milestones]),
        refunded=summed([each.refunded_value for each in milestones]),
        held=summed([each.held_value for each in milestones]),
        shares=split,
        release=summed([each.release.amount for each in split]),
        refund=summed([each.refund.amount for each in split]),
        fee_kept=summed([each.fee_kept.amount for each in split]),
        fee_back=summed([each.fee_back.amount for each in split]),
        lapsing=lapsing,
        not_funded=summed([each.amount_value for each in lapsing]),
    )


def _share(milestone: Milestone, share: Decimal) -> Share:
    left, _ = fee_left(milestone)
    share = min(max(share, Decimal("0.00")), milestone.held_value)
    kept = fee_due(milestone, share) if share else Decimal("0.00")
    money = lambda amount: Money(amount, milestone.currency)  # noqa: E731
    return Share(
        milestone=milestone,
        held=milestone.held,
        release=money(share),
        refund=money(milestone.held_value - share),
        fee_kept=money(kept),
        fee_back=money(left - kept),
    )
