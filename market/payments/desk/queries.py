"""Reads of the money desk: balances beside the providers', and rows of the ledger by page."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, Max, Q, QuerySet, Sum, When

from market.accounts.models import User
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.money import Money
from market.payments.ledger.balances import DEBIT, KindBalance, balances_by_kind, waiting_for_clients
from market.payments.models import LedgerAccount, LedgerEntry, LedgerTransaction, Reconciliation

PAGE = 20
Kind = LedgerAccount.Kind


@dataclass(frozen=True, slots=True)
class CurrencyBalances:
    """All balances in one currency. `owed` is what people are owed, `held` what providers hold (`at_providers`) or a
    bank contests (`contested`), `free` what providers hold beyond what is owed, as `ledger.balances.free_money` counts
    it: so `at_providers` is `owed` and `free`."""

    currency: str
    rows: list[KindBalance]
    owed: Money
    held: Money
    at_providers: Money
    contested: Money
    free: Money


def balances_per_currency() -> list[CurrencyBalances]:
    """Of every currency in which something was posted."""
    rows = balances_by_kind()
    return [_of_currency(code, rows) for code in dict.fromkeys(each.currency for each in rows)]


def _of_currency(code: str, rows: list[KindBalance]) -> CurrencyBalances:
    own = [each for each in rows if each.currency == code]
    owed = sum((each.amount for each in own if each.kind in LedgerAccount.OWED), waiting_for_clients(code))
    at_providers, contested = (
        -sum((each.amount for each in own if each.kind == kind), Decimal("0.00"))
        for kind in (Kind.PROVIDER, Kind.CONTESTED)
    )
    amounts = (owed, at_providers + contested, at_providers, contested, at_providers - owed)
    return CurrencyBalances(code, own, *(Money(each, code) for each in amounts))


def newest_reconciliations() -> list[Reconciliation]:
    """The last comparison of each provider and currency, with what explains its difference."""
    newest = Reconciliation.objects.order_by().values("rail", "currency").annotate(newest=Max("pk")).values("newest")
    rows = Reconciliation.objects.filter(pk__in=newest).order_by("rail", "currency")
    return list(rows.prefetch_related("differences__funding__milestone", "differences__refund__milestone"))


def silent_rails() -> list[str]:
    """Rails whose provider tells no balance: only statements of the provider prove them."""
    telling = {each.rail for each in newest_reconciliations()}
    return [name for name in dict.fromkeys((*settings.PAY_IN, *settings.PAY_OUT)) if name not in telling]


def accounts_at(*, person: int | None = None, kind: str = "", currency: str = "") -> QuerySet[LedgerAccount]:
    """Accounts of a person, or all of a kind and currency: those with a balance first, then the newest."""
    is_empty = Case(When(balance__value__gt=0, then=0), default=1)
    rows = LedgerAccount.objects.select_related("user", "milestone__contract", "balance").order_by(is_empty, "-pk")
    if person is not None:
        rows = rows.filter(user=person)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    return rows.filter(currency=currency[:3]) if currency else rows


def owner_of_accounts(by: User, person: int | None) -> User | None:
    """Whose accounts an operator looks at. That they were opened is logged."""
    owner = None if person is None else User.objects.filter(pk=person).first()
    if owner is not None:
        log_access("ledger_account.seen", by=by, on=owner)
    return owner


def open_account(by: User, account_id: int) -> LedgerAccount:
    """An account for an operator. That a person's was opened is logged. Raises NotFound."""
    account = fetch(LedgerAccount.objects.select_related("user", "milestone"), account_id)
    if account.user is not None:
        log_access("ledger_account.seen", by=by, on=account.user)
    return account


@dataclass(frozen=True, slots=True)
class TransactionsPage:
    """Transactions, newest first; `older` is what the page after it begins from, None at the end."""

    rows: list[LedgerTransaction]
    older: int | None


def transactions_page(
    *,
    contract: int | None = None,
    milestone: int | None = None,
    condition: Q | None = None,
    before: int | None = None,
) -> TransactionsPage:
    """A page of PAGE transactions before one: of a contract, of a milestone, with a `condition`, or of all."""
    rows = LedgerTransaction.objects.select_related("milestone__contract").order_by("-pk")
    if contract is not None:
        rows = rows.filter(milestone__contract=contract)
    if milestone is not None:
        rows = rows.filter(milestone=milestone)
    if condition is not None:
        rows = rows.filter(condition)
    page = list((rows.filter(pk__lt=before) if before is not None else rows)[: PAGE + 1])
    return TransactionsPage(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None)


def transaction_of(transaction_id: int) -> LedgerTransaction:
    """One transaction with its milestone. Raises NotFound."""
    return fetch(LedgerTransaction.objects.select_related("milestone__contract"), transaction_id)


def legs_of(transaction: LedgerTransaction) -> list[LedgerEntry]:
    """The legs of a transaction, in their order."""
    return list(transaction.entries.select_related("account__user", "account__milestone").order_by("pk"))


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An entry of an account, with the balance after it; both as a person reads them."""

    entry: LedgerEntry
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Entries of an account, newest first; `older` and `newer` are the transactions from which the pages beside begin,
    None at an end."""

    lines: list[AccountLine]
    balance: Money
    older: int | None
    newer: int | None


def account_page(account: LedgerAccount, *, before: int | None = None, after: int | None = None) -> AccountPage:
    """A page of PAGE entries, before or after a transaction; the newest ones by default. Three statements at most.

    The balance after the first line is one sum over an index that has the amounts: 10,000 entries cost a millisecond.
    """
    rows = LedgerEntry.objects.filter(account=account)
    if after is not None:
        chosen = list(
            _with_transaction(rows.filter(transaction__gt=after)).order_by("transaction_id", "pk")[: PAGE + 1]
        )
        has_newer, has_older = len(chosen) > PAGE, True
        entries = _uncut(chosen)[::-1]
    else:
        below = rows.filter(transaction__lt=before) if before is not None else rows
        chosen = list(_with_transaction(below).order_by("-transaction_id", "-pk")[: PAGE + 1])
        has_newer, has_older = before is not None, len(chosen) > PAGE
        entries = _uncut(chosen)
    sign = -1 if account.kind in DEBIT else 1
    upto = rows.filter(transaction__lte=entries[0].transaction_id) if entries else rows.none()
    balance = upto.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")
    lines, running = [], balance * sign
    for entry in entries:
        amount = entry.amount * sign
        lines.append(AccountLine(entry, Money(amount, account.currency), Money(running, account.currency)))
        running -= amount
    return AccountPage(
        lines,
        Money(balance * sign, account.currency),
        entries[-1].transaction_id if entries and has_older else None,
        entries[0].transaction_id if entries and has_newer else None,
    )


def _uncut(chosen: list[LedgerEntry]) -> list[LedgerEntry]:
    """The first PAGE entries, without those of a transaction that goes on beyond them."""
    beyond = {entry.transaction_id for entry in chosen[PAGE:]}
    return [entry for entry in chosen[:PAGE] if entry.transaction_id not in beyond]


def _with_transaction(rows: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    return rows.select_related("transaction")
