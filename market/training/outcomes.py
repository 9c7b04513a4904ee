"""What became of the graduates of a batch, as counts that give nobody away.

Upper apps register functions that say which of some people have come so far; income is registered likewise. A count is
shown from five people on, and only if the difference to the next larger shown count is none or five people too: what
is hidden cannot be had by subtracting.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base.money import rounded, total
from market.training.models import Batch

LEAST = 5
People = Collection[int]
Reached = Callable[[People], set[int]]
Earned = Callable[[People], dict[str, dict[int, Decimal]]]
_steps: dict[str, Reached] = {}
_incomes: list[Earned] = []
# The steps in their order, with what a page calls them.
NAMES: dict[str, str | Promise] = {
    "certificates": _("Hold a certificate that counts"),
    "claimed": _("Have claimed it, with an account"),
    "profiles": _("Show a profile"),
    "bids": _("Have sent a bid"),
    "contracts": _("Have had a first contract"),
    "finished": _("Have finished a first job"),
    "paid": _("Have earned money here"),
}


def outcome(step: str) -> Callable[[Reached], Reached]:
    """Register a step (see NAMES): the function takes the ids of people and gives those who have come so far."""

    def register(reached: Reached) -> Reached:
        _steps[step] = reached
        return reached

    return register


def income(earned: Earned) -> Earned:
    """Register what people have earned: by currency, for each person who earned something."""
    _incomes.append(earned)
    return earned


@dataclass(frozen=True, slots=True)
class Step:
    """A step and how many have come so far; None where the number would give people away."""

    code: str
    name: str | Promise
    count: int | None
    share: int | None


@dataclass(frozen=True, slots=True)
class Income:
    """What a batch has earned in a currency, and how many earned it."""

    total: Money
    people: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that a batch's page says of its graduates."""

    issued: int
    steps: list[Step]
    incomes: list[Income]


def outcomes_of(batch: Batch) -> Outcomes:
    """The counts of a batch."""
    issued = batch.certificates.count()
    valid = batch.certificates.valid()
    holders = set(valid.filter(holder__isnull=False).values_list("holder_id", flat=True))
    counts = {"certificates": valid.count(), "claimed": len(holders)}
    counts |= {step: len(reached(holders)) for step, reached in _steps.items()}
    ordered = {code: counts[code] for code in NAMES if code in counts}
    shown = safe(issued, ordered)
    steps = [Step(code, NAMES[code], shown[code], _share(shown[code], issued)) for code in ordered]
    earned = [entry for each in _incomes for entry in each(holders).items()]
    incomes = [made for currency, by_person in sorted(earned) if (made := _income(currency, by_person)) is not None]
    return Outcomes(issued, steps, incomes)


def safe(whole: int, counts: dict[str, int]) -> dict[str, int | None]:
    """The counts that may be shown: 0 is hidden like any number below five."""
    before, shown = whole, dict[str, int | None]()
    for code, count in sorted(counts.items(), key=lambda entry: -entry[1]):
        is_safe = count >= LEAST and (before - count == 0 or before - count >= LEAST)
        shown[code] = count if is_safe else None
        before = count if is_safe else before
    return shown


def _share(count: int | None, whole: int) -> int | None:
    return round(100 * count / whole) if count is not None and whole else None


def _income(currency: str, by_person: dict[int, Decimal]) -> Income | None:
    """The sum, to the hundred, of at least five people, none of whom earned more than half of it."""
    summed = total(list(by_person.values()))
    if len(by_person) < LEAST or max(by_person.values()) * 2 > summed:
        return None
    return Income(Money(rounded(round(summed, -2)), currency), len(by_person))
