"""Ledger transactions that a party sees."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.text import locale
from market.payments.models import LedgerTransaction

if TYPE_CHECKING:
    from market.accounts.models import User

BANK_KINDS = ("chargeback", "chargeback_won", "chargeback_lost")
CLIENT_KINDS = (
    *("funding", "late_payment", "release", "refund", "give_back", "refund_paid", "refund_failed", "refund_repaid"),
    *BANK_KINDS,
)
FREELANCER_KINDS = (
    *("funding", "release", "clearing", "payout", "payout_paid", "payout_failed", "refund", "give_back", "debt_paid"),
    *("exchange_out", "exchange_in"),
    *(*BANK_KINDS, "chargeback_reversed", "chargeback_owed", "chargeback_forgiven"),
)

PAID_KINDS, RETURNED_KINDS = ("funding", "late_payment"), ("refund_paid", "refund_repaid", "chargeback_lost")
# What a statement is filtered by: the ledger's kinds in the words of a reader.
KIND_GROUPS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "funding": (_("Payments of clients"), ("funding", "late_payment")),
    "release": (_("Releases"), ("release", "clearing")),
    "payout": (_("Payouts"), ("payout", "payout_paid", "payout_failed", "exchange_out", "exchange_in")),
    "refund": (_("Refunds"), ("refund", "give_back", "refund_paid", "refund_failed", "refund_repaid", "late_payment")),
    "debt": (_("What pays debts"), ("debt_paid",)),
    "chargeback": (_("Chargebacks"), (*BANK_KINDS, "chargeback_reversed", "chargeback_owed", "chargeback_forgiven")),
}
SQL = Path(__file__).parent.parent / "sql" / "running_balances.sql"


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Which lines of a statement are wanted: of a group of kinds ("" for all), a contract, days (both included)."""

    kind: str = ""
    contract: int | None = None
    since: date | None = None
    until: date | None = None

    def apply(self, rows: "QuerySet[LedgerTransaction]") -> "QuerySet[LedgerTransaction]":
        """The rows that it wants, by days as pages show them."""
        if self.kind:
            rows = rows.filter(kind__in=KIND_GROUPS[self.kind][1])
        if self.contract:
            rows = rows.filter(milestone__contract=self.contract)
        if self.since:
            rows = rows.filter(at__gte=_start_of(self.since))
        if self.until:
            rows = rows.filter(at__lt=_start_of(self.until + timedelta(days=1)))
        return rows


def _start_of(day: date) -> datetime:
    """Its first instant where the reader is."""
    return datetime.combine(day, time.min, ZoneInfo(locale.zone()))


class Running(NamedTuple):
    """What a transaction changed for a user, and their balance after it (see `sql/running_balances.sql`)."""

    change: Decimal
    balance: Decimal


def running_balances(user: "User", ids: Collection[int]) -> dict[int, Running]:
    """By transaction, in one statement, whatever the filter."""
    values: dict[str, Any] = {
        "user": user.pk,
        "ids": list(ids),
        "oldest": min(ids, default=0),
        "paid": list(PAID_KINDS),
        "returned": list(RETURNED_KINDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_running_sql(), values)
        return {pk: Running(change, balance) for pk, change, balance in cursor.fetchall()}


@cache
def _running_sql() -> str:
    return SQL.read_text(encoding="utf-8")


def statement_transactions(user: "User") -> QuerySet[LedgerTransaction]:
    """Ledger transactions that concern the user, as a client or as a freelancer, newest first."""
    return (
        LedgerTransaction.objects.filter(
            Q(milestone__contract__client=user, kind__in=CLIENT_KINDS)
            | Q(milestone__contract__freelancer=user, kind__in=FREELANCER_KINDS)
        )
        .select_related("milestone__contract__client", "milestone__contract__freelancer")
        .order_by("-id")
    )
