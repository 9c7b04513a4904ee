"""Connected accounts at the provider: onboarding, transfers to them, reversals, and their payouts. Amounts in cents."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, QuerySet, Sum
from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox import connect_serializers, ledger, magic_amounts
from market.sandbox.errors import ProviderError
from market.sandbox.models import Account, AccountLink, BalanceTransaction, Charge, Fault, Payout, Reversal, Transfer
from market.sandbox.webhooks import emit_event, take_fault

FIRST_DUE = ["external_account", "individual.first_name", "individual.last_name", "tos_acceptance.date"]
MORE_DUE = ["individual.verification.document"]
LINK_LIFETIME = timedelta(minutes=5)
ARRIVAL_TIME = timedelta(days=2)


def create_account(**columns: Any) -> Account:
    """Create a connected account without any details submitted."""
    return Account.objects.create(id=ledger.new_id("acct"), created=clock.now(), currently_due=FIRST_DUE, **columns)


def create_link(account: Account, *, refresh_url: str, return_url: str) -> AccountLink:
    """Create a link to the account's onboarding page."""
    now = clock.now()
    return AccountLink.objects.create(
        token=ledger.new_id("link"),
        account=account,
        refresh_url=refresh_url,
        return_url=return_url,
        created=now,
        expires_at=now + LINK_LIFETIME,
    )


@atomic
def finish_onboarding(key: str, *, outcome: str) -> Account:
    """Submit the onboarding page with `outcome` "complete" or "more_needed"."""
    account = Account.objects.select_for_update(no_key=True).get(id=key)
    before = connect_serializers.account(account)
    is_first = not account.is_details_submitted
    needs_more = outcome == "more_needed" or (is_first and magic_amounts.MORE_NEEDED in account.email.partition("@")[0])
    account.is_details_submitted = True
    account.currently_due = MORE_DUE if needs_more or take_fault(Fault.Kind.MORE_NEEDED) else []
    account.save(update_fields=["is_details_submitted", "currently_due"])
    emit_event(
        "account.updated",
        connect_serializers.account(account),
        account=account.id,
        previous={name: before[name] for name in ("details_submitted", "payouts_enabled", "requirements")},
    )
    return account


def create_transfer(account: Account, source: Charge | None, *, amount: int, currency: str, **notes: Any) -> Transfer:
    """Transfer money to a connected account, from a charge or from the available balance. `source` is locked.

    Raises ProviderError where Stripe refuses: the capability, the currency, what is left of the charge or the balance.
    """
    _refuse_transfer(account, source, amount, currency)
    line = source.balance_transaction if source else None
    available_on = max(clock.now(), line.available_on) if line else clock.now()
    key, arrival = ledger.new_id("tr"), ledger.new_id("py")
    out = ledger.enter_line("transfer", key, -amount, currency, available_on=available_on)
    transfer = Transfer.objects.create(
        id=key,
        created=clock.now(),
        amount=amount,
        currency=currency,
        destination=account,
        source_transaction_key=source.id if source else "",
        destination_payment_key=arrival,
        balance_transaction_key=out.id,
        **{"transfer_group": source.transfer_group if source else "", **notes},
    )
    Charge.objects.create(
        id=arrival,
        created=clock.now(),
        account=account,
        source_transfer=transfer,
        amount=amount,
        currency=currency,
        is_paid=True,
        transfer_group=transfer.transfer_group,
        balance_transaction=ledger.enter_line(
            "payment", arrival, amount, currency, account=account, available_on=available_on
        ),
    )
    emit_event("transfer.created", connect_serializers.transfer(transfer))
    return transfer


def _refuse_transfer(account: Account, source: Charge | None, amount: int, currency: str) -> None:
    if account.transfers != "active":
        raise ProviderError(
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    if amount == magic_amounts.TRANSFER_REFUSED or take_fault(Fault.Kind.TRANSFER_REFUSED):
        raise _insufficient_funds()
    if source is None:
        if ledger.balance("").get(currency, (0, 0))[0] < amount:
            raise _insufficient_funds()
        return
    line = source.balance_transaction
    if not source.is_paid or line is None:
        raise ProviderError(f"Charge {source.id} has not succeeded.", param="source_transaction")
    if line.currency != currency:
        raise ProviderError(
            f"The currency of source_transaction's balance transaction ({line.currency}) must be the same as the "
            f"transfer currency ({currency})",
            param="currency",
        )
    transfers = Transfer.objects.filter(source_transaction_key=source.id)
    sent = transfers.aggregate(sent=Sum(F("amount") - F("amount_reversed")))["sent"] or 0
    if sent + amount > line.amount:
        raise ProviderError(
            f"Transfers using this transaction as a source must not exceed the source amount of {line.amount}. (There "
            f"are already existing transfers that use this transaction as a source, amounting to a total of {sent}.)"
        )


def _insufficient_funds() -> ProviderError:
    return ProviderError(
        "You have insufficient available funds in your Stripe account. Try adding funds directly to your available "
        "balance by creating Charges using the 4000000000000077 test card.",
        code="balance_insufficient",
    )


def reverse_transfer(transfer: Transfer, *, amount: int | None, metadata: dict[str, str]) -> Reversal:
    """Reverse a transfer, or a part of it. `transfer` is locked. Raises ProviderError for more than is left of it."""
    left = transfer.amount - transfer.amount_reversed
    amount = left if amount is None else amount
    if not left or amount > left:
        raise ProviderError(
            f"Amount {amount} is greater than the transfer's unreversed amount ({left}).", param="amount"
        )
    account = transfer.destination
    available = ledger.balance(account.id).get(transfer.currency, (0, 0))
    if sum(available) < amount:
        raise _insufficient_funds()
    key = ledger.new_id("trr")
    ledger.enter_line("payment_refund", key, -amount, transfer.currency, account=account)
    reversal = Reversal.objects.create(
        id=key,
        created=clock.now(),
        transfer=transfer,
        amount=amount,
        currency=transfer.currency,
        metadata=metadata,
        balance_transaction_key=ledger.enter_line("transfer_refund", key, amount, transfer.currency).id,
    )
    transfer.amount_reversed += amount
    transfer.save(update_fields=["amount_reversed"])
    emit_event("transfer.reversed", connect_serializers.transfer(transfer))
    return reversal


@atomic
def send_payouts() -> None:
    """Pay out each connected account's available balance; it arrives in two days."""
    for key, currency in sorted(_payable_accounts(clock.now()).values_list("account_id", "currency")):
        account = Account.objects.select_for_update(no_key=True).get(id=key)
        lines = list(_lines_to_pay_out().filter(account=account, currency=currency, available_on__lte=clock.now()))
        _send_payout(account, sum(line.net for line in lines), currency, lines)


def _lines_to_pay_out() -> "QuerySet[BalanceTransaction]":
    """Lines of onboarded accounts that are in no payout yet."""
    lines = BalanceTransaction.objects.filter(
        account__is_details_submitted=True, account__currently_due=[], payout=None
    )
    return lines.exclude(kind__startswith="payout")


def _payable_accounts(at: datetime) -> "QuerySet[BalanceTransaction, Any]":
    """Accounts and currencies with a positive sum of lines available at `at`."""
    lines = _lines_to_pay_out().filter(available_on__lte=at).order_by()
    return lines.values("account_id", "currency").annotate(sum=Sum("net"), first=Min("available_on")).filter(sum__gt=0)


def _pending_lines(at: datetime) -> "QuerySet[BalanceTransaction]":
    return _lines_to_pay_out().filter(available_on__gt=at)


# When an account next has money to pay out.
next_payout = (
    clock.NextDue(_payable_accounts, "first", at=clock.now),
    clock.NextDue(_pending_lines, "available_on", at=clock.now),
)


def _send_payout(account: Account, amount: int, currency: str, lines: list[BalanceTransaction]) -> None:
    key = ledger.new_id("po")
    out = ledger.enter_line("payout", key, -amount, currency, account=account)
    fails = any(line.amount == magic_amounts.PAYOUT_FAILED for line in lines) or bool(
        take_fault(Fault.Kind.PAYOUT_FAILED)
    )
    payout = Payout.objects.create(
        id=key,
        created=clock.now(),
        account=account,
        amount=amount,
        currency=currency,
        arrives_at=clock.now() + ARRIVAL_TIME,
        will_fail=fails,
        balance_transaction_key=out.id,
    )
    BalanceTransaction.objects.filter(pk__in=[line.pk for line in lines]).update(payout=payout)
    emit_event("payout.created", connect_serializers.payout(payout), account=account.id)


@atomic
def settle_payout(key: str) -> None:
    """A payout has arrived, or failed: then its money returns to the account's balance."""
    payout = Payout.objects.select_for_update(no_key=True).get(id=key)
    if payout.status != "in_transit":
        return
    payout.status = "failed" if payout.will_fail else "paid"
    payout.save(update_fields=["status"])
    if payout.will_fail:
        ledger.enter_line("payout_failure", payout.id, payout.amount, payout.currency, account=payout.account)
    emit_event(f"payout.{payout.status}", connect_serializers.payout(payout), account=payout.account_id)
