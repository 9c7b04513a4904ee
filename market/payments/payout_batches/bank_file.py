"""The file of a batch for the bank, as CSV or as a workbook: a line for each payout, in the columns that it wants.

The default is what banks in Bangladesh take for transfers between them (BEFTN); `MARKET_BANK_FILE_COLUMNS` names other
columns, or another order.
"""

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO

from django.conf import settings
from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base.audit import log_access
from market.core.base.errors import NotFound
from market.core.text.csv_export import to_csv
from market.payments.models import Payout, PayoutBatch
from market.payments.payout_batches.actions import require_not_stopped
from market.payments.payout_batches.queries import lines_of, reference_of
from market.payments.payout_methods.banks import branch_of

Cell = str | Decimal
# By its name in the setting: what stands above a column, and what of a payout in it. Banks read English.
COLUMNS: dict[str, tuple[str, Callable[[int, Payout], Cell]]] = {
    "serial": ("Serial", lambda serial, payout: str(serial)),
    "payee": ("Payee name", lambda serial, payout: payout.payee_name),
    "account": ("Account number", lambda serial, payout: payout.account_number),
    "routing": ("Routing number", lambda serial, payout: payout.routing_number),
    "bank": ("Bank", lambda serial, payout: branch_of(payout.routing_number).bank),
    "branch": ("Branch", lambda serial, payout: branch_of(payout.routing_number).name),
    "amount": ("Amount", lambda serial, payout: payout.sent.amount),
    "reference": ("Reference", lambda serial, payout: reference_of(payout)),
}
WITH_FILE = (PayoutBatch.State.APPROVED, PayoutBatch.State.SENT, PayoutBatch.State.ENDED)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_of(batch: PayoutBatch) -> list[list[Cell]]:
    """The head line and a line for each payout."""
    columns = [COLUMNS[name] for name in settings.BANK_FILE_COLUMNS]
    lines = enumerate(lines_of(batch), 1)
    return [
        [head for head, _cell in columns],
        *([cell(serial, row) for _head, cell in columns] for serial, row in lines),
    ]


def take_file(*, by: User, batch: PayoutBatch, kind: str) -> bytes:
    """The file of a batch that two have seen. That it was taken is logged, with its hash.

    Raises NotFound before that and for another kind, NotAllowed, NotInAnEmergency, StoppedMethod.
    """
    require_own_role(by, User.Role.OPERATOR)
    if batch.state not in WITH_FILE or kind not in TYPES:
        raise NotFound
    require_not_stopped(batch)
    content = bank_file(batch, kind)
    log_access("payout_batch.file", by=by, on=batch, kind=kind, sha256=hashlib.sha256(content).hexdigest())
    return content


def bank_file(batch: PayoutBatch, kind: str) -> bytes:
    """The content of the file, "csv" or "xlsx"."""
    rows = rows_of(batch)
    return to_csv(rows).encode() if kind == "csv" else _workbook(rows)


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Texts are written as such, so that none is taken for a formula and no zero before a number is lost."""
    book = Workbook()
    sheet = book.active
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, Decimal):
                cell.number_format = "0.00"
            else:
                cell.data_type, cell.number_format = "s", "@"
    content = BytesIO()
    save_workbook(book, content)
    return content.getvalue()
