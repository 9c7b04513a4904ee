"""Tables as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def to_csv(rows: Sequence[Sequence[str | Decimal]]) -> str:
    """CSV for a spreadsheet: with a BOM; texts that would be taken for formulas are escaped."""
    out = io.StringIO()
    csv.writer(out).writerows([[_escape_formula(cell) for cell in row] for row in rows])
    return "\ufeff" + out.getvalue()


def csv_line(row: Sequence[str | Decimal], *, is_first: bool = False) -> str:
    """One line of the same, for a file that is sent as it is written; the first has the BOM."""
    out = io.StringIO()
    csv.writer(out).writerow([_escape_formula(cell) for cell in row])
    return "\ufeff" * is_first + out.getvalue()


def _escape_formula(cell: str | Decimal) -> str | Decimal:
    is_formula = isinstance(cell, str) and cell.startswith((*FORMULA_SIGNS, "\r", "\n"))
    return f"'{cell}" if is_formula else cell
