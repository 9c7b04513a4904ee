"""What one version of terms changes of the one before: amount, days, and each milestone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from market.bids.models import Bid, Terms
from market.bids.offers.terms import Offer, Part
from market.core.base.money import Money


@dataclass(frozen=True, slots=True)
class PartChange:
    """A milestone before and after. One of the two is None where it was added or dropped."""

    before: Part | None
    after: Part | None

    @property
    def kind(self) -> str:
        """same | changed | added | dropped."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "dropped"
        return "same" if self.before == self.after else "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """What new terms change. `amount` and `days` are the values before, None where they stay."""

    currency: str
    amount: Money | None
    days: int | None
    parts: Sequence[PartChange]

    @property
    def parts_differ(self) -> bool:
        """Whether any milestone is not as it was."""
        return any(each.kind != "same" for each in self.parts)

    def money(self, part: Part) -> Money:
        """What a milestone of either version pays."""
        return Money(part.amount, self.currency)


def differences(bid: Bid) -> "list[tuple[Terms, Difference | None]]":
    """Every version of a bid's terms, the newest first, with what it changed of the one before (None: the first)."""
    versions = sorted(bid.terms.all(), key=lambda terms: terms.number)
    pairs = zip([None, *versions], versions, strict=False)
    return [(terms, difference(before, terms) if before else None) for before, terms in pairs][::-1]


def difference(before: Terms, after: Terms) -> Difference:
    """What `after` changes of `before`."""
    return Difference(
        currency=after.currency,
        amount=before.amount if before.amount != after.amount else None,
        days=before.days if before.days != after.days else None,
        parts=tuple(_parts(Offer.of(before).milestones, Offer.of(after).milestones)),
    )


def _parts(before: Sequence[Part], after: Sequence[Part]) -> Iterator[PartChange]:
    """Milestones of one title are the same one; of the rest, those in the same place. Dropped ones come last."""
    left = dict(enumerate(before))
    pairs: dict[int, Part] = {}
    for place, part in enumerate(after):
        known = next((at for at, each in left.items() if each.title == part.title), None)
        if known is not None:
            pairs[place] = left.pop(known)
    for place in range(len(after)):
        if place not in pairs and place in left:
            pairs[place] = left.pop(place)
    for place, part in enumerate(after):
        yield PartChange(pairs.get(place), part)
    for part in left.values():
        yield PartChange(part, None)
