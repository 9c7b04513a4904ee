"""Statistics of the graduates of a batch, with counts from which no single person can be identified.

Upper apps register functions that return which of some users have reached a step; income is registered likewise. A
count is shown from five people on, and only if the difference to the next larger shown count is none or at least five
too: hidden counts cannot be computed by subtracting.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base import clock
from market.core.base.money import rounded, total
from market.training.models import Batch

MIN_PEOPLE = 5
People = Collection[int]
Reached = Callable[[People], set[int]]
Earned = Callable[[People], dict[str, dict[int, Decimal]]]
FirstPaid = Callable[[People], dict[int, datetime]]
ByMonth = Callable[[People], dict[str, dict[date, dict[int, Decimal]]]]
_step_functions: dict[str, Reached] = {}
_income_functions: list[Earned] = []
_first_pay_functions: list[FirstPaid] = []
_month_functions: list[ByMonth] = []
# The steps in their order, with their labels.
STEP_NAMES: dict[str, str | Promise] = {
    "certificates": _("Hold a certificate that counts"),
    "claimed": _("Have claimed it, with an account"),
    "profiles": _("Show a profile"),
    "bids": _("Have sent a bid"),
    "contracts": _("Have had a first contract"),
    "finished": _("Have finished a first job"),
    "paid": _("Have earned money here"),
}


def outcome(step: str) -> Callable[[Reached], Reached]:
    """Register a step (see STEP_NAMES): the function returns those of the user ids who have reached it."""

    def register(reached: Reached) -> Reached:
        _step_functions[step] = reached
        return reached

    return register


def income(earned: Earned) -> Earned:
    """Register a function that returns earnings: by currency, the amount of each user id."""
    _income_functions.append(earned)
    return earned


def first_pay(paid: FirstPaid) -> FirstPaid:
    """Register a function that returns when each user id was paid first."""
    _first_pay_functions.append(paid)
    return paid


def income_by_month(earned: ByMonth) -> ByMonth:
    """Register a function that returns earnings: by currency and first day of the month, the amount of each user id."""
    _month_functions.append(earned)
    return earned


def who_reached(step: str, people: People) -> set[int]:
    """Those of the user ids who have reached a step that some app registers; nobody where none does."""
    return _step_functions[step](people) if people and step in _step_functions else set()


def first_paid(people: People) -> dict[int, datetime]:
    """When each of the user ids was paid first."""
    first: dict[int, datetime] = {}
    for paid in _first_pay_functions:
        for person, at in paid(people).items():
            first[person] = min(at, first.get(person, at))
    return first


def earned_by_month(people: People) -> dict[str, dict[date, dict[int, Decimal]]]:
    """What the users earned, by currency, the first day of the month, and user id."""
    earned: dict[str, dict[date, dict[int, Decimal]]] = {}
    for by_month in _month_functions:
        for currency, months in by_month(people).items():
            earned.setdefault(currency, {}).update(months)
    return earned


@dataclass(frozen=True, slots=True)
class StepCount:
    """A step and how many reached it, and their share in percent; None where that is hidden."""

    code: str
    name: str | Promise
    count: int | None
    share: int | None


@dataclass(frozen=True, slots=True)
class Income:
    """The income of a batch in one currency, and how many people earned it."""

    total: Money
    people: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The statistics of a batch."""

    issued: int
    steps: list[StepCount]
    incomes: list[Income]
    days_to_first_pay: int | None  # from the certificate, the middle of all; None where that is hidden


def outcomes_of(batch: Batch) -> Outcomes:
    """Compute the statistics of a batch."""
    issued = batch.certificates.count()
    valid = batch.certificates.valid()
    certified = dict(valid.filter(holder__isnull=False).values_list("holder_id", "issued_on"))
    holders = set(certified)
    counts = {"certificates": valid.count(), "claimed": len(holders)}
    counts |= {step: len(found(holders)) for step, found in _step_functions.items()}
    ordered = {code: counts[code] for code in STEP_NAMES if code in counts}
    shown = hide_small_counts(issued, ordered)
    steps = [StepCount(code, STEP_NAMES[code], shown[code], _share(shown[code], issued)) for code in ordered]
    earned = [entry for earned_by in _income_functions for entry in earned_by(holders).items()]
    incomes = list(filter(None, (_income(currency, by_person) for currency, by_person in sorted(earned))))
    days = None if shown.get("paid") is None else _days_to_first_pay(certified)
    return Outcomes(issued, steps, incomes, days)


def _days_to_first_pay(certified: dict[int, date]) -> int | None:
    """The middle number of days between the certificate and the first pay; None while nobody is paid."""
    first = {person: clock.local(at).date() for person, at in first_paid(set(certified)).items()}
    return round(median(max((day - certified[who]).days, 0) for who, day in first.items())) if first else None


def hide_small_counts(whole: int, counts: dict[str, int]) -> dict[str, int | None]:
    """The counts out of `whole` that may be shown; 0 is hidden like any number below five."""
    before, shown = whole, dict[str, int | None]()
    for code, count in sorted(counts.items(), key=lambda entry: -entry[1]):
        is_safe = count >= MIN_PEOPLE and (before - count == 0 or before - count >= MIN_PEOPLE)
        shown[code] = count if is_safe else None
        before = count if is_safe else before
    return shown


def _share(count: int | None, whole: int) -> int | None:
    """In percent, rounded; 100 stands for all of them only."""
    if count is None or not whole:
        return None
    return 100 if count == whole else min(round(100 * count / whole), 99)


def _income(currency: str, by_person: dict[int, Decimal]) -> Income | None:
    """The sum rounded to hundreds; None for fewer than five people or if one earned more than half of it."""
    summed = total(list(by_person.values()))
    if len(by_person) < MIN_PEOPLE or max(by_person.values()) * 2 > summed:
        return None
    return Income(Money(rounded(round(summed, -2)), currency), len(by_person))
