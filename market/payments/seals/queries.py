"""Reads of the seals: whether transactions and the blocks over them are whole, and on which published day."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import QuerySet

from market.payments.models import LedgerDay, LedgerTransaction
from market.payments.statements.queries import statement_transactions
from market.payments.statements.record import block_numbers
from market.payments.statements.sentences import StatementLine, statement_lines

if TYPE_CHECKING:
    from market.accounts.models import User

BROKEN = """
SELECT b.number FROM payments_ledgerblock b
  LEFT JOIN payments_ledgerblock p ON p.number = b.number - 1
  CROSS JOIN LATERAL (
       SELECT string_agg(t.content_hash, ''::bytea ORDER BY t.xid, t.id) AS hashes FROM payments_ledgertransaction t
        WHERE t.xid >= coalesce(p.horizon, '0'::xid8) AND t.xid < b.horizon) c
 WHERE b.number = ANY(%s) AND b.block_hash IS DISTINCT FROM sha256(coalesce(p.block_hash, ''::bytea) || c.hashes)
"""


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A line of a user's statement with its hash. `block` is None until it is sealed, `day` until that is published;
    `is_whole`: its hash is that of its content now, and the block's hash that of what it seals."""

    line: StatementLine
    hash: str
    block: int | None
    day: LedgerDay | None
    is_whole: bool


def transactions_of(user: "User") -> QuerySet[LedgerTransaction]:
    """What the user's statement has."""
    return statement_transactions(user)


def sealed_lines(rows: Collection[LedgerTransaction], user: "User") -> list[SealedLine]:
    """Each with its seal, checked just now."""
    rows = list(rows)
    ids = [each.pk for each in rows]
    blocks = block_numbers(ids)
    numbers = sorted({number for number in blocks.values() if number is not None})
    altered, broken = _ids("SELECT id FROM ledger_altered WHERE id = ANY(%s)", ids), _ids(BROKEN, numbers)
    days = _days_of(numbers)
    return [
        SealedLine(
            line=line,
            hash=bytes(row.content_hash).hex(),
            block=(number := blocks.get(row.pk)),
            day=days.get(number) if number is not None else None,
            is_whole=row.pk not in altered and number not in broken,
        )
        for row, line in zip(rows, statement_lines(rows, user), strict=True)
    ]


def _days_of(numbers: list[int]) -> dict[int, LedgerDay]:
    if not numbers:
        return {}
    days = list(LedgerDay.objects.filter(last_block__gte=numbers[0], first_block__lte=numbers[-1]))
    return {number: day for number in numbers for day in days if day.first_block <= number <= day.last_block}


def _ids(sql: str, ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids])
        return {row[0] for row in cursor.fetchall()}
