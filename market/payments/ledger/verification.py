"""Verification of the ledger: each check returns the first fault that it finds as a sentence, or None. Reads only.

Here the books are proven against themselves, in `comparison` against our rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from market.core.base import clock
from market.payments.ledger.comparison import (
    broken_promise,
    unfit_account,
    unfit_allowance,
    unfit_chargeback,
    unfit_payout,
    unfit_quote,
    unfit_refund,
    wrong_debt,
    wrong_figures,
    wrong_receivable,
)
from market.payments.ledger.models import LedgerAccount
from market.payments.ledger.reading import read

UNBOUND = ", ".join(f"'{kind}'" for kind in LedgerAccount.UNBOUND)
ALTERED = "SELECT key FROM ledger_altered ORDER BY id LIMIT 1"
BROKEN = "SELECT number FROM ledger_broken_blocks ORDER BY number LIMIT 1"
UNBALANCED = """
SELECT t.key, a.currency, sum(e.amount) FROM payments_ledgerentry e
  JOIN payments_ledgeraccount a ON a.id = e.account_id JOIN payments_ledgertransaction t ON t.id = e.transaction_id
 GROUP BY t.id, a.currency HAVING sum(e.amount) <> 0 ORDER BY t.id LIMIT 1
"""
WRONG_BALANCE = f"""
SELECT a.kind, a.currency, coalesce(a.user_id, a.milestone_id), b.value, coalesce(sum(e.amount), 0)
  FROM payments_ledgeraccount a LEFT JOIN payments_ledgerbalance b ON b.account_id = a.id
  LEFT JOIN payments_ledgerentry e ON e.account_id = a.id
 WHERE a.kind NOT IN ({UNBOUND})
 GROUP BY a.id, b.value HAVING b.value IS DISTINCT FROM coalesce(sum(e.amount), 0) OR coalesce(sum(e.amount), 0) < 0
 ORDER BY a.id LIMIT 1
"""  # noqa: S608  # kinds of ours
# What a bank has taken and not decided covers what is owed: losing it takes the same from what is owed. What earnings
# paid for a client who has not got it yet is owed too.
SOLVENCY = f"""
SELECT a.currency, coalesce(sum(e.amount) FILTER (WHERE a.kind NOT IN ({UNBOUND})), 0)
       + coalesce((SELECT sum(d.amount_value - d.left_value - d.passed_on_value) FROM payments_debt d
                    WHERE d.give_back_id IS NOT NULL AND d.currency = a.currency), 0) AS owed,
       -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('provider', 'contested')), 0) AS held
  FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id GROUP BY a.currency ORDER BY 1
"""  # noqa: S608  # kinds of ours
OVERDRAWN_RAIL = """
SELECT a.rail, a.currency, sum(e.amount) FROM payments_ledgerentry e
  JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'provider'
 GROUP BY 1, 2 HAVING sum(e.amount) > 0 ORDER BY 1, 2 LIMIT 1
"""
UNSEALED = "SELECT key, posted_at FROM ledger_unsealed WHERE posted_at < %s ORDER BY posted_at LIMIT 1"
SUMMARY = """
SELECT (SELECT count(*) FROM payments_ledgertransaction), (SELECT count(*) FROM payments_ledgerentry),
       (SELECT count(*) FROM payments_ledgerblock), (SELECT count(*) FROM ledger_unsealed),
       (SELECT count(*) FROM contracts_milestone WHERE funded_at IS NOT NULL),
       (SELECT encode(block_hash, 'hex') FROM payments_ledgerblock ORDER BY number DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was checked; `totals` has currency, what we owe to people, and what the provider holds for us."""

    transactions: int
    entries: int
    blocks: int
    unsealed: int
    milestones: int
    head: str
    totals: list[tuple[str, Any, Any]]


def altered_transaction() -> str | None:
    """A stored transaction is not what was posted."""
    return next(
        (f"Transaction {key} was altered: its hash is not that of its content." for (key,) in read(ALTERED)), None
    )


def broken_block() -> str | None:
    """A block does not seal what it covers."""
    return next((f"Block {number} is broken: it does not seal what it covers." for (number,) in read(BROKEN)), None)


def unbalanced_transaction() -> str | None:
    """A transaction does not sum to zero."""
    return next(
        (f"Transaction {key} does not sum to zero: {left} {code}." for key, code, left in read(UNBALANCED)), None
    )


def wrong_balance() -> str | None:
    """A balance is not the sum of its entries, or below zero."""
    for kind, currency, owner, stored, summed in read(WRONG_BALANCE):
        return f"Balance of {kind} {currency} of {owner} is {stored}, its entries sum to {summed}."
    return None


def overdrawn_rail() -> str | None:
    """More has left a provider or a bank than ever came there."""
    for rail, currency, missing in read(OVERDRAWN_RAIL):
        return (
            f"The balance at {rail} is {missing} {currency} below zero: record what was moved there with "
            "`record_settlement`, or money of the operator with `record_capital`."
        )
    return None


def insolvency() -> str | None:
    """We owe more than the provider holds for us."""
    for currency, owed, held in read(SOLVENCY):
        if owed > held:
            return f"We owe people {owed} {currency}, the provider holds {held}: add money with `record_capital`."
    return None


def late_seal() -> str | None:
    """A transaction is older than a minute and no block covers it."""
    for key, posted_at in read(UNSEALED, clock.wall() - timedelta(minutes=1)):
        return f"Transaction {key} of {posted_at:%Y-%m-%d %H:%M:%S} is not sealed yet: is the worker running?"
    return None


CHECKS: tuple[Callable[[], str | None], ...] = (
    broken_block,
    altered_transaction,
    unbalanced_transaction,
    wrong_balance,
    broken_promise,
    wrong_figures,
    wrong_debt,
    wrong_receivable,
    unfit_payout,
    unfit_account,
    unfit_refund,
    unfit_chargeback,
    unfit_quote,
    unfit_allowance,
    overdrawn_rail,
    insolvency,
    late_seal,
)


def first_fault() -> str | None:
    """The first fault of the ledger, or None."""
    return next((fault for check in CHECKS if (fault := check())), None)


def summary() -> Summary:
    """Counts and totals of the ledger."""
    ((transactions, entries, blocks, unsealed, milestones, head),) = read(SUMMARY)
    return Summary(transactions, entries, blocks, unsealed, milestones, head or "none", read(SOLVENCY))
