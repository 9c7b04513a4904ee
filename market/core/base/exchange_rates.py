"""How many taka a dollar is, by day: `data/exchange_rates.csv`, where a new rate is a new line.

Only to compare and to estimate: no payment uses it. The provider converts at a rate of its own.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

RATES = Path(__file__).parent.parent / "data" / "exchange_rates.csv"


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Taka for a dollar on a day."""

    day: date
    taka_per_dollar: Decimal


@cache
def latest_rate() -> ExchangeRate:
    """The newest rate of the table."""
    with RATES.open(encoding="utf-8") as table:
        rows = [
            ExchangeRate(date.fromisoformat(each["day"]), Decimal(each["taka_per_dollar"]))
            for each in csv.DictReader(table)
        ]
    return max(rows, key=lambda row: row.day)
