"""What all accounts hold, in plain dictionaries, and which steps a payout and a release may take. Knows nothing of how
the code under test posts: the state machines predict with it what a step moves, and compare.
"""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from market.core.base import clock
from market.payments.models import LedgerEntry, Payout, Release

Balances = dict[tuple[str, str], Decimal]
NOTHING = Decimal("0.00")
# From where a payout, and a release, may come to a state, within any number of steps; what ended may not go on.
PAYOUT_BEFORE = {
    "pending": {"pending"},
    "in_transit": {"pending", "in_transit"},
    "paid": {"pending", "in_transit", "paid"},
    "failed": {"pending", "in_transit", "paid", "failed"},
}
# What may stand below zero: the site's own accounts, and what a freelancer owes.
UNBOUND = {"provider", "provider_fees", "capital", "contested", "losses", "receivable", "exchange", "fees"}
RELEASE_ENDS = {"taken_back", "given_back", "exchanged", "withheld"}


def balances(**of: Any) -> Balances:
    """What is credited to all accounts of a kind, by (kind, currency); `of` chooses entries."""
    rows = LedgerEntry.objects.filter(**of).order_by().values_list("account__kind", "account__currency")
    return {row[:2]: row[2] for row in rows.annotate(Sum("amount")) if row[2]}


def moved(before: Balances, after: Balances) -> Balances:
    """What came to each account."""
    differences = {key: after.get(key, NOTHING) - before.get(key, NOTHING) for key in {*before, *after}}
    return {key: amount for key, amount in differences.items() if amount}


def assert_moves(act: Callable[[], bool], expected: Callable[[], Balances]) -> bool:
    """Do something that is refused, and then moves nothing, or that moves what was expected before, to the cent.
    Returns whether it was done."""
    before, foreseen = balances(), {key: amount for key, amount in expected().items() if amount}
    is_done = act()
    came = moved(before, balances())
    assert came == (foreseen if is_done else {}), (came, foreseen)
    return is_done


def assert_conserved(found: Balances) -> None:
    """Each currency by itself sums to zero, and nobody has less than nothing."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for (kind, currency), amount in found.items():
        sums[currency] += amount
        assert amount >= 0 or kind in UNBOUND
    assert not any(sums.values()), dict(sums)


class Histories:
    """The states of payouts and releases after each step, as the step before left them."""

    def __init__(self) -> None:
        self.payouts: dict[int, str] = {}
        self.releases: dict[int, str] = {}

    def look(self) -> None:
        """Assert that each went on by a way that there is."""
        payouts = dict(Payout.objects.values_list("pk", "state"))
        assert not self.payouts.keys() - payouts.keys(), "a payout is gone"
        for pk, state in payouts.items():
            assert self.payouts.get(pk, "pending") in PAYOUT_BEFORE[state], f"payout {pk} became {state}"
        rows = Release.objects.values_list("pk", "state", "clears_at", "payout")
        for pk, state, clears_at, payout in rows:
            before = self.releases.get(pk, state)
            assert before == state or (before not in RELEASE_ENDS and state != "clearing"), (
                f"release {pk} became {state}"
            )
            is_open = state in ("clearing", "taken_back", "given_back")
            assert is_open or clears_at <= clock.now(), f"release {pk} is {state} before its time"
            assert (payout is not None) or state not in ("in_transit", "paid_out"), (
                f"release {pk} left without a payout"
            )
            self.releases[pk] = state
        self.payouts = payouts
