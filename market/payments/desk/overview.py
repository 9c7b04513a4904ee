"""What the first page of the money desk says, read for one operator."""

from dataclasses import dataclass

from market.accounts.models import User
from market.payments.desk.queries import (
    CurrencyBalances,
    balances_per_currency,
    newest_reconciliations,
    silent_rails,
)
from market.payments.desk.stopped import stopped_events, stopped_jobs
from market.payments.models import Reconciliation
from market.payments.proposals.queries import waiting_for


@dataclass(frozen=True, slots=True)
class Overview:
    """Balances by currency beside the last comparisons with providers; `silent` are rails whose provider tells no
    balance. `waiting` counts the proposals that the operator may decide, `stopped` the events and jobs that stand."""

    currencies: list[CurrencyBalances]
    reconciliations: list[Reconciliation]
    silent: list[str]
    waiting: int
    stopped: int


def overview_of(user: User) -> Overview:
    """As it is now."""
    return Overview(
        currencies=balances_per_currency(),
        reconciliations=newest_reconciliations(),
        silent=silent_rails(),
        waiting=waiting_for(user).count(),
        stopped=stopped_events().count() + len(stopped_jobs()),
    )
