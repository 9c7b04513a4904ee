"""Releases that fall due at once, of few people, so that they want the same rows: in parallel, beside payments that
come in, their notices, and withdrawals. Nobody waits in a ring, nothing is tried again, and each happens once.
"""

import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.errors import DomainError
from market.documents.models import Document
from market.payments.funding.checkout_actions import settle_funding
from market.payments.ledger import postings
from market.payments.models import Funding, LedgerBalance, LedgerTransaction, Payout, ProviderEvent, Release
from market.payments.payouts.actions import request_payout
from market.payments.provider.actions import process_event
from market.payments.releases.actions import clear_release, release_by_silence
from tests import make
from tests.concurrency.test_money import assert_ledger_consistent
from tests.payments.story import checkout, contract, first, ready_account, submitted

pytestmark = pytest.mark.django_db(transaction=True)
DUE = int(os.environ.get("DUE_RELEASES", "200"))  # by `make prove` 10,000
WORKERS, PEOPLE = 8, 3
Step = Callable[[], Any]


def delivered(provider: Any, clients: list[Any], freelancers: list[Any]) -> list[int]:
    """Milestones that nobody answered, as many as are to fall due: a real one of each pair, and copies of its rows."""
    patterns = [
        submitted(provider, "100.00", client=client, freelancer=freelancer)
        for client in clients
        for freelancer in freelancers
    ]
    due_at = clock.now() - timedelta(days=10)  # so that its clearing days are over too
    Milestone.objects.filter(pk__in=[each.pk for each in patterns]).update(review_due_at=due_at)
    keys = [each.pk for each in patterns]
    for number in range(DUE - len(patterns)):
        pattern = Milestone.objects.select_related("contract").get(pk=keys[number % len(patterns)])
        keys.append(copy_of(pattern, number))
    return keys


def copy_of(pattern: Milestone, number: int) -> int:
    """The same agreement and the same payment once more, posted to the books."""
    funding = Funding.objects.get(milestone=pattern)
    agreed = copied(pattern.contract, job=None, bid=None)
    milestone = copied(pattern, contract=agreed)
    ids = {name: f"copy-{name}-{number}" for name in ("checkout_id", "payment_id", "charge_id")}
    postings.post_funding(copied(funding, milestone=milestone, **ids))
    return milestone.pk


def copied(row: Any, **changes: Any) -> Any:
    """A new row with the values of another one."""
    new = copy(row)
    new._state = copy(row._state)
    new._state.fields_cache = {}
    new.pk = None
    for name, value in changes.items():
        setattr(new, name, value)
    new.save(force_insert=True)
    return new


def release(milestone_id: int) -> None:
    release_by_silence(milestone_id=milestone_id)
    for pk in Release.objects.filter(milestone=milestone_id).values_list("pk", flat=True):
        clear_release(release_id=pk)


def hear(provider: Any) -> None:
    """The provider's notices come in, and are looked at."""
    provider.deliver()
    for pk in list(ProviderEvent.objects.filter(worked_off_at=None).values_list("pk", flat=True)):
        process_event(event_pk=pk)


def steps_of(provider: Any, due: list[int], paid: list[Funding], freelancers: list[Any]) -> Iterator[Step]:
    for milestone in due:
        yield partial(release, milestone)
        yield partial(release, milestone)
    for funding in paid:
        yield from [partial(settle_funding, funding_id=funding.pk)] * 2
        yield partial(hear, provider)
    for freelancer in freelancers * 10:
        yield partial(request_payout, by=freelancer)


def work_off(steps: "deque[Step]", failures: list[Exception]) -> None:
    """What one worker does until nothing is left. A refusal is an answer; whatever else is raised is a failure."""
    try:
        while steps:
            try:
                steps.popleft()()
            except (DomainError, IndexError):
                continue
    except Exception as error:
        failures.append(error)
    finally:
        connections.close_all()


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_due_releases_in_parallel_happen_once_each_without_a_deadlock(provider, settings, record_property):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, payouts_per_day=1000)
    clients = [make.make_person(f"Client {number}") for number in range(PEOPLE)]
    freelancers = [make.make_freelancer(f"Freelancer {number}") for number in range(PEOPLE)]
    for each in freelancers:
        ready_account(provider, each)
    due = delivered(provider, clients, freelancers)
    paid = [checkout(first(contract("50.00", client=each, freelancer=freelancers[0]))) for each in clients]
    for funding in paid:
        provider.pay(funding.checkout_url)
    steps = list(steps_of(provider, due, paid, freelancers))
    random.Random(7).shuffle(steps)  # noqa: S311  # the same order in each run
    queue, failures, before = deque(steps), list[Exception](), deadlocks()
    workers = [threading.Thread(target=work_off, args=(queue, failures)) for _ in range(WORKERS)]
    began = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    record_property("releases a second", round(DUE / (time.monotonic() - began)))
    assert failures == []
    assert deadlocks() == before
    assert_each_happened_once(len(due), len(paid))


def assert_each_happened_once(due: int, paid: int) -> None:
    assert Release.objects.count() >= due  # payouts split none here, but may one day
    kinds = LedgerTransaction.objects.order_by()
    assert kinds.filter(kind="release").count() == kinds.filter(kind="clearing").count() == due
    assert kinds.filter(kind="funding").count() == due + paid
    for kind in (Document.Kind.INVOICE, Document.Kind.FEE_RECEIPT):
        numbers = Document.objects.filter(kind=kind).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, due + 1))
    assert Payout.objects.exists()
    held = LedgerBalance.objects.filter(account__kind="held", value__gt=0)
    assert held.count() == paid
    assert Contract.objects.count() == due + paid
    assert_ledger_consistent()
