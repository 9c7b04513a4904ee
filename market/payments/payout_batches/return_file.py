"""Reading the bank's return file: what became of each payout, from CSV or a workbook."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.base.money import AmountNotReadable, parse_amount
from market.core.text.bangla import fold, nfc
from market.core.text.workbook_reading import SIGNATURE, WorkbookNotReadable, rows_of_workbook

MAX_LINES, MAX_BYTES, MAX_UNPACKED, MAX_REASON = 5000, 8_000_000, 60_000_000, 200
MAX_TEXT = 2_000_000  # the form brings the text back, and forms are small
LONG_NUMBER = re.compile(r"\d{8,}")
NAMES = {
    "reference": "reference,reference no,reference number,our reference,ref,ref no",
    "status": "status,result,outcome",
    "reason": "reason,remarks,remark,reject reason,return reason",
    "amount": "amount,amount bdt,amount tk",
}
COLUMN_BY_NAME = {fold(name): column for column, names in NAMES.items() for name in names.split(",")}
PAID, FAILED, RETURNED = "paid", "failed", "returned"
WORDS = {
    PAID: "paid,success,successful,credited,settled,processed",
    FAILED: "failed,fail,rejected,refused,unsuccessful",
    RETURNED: "returned,return",
}
STATUS_BY_WORD = {word: status for status, words in WORDS.items() for word in words.split(",")}
# Reasons of the transfer network that we have words of our own for.
RETURN_CODES = {"r02": "account_closed", "r03": "no_account", "r04": "invalid_account_number", "r16": "account_frozen"}


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A line as it was written; `status` "" for a word that is not known, `amount` None where there is none."""

    line: int
    reference: str
    status: str
    reason: str = ""
    amount: Decimal | None = None
    is_amount_readable: bool = True


def to_text(content: bytes) -> str:
    """A return file as CSV text, which a form can hold and its reader put right. Raises Invalid at "file"."""
    if len(content) > MAX_BYTES:
        raise _unreadable(_("The file is larger than 8 MB."))
    rows = _rows_of_workbook(content) if content[:4] == SIGNATURE else _rows_of_text(_decoded(content))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    if len(text.encode()) > MAX_TEXT:
        raise _unreadable(_("The lines of the file come to more than 2 MB."))
    return text


def parse_returns(text: str) -> list[ReturnLine]:
    """The lines below a head line with the columns reference, status, and perhaps reason and amount. Raises Invalid at
    "text"."""
    rows = [(number, cells) for number, cells in enumerate(_rows_of_text(nfc(text)), 1) if any(map(str.strip, cells))]
    if not rows:
        raise Invalid(errors={"text": [_("The list is empty.")]})
    if len(rows) > MAX_LINES + 1:
        raise Invalid(errors={"text": [_("There are more than 5,000 lines.")]})
    columns = [COLUMN_BY_NAME.get(fold(cell)) for cell in rows[0][1]]
    if not {"reference", "status"} <= set(columns):
        raise Invalid(errors={"text": [_("The head line has to name the columns “reference” and “status”.")]})
    if len(names := [each for each in columns if each]) > len(set(names)):
        raise Invalid(errors={"text": [_("The head line names the same column twice.")]})
    return [_line(number, dict(zip(columns, map(str.strip, cells), strict=False))) for number, cells in rows[1:]]


def _line(number: int, cells: "dict[str | None, str]") -> ReturnLine:
    amount, readable = cells.get("amount", ""), True
    try:
        value = parse_amount(amount) if amount else None
    except AmountNotReadable:
        value, readable = None, False
    status = STATUS_BY_WORD.get(fold(cells.get("status", "")), "")
    return ReturnLine(
        number, cells.get("reference", ""), status, _shown_reason(cells.get("reason", "")), value, readable
    )


def _shown_reason(reason: str) -> str:
    """The bank's words, which are stored: shortened, and without numbers of accounts."""
    return LONG_NUMBER.sub("…", reason)[:MAX_REASON]


def _unreadable(sentence: Promise) -> Invalid:
    return Invalid(errors={"file": [sentence]})


def _decoded(content: bytes) -> str:
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _unreadable(_("This file cannot be read. Send it as CSV or as a workbook of Excel (.xlsx).")) from wrong
    if "\x00" in text:
        raise _unreadable(_("This file cannot be read. Send it as CSV or as a workbook of Excel (.xlsx)."))
    return text


def _rows_of_text(text: str) -> Iterable[list[str]]:
    head = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=lambda mark: (head.count(mark), mark == ","))
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as wrong:
        raise Invalid(errors={"text": [_("This cannot be read as CSV.")]}) from wrong


def _rows_of_workbook(content: bytes) -> Iterable[list[str]]:
    """The cells of the first sheet as texts."""
    try:
        return rows_of_workbook(content, most_rows=MAX_LINES + 2, most_unpacked=MAX_UNPACKED)
    except WorkbookNotReadable as wrong:
        raise _unreadable(_("This file cannot be read. Send it as CSV or as a workbook of Excel (.xlsx).")) from wrong
