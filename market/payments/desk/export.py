"""Files for the accountant: legs of transactions, fees or payouts of a period, as CSV or as a workbook.

Accounts of people stand there by number, without names. Rows are read and written one by one, whatever the period.
Programs read the CSV: its heads are English. People read the workbook: heads in their language, days as days.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.errors import DomainError
from market.core.base.time_zones import time_of
from market.core.text import workbooks
from market.core.text.csv_export import csv_line
from market.core.text.workbooks import Cell
from market.payments.models import LedgerAccount, LedgerEntry, Payout

AT_ONCE = 2000
MOST_IN_WORKBOOK = 200_000
Kind = LedgerAccount.Kind
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": workbooks.XLSX}


class WorkbookTooLarge(DomainError):
    help = "money-desk#export"
    code = "workbook_too_large"
    sentence = _("These are more than %(most)s lines: choose a shorter period, or CSV.")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included, of a time zone; of one currency, or all ("")."""

    since: date
    until: date
    currency: str
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.since, time.min, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.until + timedelta(days=1), time.min, self.zone)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of file."""

    label: str | Promise
    head: tuple[str | Promise, ...]
    rows: Callable[[Period], Iterator[list[Cell]]]
    count: Callable[[Period], int]
    times: tuple[int, ...] = (0,)  # places of times: their heads name the zone

    def heads(self, zone: ZoneInfo) -> Iterator[str]:
        """The head of each column."""
        for place, each in enumerate(self.head):
            yield f"{each} ({time_of(zone.key)})" if place in self.times else str(each)


def _entries(period: Period) -> Any:
    rows = LedgerEntry.objects.filter(transaction__at__gte=period.start, transaction__at__lt=period.end)
    return rows.filter(account__currency=period.currency) if period.currency else rows


def _fee_entries(period: Period) -> Any:
    return _entries(period).filter(account__kind__in=(Kind.FEES, Kind.PROVIDER_FEES))


def _legs(rows: Any, zone: ZoneInfo) -> Iterator[list[Cell]]:
    columns = (
        *("transaction__at", "transaction__key", "transaction__kind", "transaction__milestone__contract_id"),
        *("transaction__milestone_id", "account__kind", "account__rail", "account__user_id", "account__milestone_id"),
        *("account__currency", "amount", "transaction__content_hash"),
    )
    for row in rows.order_by("transaction_id", "pk").values_list(*columns).iterator(AT_ONCE):
        at, *texts, amount, content_hash = row
        yield [_time(at, zone), *texts, amount, bytes(content_hash).hex()]


def _payout_rows(period: Period) -> Any:
    rows = Payout.objects.filter(created_at__gte=period.start, created_at__lt=period.end)
    return rows.filter(currency=period.currency) if period.currency else rows


def _payouts(period: Period) -> Iterator[list[Cell]]:
    for row in _payout_rows(period).select_related("batch").order_by("pk").iterator(AT_ONCE):
        reference = row.batch.bank_reference if row.batch else ""
        ended = _time(row.ended_at, period.zone) if row.ended_at else None
        amounts = (row.amount_value, row.cost_value, row.sent.amount)
        yield [
            *(row.pk, _time(row.created_at, period.zone), ended, row.state, row.freelancer_id, row.rail),
            *(row.batch_id, reference, row.currency, *amounts),
        ]


def _time(at: datetime, zone: ZoneInfo) -> datetime:
    """By the clock of the zone, to the second, as spreadsheets have times."""
    return at.astimezone(zone).replace(microsecond=0, tzinfo=None)


LEGS = (
    pgettext_lazy("spreadsheet", "Time"),
    pgettext_lazy("spreadsheet", "Key"),
    pgettext_lazy("spreadsheet", "Kind"),
    pgettext_lazy("spreadsheet", "Contract"),
    pgettext_lazy("spreadsheet", "Milestone"),
    pgettext_lazy("spreadsheet", "Account"),
    pgettext_lazy("spreadsheet", "Rail"),
    pgettext_lazy("spreadsheet", "Person number"),
    pgettext_lazy("spreadsheet", "Held for milestone"),
    pgettext_lazy("spreadsheet", "Currency"),
    pgettext_lazy("spreadsheet", "Credited"),
    pgettext_lazy("spreadsheet", "Hash"),
)
PAYOUT_HEAD = (
    pgettext_lazy("spreadsheet", "Payout"),
    pgettext_lazy("spreadsheet", "Asked for"),
    pgettext_lazy("spreadsheet", "Ended"),
    pgettext_lazy("spreadsheet", "State"),
    pgettext_lazy("spreadsheet", "Person number"),
    pgettext_lazy("spreadsheet", "Rail"),
    pgettext_lazy("spreadsheet", "Batch"),
    pgettext_lazy("spreadsheet", "Bank reference"),
    pgettext_lazy("spreadsheet", "Currency"),
    pgettext_lazy("spreadsheet", "Amount"),
    pgettext_lazy("spreadsheet", "Cost borne by the person"),
    pgettext_lazy("spreadsheet", "Sent"),
)
SHEETS = {
    "transactions": Sheet(
        _("Transactions with their legs"),
        LEGS,
        lambda p: _legs(_entries(p), p.zone),
        lambda p: int(_entries(p).count()),
    ),
    "fees": Sheet(
        _("Fees earned, and fees of providers"),
        LEGS,
        lambda p: _legs(_fee_entries(p), p.zone),
        lambda p: int(_fee_entries(p).count()),
    ),
    "payouts": Sheet(_("Payouts"), PAYOUT_HEAD, _payouts, lambda p: int(_payout_rows(p).count()), times=(1, 2)),
}


def as_csv(sheet: Sheet, period: Period) -> Iterator[str]:
    """The file, line by line."""
    with translation.override("en"):
        head = list(sheet.heads(period.zone))
    yield csv_line(head, is_first=True)
    for row in sheet.rows(period):
        yield csv_line([_plain(each) for each in row])


def _plain(cell: Cell) -> str | Decimal:
    """A cell of CSV."""
    if cell is None or isinstance(cell, Decimal):
        return "" if cell is None else cell
    return str(cell)  # of a time: 2026-12-01 08:25:00


def as_workbook(sheet: Sheet, period: Period) -> IO[bytes]:
    """The file, written to the disk row by row. Raises WorkbookTooLarge."""
    if sheet.count(period) > MOST_IN_WORKBOOK:
        raise WorkbookTooLarge(most=MOST_IN_WORKBOOK)
    return workbooks.as_workbook(list(sheet.heads(period.zone)), sheet.rows(period))
