"""The record of a contract's money: each transaction with its ledger key, its hash and its block. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from market.contracts.models import Contract
from market.core.base.money import Money, zero
from market.payments.statements.queries import statement_transactions
from market.payments.statements.sentences import StatementLine, statement_lines

if TYPE_CHECKING:
    from market.accounts.models import User

# The block that seals a transaction is the first one whose horizon lies behind it.
SEALS = """
SELECT t.id, (SELECT min(b.number) FROM payments_ledgerblock b WHERE b.horizon > t.xid)
  FROM payments_ledgertransaction t WHERE t.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement: `fee` is the client's, so zero in a freelancer's record; `block` is None until it is sealed."""

    at: datetime
    milestone: int
    kind: str
    amount: Money
    fee: Money
    key: str
    hash: str
    block: int | None
    line: StatementLine


def movements_of(contract: Contract, user: "User") -> list[Movement]:
    """Every ledger transaction of the contract that the user sees, oldest first."""
    movements = list(statement_transactions(user).filter(milestone__contract=contract).order_by("id"))
    seals = block_numbers([each.pk for each in movements])
    as_client = contract.client_id == user.pk
    entries = []
    for each, line in zip(movements, statement_lines(movements, user), strict=True):
        entries.append(
            Movement(
                at=each.at,
                milestone=each.milestone_id or 0,
                kind=each.kind,
                amount=line.amount,
                fee=line.fee if as_client else zero(contract.currency),
                key=each.key,
                hash=bytes(each.content_hash).hex(),
                block=seals.get(each.pk),
                line=line,
            )
        )
    return entries


def block_numbers(ids: list[int]) -> dict[int, int | None]:
    """The number of the block that seals each transaction; None until one does."""
    with connection.cursor() as cursor:
        cursor.execute(SEALS, [ids])
        return dict(cursor.fetchall())
