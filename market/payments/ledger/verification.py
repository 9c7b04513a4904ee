"""Verification of the ledger: each check returns the first fault that it finds as a sentence, or None. Reads only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from market.core.base import clock
from market.payments.ledger.models import LedgerAccount

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
# Per milestone and currency: charged, held, released, refunded, fee; and what our own rows say of the same.
PER_MILESTONE = """
WITH moved AS (
    SELECT t.milestone_id AS id,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('provider', 'provider_fees')
                                             AND t.kind IN ('funding', 'late_payment')), 0) AS charged,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'held'), 0) AS held,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fee_held'), 0) AS fee_held,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'clearing' AND t.kind = 'release'), 0) AS released,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'refunding' AND t.kind = 'refund'), 0) AS refunded,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'refunding' AND t.kind = 'late_payment'), 0) AS late,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fees'), 0) AS fee,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('held', 'fee_held', 'fees')
                                             AND t.kind = 'chargeback_lost'), 0) AS taken,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fees' AND t.kind = 'chargeback_lost'), 0) AS fee_given_up
      FROM payments_ledgertransaction t JOIN payments_ledgerentry e ON e.transaction_id = t.id
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE t.milestone_id IS NOT NULL GROUP BY t.milestone_id),
rows AS (
    SELECT m.id, m.held_value, m.released_value, m.refunded_value, m.charged_back_value,
           coalesce((SELECT sum(c.amount_value) FROM payments_chargeback c
                       JOIN payments_funding f ON f.id = c.funding_id
                      WHERE f.milestone_id = m.id AND c.state = 'lost'), 0) AS chargebacks,
           coalesce((SELECT sum(amount_value) FROM payments_release r WHERE r.milestone_id = m.id), 0) AS releases,
           coalesce((SELECT sum(fee_value) FROM payments_release r WHERE r.milestone_id = m.id), 0) AS release_fees,
           coalesce((SELECT sum(amount_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id AND r.reason <> 'late_payment'), 0) AS refunds,
           coalesce((SELECT sum(fee_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id AND r.reason <> 'late_payment'), 0) AS refund_fees,
           coalesce((SELECT sum(amount_value + fee_value) FROM payments_funding f
                      WHERE f.milestone_id = m.id AND f.state = 'paid'), 0) AS fundings
      FROM contracts_milestone m),
joined AS (
    SELECT r.*, coalesce(charged, 0) AS charged, coalesce(held, 0) AS held, coalesce(fee_held, 0) AS fee_held,
           coalesce(released, 0) AS released, coalesce(refunded, 0) AS refunded, coalesce(late, 0) AS late,
           coalesce(fee, 0) AS fee, coalesce(taken, 0) AS taken, coalesce(fee_given_up, 0) AS fee_given_up
      FROM rows r LEFT JOIN moved USING (id))
"""
PROMISE = (
    PER_MILESTONE
    + """
SELECT id, charged, held + fee_held, released, refunded + late, fee, taken FROM joined
 WHERE charged <> held + fee_held + released + refunded + late + fee + taken ORDER BY id LIMIT 1
"""
)
FIGURES = (
    PER_MILESTONE
    + """
SELECT id FROM joined
 WHERE held_value <> held OR released_value <> released OR releases <> released OR release_fees <> fee + fee_given_up
    OR refunded_value + refund_fees <> refunded OR refunds <> refunded_value OR fundings <> charged
    OR charged_back_value <> chargebacks
 ORDER BY id LIMIT 1
"""
)
# What a bank has taken and not decided covers what is owed: losing it takes the same from what is owed.
SOLVENCY = f"""
SELECT a.currency, coalesce(sum(e.amount) FILTER (WHERE a.kind NOT IN ({UNBOUND})), 0) AS owed,
       -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('provider', 'contested')), 0) AS held
  FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id GROUP BY a.currency ORDER BY 1
"""  # noqa: S608  # kinds of ours
# A client's credit in the ledger equals what our rows say is owed of refunds that failed.
OWED_TO_CLIENTS = """
WITH booked AS (
    SELECT a.user_id AS id, a.currency, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'client_credit' GROUP BY 1, 2),
owed AS (
    SELECT c.client_id AS id, r.currency, sum(r.amount_value + r.fee_value - r.repaid_value) AS amount
      FROM payments_refund r JOIN contracts_milestone m ON m.id = r.milestone_id
      JOIN contracts_contract c ON c.id = m.contract_id WHERE r.state = 'failed' GROUP BY 1, 2)
SELECT id, currency, coalesce(booked.amount, 0), coalesce(owed.amount, 0)
  FROM booked FULL JOIN owed USING (id, currency)
 WHERE coalesce(booked.amount, 0) <> coalesce(owed.amount, 0) ORDER BY 1 LIMIT 1
"""
# Money of an open payout is on its way; what failed is in no payout any more.
UNFIT_PAYOUT = """
SELECT p.id, p.state FROM payments_payout p LEFT JOIN payments_release r ON r.payout_id = p.id
 GROUP BY p.id
HAVING coalesce(bool_or(r.state = 'in_transit'), false) <> (p.state IN ('pending', 'in_transit'))
    OR (count(r.id) = 0) <> (p.state = 'failed')
 ORDER BY p.id LIMIT 1
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


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def altered_transaction() -> str | None:
    """A stored transaction is not what was posted."""
    return next(
        (f"Transaction {key} was altered: its hash is not that of its content." for (key,) in _rows(ALTERED)), None
    )


def broken_block() -> str | None:
    """A block does not seal what it covers."""
    return next((f"Block {number} is broken: it does not seal what it covers." for (number,) in _rows(BROKEN)), None)


def unbalanced_transaction() -> str | None:
    """A transaction does not sum to zero."""
    return next(
        (f"Transaction {key} does not sum to zero: {left} {code}." for key, code, left in _rows(UNBALANCED)), None
    )


def wrong_balance() -> str | None:
    """A balance is not the sum of its entries, or below zero."""
    for kind, currency, owner, stored, summed in _rows(WRONG_BALANCE):
        return f"Balance of {kind} {currency} of {owner} is {stored}, its entries sum to {summed}."
    return None


def broken_promise() -> str | None:
    """charged = held + released + refunded + fee kept (+ what a bank took of these), for every milestone."""
    for milestone, charged, held, released, refunded, fee, taken in _rows(PROMISE):
        parts = f"held {held} + released {released} + refunded {refunded} + fee {fee} + taken by a bank {taken}"
        return f"Milestone {milestone}: charged {charged} is not {parts}."
    return None


def wrong_figures() -> str | None:
    """A milestone's figures, releases, refunds or fundings differ from the books."""
    return next((f"Milestone {pk}: its figures differ from the books." for (pk,) in _rows(FIGURES)), None)


def wrong_debt() -> str | None:
    """What we owe to a client, since refunds failed, is not what their rows say."""
    for user, currency, booked, owed in _rows(OWED_TO_CLIENTS):
        return f"Client {user}: the books owe {booked} {currency} of refunds that failed, their rows say {owed}."
    return None


def unfit_payout() -> str | None:
    """The state of a payout is not that of the releases in it."""
    return next((f"Payout {pk} is {state}, the releases in it are not." for pk, state in _rows(UNFIT_PAYOUT)), None)


def insolvency() -> str | None:
    """We owe more than the provider holds for us."""
    for currency, owed, held in _rows(SOLVENCY):
        if owed > held:
            return f"We owe people {owed} {currency}, the provider holds {held}: add money with `record_capital`."
    return None


def late_seal() -> str | None:
    """A transaction is older than a minute and no block covers it."""
    for key, posted_at in _rows(UNSEALED, clock.wall() - timedelta(minutes=1)):
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
    unfit_payout,
    insolvency,
    late_seal,
)


def first_fault() -> str | None:
    """The first fault of the ledger, or None."""
    return next((fault for check in CHECKS if (fault := check())), None)


def summary() -> Summary:
    """Counts and totals of the ledger."""
    ((transactions, entries, blocks, unsealed, milestones, head),) = _rows(SUMMARY)
    return Summary(transactions, entries, blocks, unsealed, milestones, head or "none", _rows(SOLVENCY))
