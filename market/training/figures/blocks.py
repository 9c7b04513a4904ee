"""The rule by which counts are published.

Of each block of people (one phase, district and topic) a count is published from five people on, and only if

* it is the count before, or differs from it by five people at least: nobody can be told from the day before;
* it is the count of the next step, or is larger by five people at least: nobody can be told from who went no further.

All that is published is a sum of blocks: whatever is subtracted, blocks come out, and no smaller number of people.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from market.core.base.money import rounded, total
from market.training.batch_statistics import MIN_PEOPLE

Counts = tuple[int, ...]  # of the steps in their order: each is the one before, or less
Months = Mapping[date, Mapping[int, Decimal]]  # by the first day of a month, what each person earned in it


def next_counts(before: Counts, counted: Counts) -> Counts:
    """What is published of a block after `before`, now that so many people are `counted`; as near to it as the rule
    allows.
    """
    nearest = _from(len(before) - 1, 0, before, counted)
    return before if nearest is None else nearest


def _from(at: int, beyond: int, before: Counts, counted: Counts) -> Counts | None:
    """The counts up to the step `at`, where `beyond` is the one of the step after it; None where there are none."""
    if at < 0:
        return ()
    for count in sorted({counted[at], beyond, before[at]}, key=lambda each: abs(each - counted[at])):
        if _is_safe(count - beyond) and _is_safe(abs(count - before[at])) and _is_safe(count):
            earlier = _from(at - 1, count, before, counted)
            if earlier is not None:
                return (*earlier, count)
    return None


def _is_safe(people: int) -> bool:
    return people == 0 or people >= MIN_PEOPLE


def next_total(before: Decimal, until: date | None, months: Months, end: date) -> tuple[Decimal, date | None]:
    """The published total of a block, and the day up to which it counts, after those `before`.

    What was earned since is added once five people earned it, none of them more than half: the difference
    tells nobody's income. Only months that are over by `end` count.
    """
    by_person: dict[int, Decimal] = {}
    for month, amounts in months.items():
        if month < end and (until is None or month >= until):
            for person, amount in amounts.items():
                by_person[person] = by_person.get(person, Decimal(0)) + amount
    earned = [amount for amount in by_person.values() if amount > 0]
    summed = total(earned)
    if len(earned) < MIN_PEOPLE or max(earned) * 2 > summed:
        return before, until
    return before + rounded(round(summed, -2)), end


def shown_median(amounts: Sequence[Decimal]) -> Decimal | None:
    """The middle of what people earned, to two digits; None for fewer than ten people, or where nothing is left of it.

    With ten, five stand on either side.
    """
    ordered = sorted(amounts)
    if len(ordered) < 2 * MIN_PEOPLE:
        return None
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return rounded(round(middle, 1 - middle.adjusted()))
