"""What happens at the provider to connected accounts: setting up, transfers to them, reversals, their own payouts."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, QuerySet, Sum
from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox import books, connect_serializers, magic
from market.sandbox.bus import emit, take
from market.sandbox.models import Account, AccountLink, BalanceTransaction, Charge, Fault, Payout, Reversal, Transfer
from market.sandbox.refusals import ProviderError

FIRST_NEEDS = ["external_account", "individual.first_name", "individual.last_name", "tos_acceptance.date"]
MORE_NEEDS = ["individual.verification.document"]
LINK_LASTS = timedelta(minutes=5)
ARRIVES = timedelta(days=2)


def create_account(**columns: Any) -> Account:
    """A connected account that still needs everything."""
    return Account.objects.create(id=books.new_id("acct"), created=clock.now(), currently_due=FIRST_NEEDS, **columns)


def create_link(account: Account, *, refresh_url: str, return_url: str) -> AccountLink:
    """A link to the account's onboarding page."""
    instant = clock.now()
    return AccountLink.objects.create(
        token=books.new_id("link"),
        account=account,
        refresh_url=refresh_url,
        return_url=return_url,
        created=instant,
        expires_at=instant + LINK_LASTS,
    )


@atomic
def finish_onboarding(key: str, *, outcome: str) -> Account:
    """What the person did on the onboarding page: `complete`, or `more_needed`."""
    account = Account.objects.select_for_update(no_key=True).get(id=key)
    before = connect_serializers.account(account)
    first = not account.is_details_submitted
    more = outcome == "more_needed" or (first and magic.MORE_NEEDED in account.email.partition("@")[0])
    account.is_details_submitted = True
    account.currently_due = MORE_NEEDS if more or take(Fault.Kind.MORE_NEEDED) else []
    account.save(update_fields=["is_details_submitted", "currently_due"])
    emit(
        "account.updated",
        connect_serializers.account(account),
        account=account.id,
        previous={name: before[name] for name in ("details_submitted", "payouts_enabled", "requirements")},
    )
    return account


def create_transfer(account: Account, source: Charge | None, *, amount: int, currency: str, **notes: Any) -> Transfer:
    """Move money to a connected account, out of a charge or out of the available balance. `source` is locked.

    Raises ProviderError where Stripe refuses: the capability, the currency, what is left of the charge or the balance.
    """
    _refuse_transfer(account, source, amount, currency)
    line = source.balance_transaction if source else None
    available_on = max(clock.now(), line.available_on) if line else clock.now()
    key, arrival = books.new_id("tr"), books.new_id("py")
    out = books.enter("transfer", key, -amount, currency, available_on=available_on)
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
        balance_transaction=books.enter(
            "payment", arrival, amount, currency, account=account, available_on=available_on
        ),
    )
    emit("transfer.created", connect_serializers.transfer(transfer))
    return transfer


def _refuse_transfer(account: Account, source: Charge | None, amount: int, currency: str) -> None:
    if account.transfers != "active":
        raise ProviderError(
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    if amount == magic.TRANSFER_REFUSED or take(Fault.Kind.TRANSFER_REFUSED):
        raise _insufficient()
    if source is None:
        if books.balance("").get(currency, (0, 0))[0] < amount:
            raise _insufficient()
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
    before = Transfer.objects.filter(source_transaction_key=source.id)
    already = before.aggregate(sent=Sum(F("amount") - F("amount_reversed")))["sent"] or 0
    if already + amount > line.amount:
        raise ProviderError(
            f"Transfers using this transaction as a source must not exceed the source amount of {line.amount}. (There "
            f"are already existing transfers that use this transaction as a source, amounting to a total of {already}.)"
        )


def _insufficient() -> ProviderError:
    return ProviderError(
        "You have insufficient available funds in your Stripe account. Try adding funds directly to your available "
        "balance by creating Charges using the 4000000000000077 test card.",
        code="balance_insufficient",
    )


def reverse_transfer(transfer: Transfer, *, amount: int | None, metadata: dict[str, str]) -> Reversal:
    """Take a transfer, or a part, back. `transfer` is locked. Raises ProviderError for more than is left of it."""
    left = transfer.amount - transfer.amount_reversed
    amount = left if amount is None else amount
    if not left or amount > left:
        raise ProviderError(
            f"Amount {amount} is greater than the transfer's unreversed amount ({left}).", param="amount"
        )
    account = transfer.destination
    available = books.balance(account.id).get(transfer.currency, (0, 0))
    if sum(available) < amount:
        raise _insufficient()
    key = books.new_id("trr")
    books.enter("payment_refund", key, -amount, transfer.currency, account=account)
    reversal = Reversal.objects.create(
        id=key,
        created=clock.now(),
        transfer=transfer,
        amount=amount,
        currency=transfer.currency,
        metadata=metadata,
        balance_transaction_key=books.enter("transfer_refund", key, amount, transfer.currency).id,
    )
    transfer.amount_reversed += amount
    transfer.save(update_fields=["amount_reversed"])
    emit("transfer.reversed", connect_serializers.transfer(transfer))
    return reversal


@atomic
def send_payouts() -> None:
    """Send each connected account's available money to its bank; it arrives in two days."""
    for key, currency in sorted(_ready(clock.now()).values_list("account_id", "currency")):
        account = Account.objects.select_for_update(no_key=True).get(id=key)
        lines = list(_unsent().filter(account=account, currency=currency, available_on__lte=clock.now()))
        _send_payout(account, sum(line.net for line in lines), currency, lines)


def _unsent() -> "QuerySet[BalanceTransaction]":
    """Lines of accounts that are set up which no payout carries yet."""
    lines = BalanceTransaction.objects.filter(
        account__is_details_submitted=True, account__currently_due=[], payout=None
    )
    return lines.exclude(kind__startswith="payout")


def _ready(at: datetime) -> "QuerySet[BalanceTransaction, Any]":
    """Account and currency where the lines that are available by then sum to more than nothing."""
    lines = _unsent().filter(available_on__lte=at).order_by()
    return lines.values("account_id", "currency").annotate(sum=Sum("net"), first=Min("available_on")).filter(sum__gt=0)


def _coming(at: datetime) -> "QuerySet[BalanceTransaction]":
    return _unsent().filter(available_on__gt=at)


# When an account has money that can be sent to its bank.
next_payout = (
    clock.NextDue(_ready, "first", at=clock.now),
    clock.NextDue(_coming, "available_on", at=clock.now),
)


def _send_payout(account: Account, amount: int, currency: str, lines: list[BalanceTransaction]) -> None:
    key = books.new_id("po")
    out = books.enter("payout", key, -amount, currency, account=account)
    fails = any(line.amount == magic.PAYOUT_FAILED for line in lines) or bool(take(Fault.Kind.PAYOUT_FAILED))
    payout = Payout.objects.create(
        id=key,
        created=clock.now(),
        account=account,
        amount=amount,
        currency=currency,
        arrives_at=clock.now() + ARRIVES,
        will_fail=fails,
        balance_transaction_key=out.id,
    )
    BalanceTransaction.objects.filter(pk__in=[line.pk for line in lines]).update(payout=payout)
    emit("payout.created", connect_serializers.payout(payout), account=account.id)


@atomic
def settle_payout(key: str) -> None:
    """A payout has arrived, or the bank has sent it back: then its money waits in the account."""
    payout = Payout.objects.select_for_update(no_key=True).get(id=key)
    if payout.status != "in_transit":
        return
    payout.status = "failed" if payout.will_fail else "paid"
    payout.save(update_fields=["status"])
    if payout.will_fail:
        books.enter("payout_failure", payout.id, payout.amount, payout.currency, account=payout.account)
    emit(f"payout.{payout.status}", connect_serializers.payout(payout), account=payout.account_id)
