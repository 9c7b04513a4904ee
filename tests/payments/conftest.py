"""Fixtures of the payment tests."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection

from market.contracts.models import Milestone
from market.core.base import clock
from market.payments.cancelling.actions import give_cancel_notice
from market.payments.ledger import postings
from market.payments.models import LedgerTransaction, Refund
from market.payments.refunds.actions import give_refund
from market.payments.refunds.repayment_actions import set_destination
from tests.payments.provider_line import bkash_line, line  # noqa: F401  # fixtures
from tests.payments.story import funded, usd


@pytest.fixture
def now(monkeypatch) -> datetime:
    """The present instant, at which both clocks stand still."""
    instant = clock.wall()
    monkeypatch.setattr(clock, "wall", lambda: instant)
    monkeypatch.setattr(clock, "now", lambda: instant)
    return instant


@pytest.fixture
def second_connection(transactional_db) -> Iterator["psycopg.Connection[Any]"]:
    """Another connection to the test's database, without a transaction of its own."""
    params = connection.get_connection_params()
    keys = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{key: params[key] for key in keys if params.get(key)}, autocommit=True) as other:
        yield other


@pytest.fixture
def failed_refund(provider, run_jobs, travel):
    """A refund of 66.64 USD that the client's card refused."""
    milestone = funded(provider, "63.47")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=3))
    return Refund.objects.select_related("milestone__contract__client").get(state="failed")


@pytest.fixture
def agreed_refund(failed_refund, pavel):
    """The same, and two operators have agreed where it goes."""
    set_destination(by=pavel, refund_id=failed_refund.pk, destination="Carla Private, account 4711 of a bank in Turin")
    failed_refund.refresh_from_db()
    return failed_refund


@pytest.fixture
def late(provider, travel, carla, farida):
    """Work of five days for 100 USD, a day late."""
    milestone = funded(provider, "100.00")
    travel(timedelta(days=6))
    milestone.refresh_from_db()
    return milestone


@pytest.fixture
def under_notice(late):
    """The same, after the client gave notice."""
    give_cancel_notice(by=late.contract.client, milestone_id=late.pk)
    late.refresh_from_db()
    return late


@pytest.fixture
def post_at(db, monkeypatch) -> Callable[..., LedgerTransaction]:
    """Posts five dollars of a kind to no account of a person, at an instant."""

    def post(kind: str, milestone: Milestone, at: datetime, key: str = "") -> LedgerTransaction:
        monkeypatch.setattr(clock, "now", lambda: at)
        key = key or f"{kind}:{LedgerTransaction.objects.count()}"
        legs = postings.Leg("fees", Decimal(5)), postings.Leg("losses", Decimal(-5))
        postings.post(postings.Event(key, kind, usd(5), milestone.pk), *legs)
        return LedgerTransaction.objects.get(key=key)

    return post
