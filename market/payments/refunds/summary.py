"""Preview of an early end in money. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from market.contracts.models import Contract, Milestone
from market.core.base.money import Money, total
from market.payments.funding.queries import fee_left
from market.payments.releases.actions import fee_due


@dataclass(frozen=True, slots=True)
class Share:
    """A milestone that holds money: what would be released, and what would be refunded with which fee."""

    milestone: Milestone
    held: Money
    release: Money
    refund: Money
    fee_kept: Money
    fee_back: Money


@dataclass(frozen=True, slots=True)
class EndSummary:
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


def summarize_end(contract: Contract, shares: Mapping[int, Decimal]) -> EndSummary:
    """What ending the contract would do now. `shares`: amount to release by milestone id, 0 where it is missing."""
    milestones = list(contract.milestones.all())
    split = [_summarize_share(each, shares.get(each.pk, Decimal("0.00"))) for each in milestones if each.held_value]
    lapsing = [each for each in milestones if each.state == Milestone.State.AWAITING_FUNDING]

    def summed(amounts: list[Decimal]) -> Money:
        return Money(total(amounts), contract.currency)

    return EndSummary(
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


def _summarize_share(milestone: Milestone, share: Decimal) -> Share:
    left, _ = fee_left(milestone)
    share = min(max(share, Decimal("0.00")), milestone.held_value)
    fee_kept = fee_due(milestone, share) if share else Decimal("0.00")
    money = lambda amount: Money(amount, milestone.currency)  # noqa: E731
    return Share(
        milestone=milestone,
        held=milestone.held,
        release=money(share),
        refund=money(milestone.held_value - share),
        fee_kept=money(fee_kept),
        fee_back=money(left - fee_kept),
    )
