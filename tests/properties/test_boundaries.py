"""Every operation on money breaks off at each of its boundaries, once at a time. After a restart people and jobs go on,
and the end is the same as without: nothing is lost or doubled, in our books and in those of the providers.

`make prove` takes each boundary; a test run one of each kind of an operation, another one each day (BOUNDARY_SEED).
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from market.contracts.models import Milestone
from market.core.base import clock
from market.core.base.errors import DomainError
from market.payments.models import LedgerEntry, Payout, Refund, Release
from market.sandbox import webhooks
from market.sandbox.bkash import actions as bkash_books
from market.sandbox.bkash import notices as bkash_notices
from market.sandbox.models import BalanceTransaction, BkashRefund, SslcommerzRefund
from market.sandbox.sslcommerz import actions as sslcommerz_books
from market.sandbox.sslcommerz import notices as sslcommerz_notices
from tests import make
from tests.payments.story import assert_books_whole
from tests.properties import boundaries as seams
from tests.properties.allowance_operations import ALLOWANCE_OPERATIONS
from tests.properties.operations import OPERATIONS as OTHER_OPERATIONS
from tests.properties.steps import run_jobs
from tests.properties.world import Steps, World

OPERATIONS = OTHER_OPERATIONS | ALLOWANCE_OPERATIONS
NOW, LATER = timedelta(0), timedelta(hours=30)
EVERY = "ESCROW_RUNS" in os.environ  # by `make prove`
SEED = int(os.environ.get("BOUNDARY_SEED", clock.wall().toordinal()))  # the same all day
# What is asked only where a key has expired at a provider, after 20 hours: in test_actions_refund and _payout.
AFTER_A_DAY = {"stripe.find_refund", "stripe_connect.find_transfer", "sslcommerz.find_refund"}
# A payout to a wallet is called for once: broken off there it is unclear, which people end. See test_wallet_payouts.
BY_WALLET = {"post_payout_fee"}
# What a rail never needs for its operations: see its module.
NEVER = {"stripe.capture_checkout", "stripe.surplus_payments", "sslcommerz.capture_checkout"}


def everything() -> dict[str, Any]:
    """Where all money is, in our books, in our rows and at the providers."""
    entries = LedgerEntry.objects.order_by().values_list("account__kind", "account__currency", "account__rail")
    at_stripe: Counter[tuple[str, str, str]] = Counter()
    for account, kind, currency, net in BalanceTransaction.objects.values_list("account", "kind", "currency", "net"):
        at_stripe["a freelancer's" if account else "ours", kind, currency] += net
    return {
        "books": {row[:-1]: row[-1] for row in entries.annotate(Sum("amount")) if row[-1]},
        "milestones": list(
            Milestone.objects.order_by("pk").values_list(
                "state", "held_value", "released_value", "refunded_value", "charged_back_value"
            )
        ),
        "releases": Counter(Release.objects.values_list("state", "amount_value", "owed_value")),
        "refunds": Counter(Refund.objects.values_list("state", "reason", "amount_value", "fee_value")),
        "payouts": Counter(Payout.objects.exclude(state="failed").values_list("state", "amount_value")),
        "at Stripe": dict(at_stripe),
        "at bKash": (bkash_books.balance(), BkashRefund.objects.count()),
        "at SSLCOMMERZ": (sslcommerz_books.balance(), SslcommerzRefund.objects.count()),
    }


def go_on(steps: Steps, *, later: timedelta) -> dict[str, Any]:
    """After a restart: people and jobs try again, at once, and once more when some time has passed."""
    with suppress(DomainError):
        steps.act()
    run_jobs()
    if later:
        clock.advance(later, between=run_jobs)
        with suppress(DomainError):
            steps.act()
    steps.finish()
    run_jobs()
    assert_books_whole()
    return everything()


class Breaking:
    """One operation, which breaks off at each of its boundaries, in each way."""

    def __init__(self, world: World, watched: seams.Boundaries, name: str) -> None:
        self.name, self.watched, self.times = name, watched, 0
        self.steps = OPERATIONS[name](world)
        self.offset, self.before = clock._offset, transaction.savepoint()

    def back(self) -> None:
        """Everything as it was before the operation."""
        transaction.savepoint_rollback(self.before)
        clock._offset = self.offset

    def run(self) -> None:
        """Do it once as a whole; then break it off, again and again."""
        with self.watched.watching():
            self.steps.act()
        right, right_later = self.after(self.steps.act, NOW), None
        for at, place, error in self.breaks(self.watched.crossed):
            self.times += 1
            begin = partial(self.break_off, at, error, place)
            if self.after(begin, NOW) == right:
                continue  # and so is everything later
            right_later = right_later or self.after(self.steps.act, LATER)
            end = self.after(begin, LATER)
            differences = {key: (end[key], right_later[key]) for key in end if end[key] != right_later[key]}
            assert not differences, f"{self.name}, {error.__name__} {at} {place}, seed {SEED}: {differences}"

    def breaks(self, crossed: list[str]) -> list[tuple[int, str, type[BaseException]]]:
        """Where and how it is broken off: everywhere, or at one boundary of each kind, another one each day."""
        alike: dict[tuple[str, type[BaseException]], list[int]] = {}
        for at, place in enumerate(crossed):
            for error in seams.ways_to_break(place):
                if error is seams.Crash and at and place.startswith("before") and not EVERY:
                    continue  # where the process dies now, all is as after the boundary before it
                alike.setdefault((place, error), []).append(at)
        chance = random.Random(f"{SEED} {self.name}")
        chosen = {kind: places if EVERY else [chance.choice(places)] for kind, places in alike.items()}
        return [(at, place, error) for (place, error), places in chosen.items() for at in places]

    def after(self, begin: Callable[[], Any], later: timedelta) -> dict[str, Any]:
        """Where all money is in the end."""
        self.back()
        begin()
        end = go_on(self.steps, later=later)
        self.back()
        return end

    def break_off(self, at: int, error: type[BaseException], place: str) -> None:
        """Break off there, for certain. The books are whole then, too."""
        with self.watched.watching(at, error), suppress(seams.Crash, DomainError):
            self.steps.act()
        assert self.watched.has_broken_off, f"{self.name} does not come to “{place}” again"
        assert self.watched.crossed[at] == place, f"{self.name}: {self.watched.crossed[at]} instead of {place}"
        assert_books_whole()


@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_at_any_boundary(provider, bkash_desk, sslcommerz, monkeypatch):
    for sending in (webhooks, bkash_notices, sslcommerz_notices):  # storms of notifications have a test of their own
        monkeypatch.setattr(sending, "defer_sending", lambda *_of: None)
    everywhere = {*seams.port_functions(), *seams.posting_functions()}
    watched = seams.install(monkeypatch)
    people = make.make_person("Carla"), make.make_freelancer("Farida")
    operators = [make.make_person(name, roles=["operator"]) for name in ("Pavel", "Ola")]
    world = World(provider, *people, tuple(operators))
    clean, times = transaction.savepoint(), {}
    for name in OPERATIONS:
        breaking = Breaking(world, watched, name)
        breaking.run()
        times[name] = breaking.times
        transaction.savepoint_rollback(clean)
        clock._offset = timedelta(0)
    assert min(times.values()) >= 2, times
    assert everywhere - watched.called - AFTER_A_DAY - BY_WALLET - NEVER == set(), "no operation comes there: add one"
