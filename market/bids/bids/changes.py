"""Comparison of two versions of terms: amount, days, and each milestone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from market.bids.models import Bid, Terms
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.core.base.money import Money


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone before and after. One of the two is None where it was added or dropped."""

    before: MilestoneTerms | None
    after: MilestoneTerms | None

    @property
    def kind(self) -> str:
        """same | changed | added | dropped."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "dropped"
        return "same" if self.before == self.after else "changed"


@dataclass(frozen=True, slots=True)
class TermsDifference:
    """The changes of new terms. `amount` and `days` are the values before, None where they stay."""

    currency: str
    amount: Money | None
    days: int | None
    parts: Sequence[MilestoneChange]

    @property
    def revisions(self) -> list[tuple[int | None, int | None]]:
        """The rounds of changes before and after, of milestones where they differ; each pair once."""
        both = [(each.before.revisions, each.after.revisions) for each in self.parts if each.before and each.after]
        return list(dict.fromkeys(pair for pair in both if pair[0] != pair[1]))

    @property
    def parts_differ(self) -> bool:
        """Whether any milestone is not as it was."""
        return any(each.kind != "same" for each in self.parts)

    def money(self, milestone: MilestoneTerms) -> Money:
        """What a milestone of either version pays."""
        return Money(milestone.amount, self.currency)


def terms_history(bid: Bid) -> "list[tuple[Terms, TermsDifference | None]]":
    """Every version of a bid's terms, newest first, with its changes to the version before (None for the first)."""
    versions = sorted(bid.terms.all(), key=lambda terms: terms.number)
    pairs = zip([None, *versions], versions, strict=False)
    return [(terms, compare_terms(before, terms) if before else None) for before, terms in pairs][::-1]


def compare_terms(before: Terms, after: Terms) -> TermsDifference:
    """The changes from `before` to `after`."""
    return TermsDifference(
        currency=after.currency,
        amount=before.amount if before.amount != after.amount else None,
        days=before.days if before.days != after.days else None,
        parts=tuple(_pair_milestones(ProposedTerms.of(before).milestones, ProposedTerms.of(after).milestones)),
    )


def _pair_milestones(before: Sequence[MilestoneTerms], after: Sequence[MilestoneTerms]) -> Iterator[MilestoneChange]:
    """Pair milestones by title, the rest by position. Dropped ones come last."""
    left = dict(enumerate(before))
    pairs: dict[int, MilestoneTerms] = {}
    for index, milestone in enumerate(after):
        same = next((at for at, each in left.items() if each.title == milestone.title), None)
        if same is not None:
            pairs[index] = left.pop(same)
    for index in range(len(after)):
        if index not in pairs and index in left:
            pairs[index] = left.pop(index)
    for index, milestone in enumerate(after):
        yield MilestoneChange(pairs.get(index), milestone)
    for milestone in left.values():
        yield MilestoneChange(milestone, None)
