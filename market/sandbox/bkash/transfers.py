"""Payouts of the local bKash (B2C): transfers from the site's account to wallets, and the calls about them, each with
the fields of the request and of the answer as published.

The site has one account here: what clients paid, less fees, refunds and transfers, and what it paid in itself.
"""

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.transaction import atomic

from market.core.base import clock
from market.sandbox.bkash import actions
from market.sandbox.bkash.calls import SHORT_CODE, parse_amount, stamp
from market.sandbox.bkash.errors import BkashError
from market.sandbox.bkash.faults import planned
from market.sandbox.bkash.models import BkashDeposit, BkashTransfer
from market.sandbox.models import Fault

Fields = dict[str, Any]
State = BkashTransfer.State
WALLET = re.compile(r"01[3-9]\d{8}")
NO_WALLET = "01300000000"  # a number that nobody has a wallet under
FEE_PERCENT, LARGEST, DAY_LARGEST = Decimal("0.5"), Decimal(25000), Decimal(30000)
GONE = (State.PENDING, State.COMPLETED)  # what has left the site's account
LATER = timedelta(days=1)


def balance() -> Decimal:
    """What the site's account holds."""
    rows = BkashTransfer.objects.filter(state__in=GONE)
    gone = _sum(rows, "amount") + _sum(BkashTransfer.objects.filter(state=State.COMPLETED), "fee")
    return actions.balance() + _sum(BkashDeposit.objects.all(), "amount") - gone


def _sum(rows: "QuerySet[Any]", column: str) -> Decimal:
    return rows.order_by().aggregate(all=Sum(column))["all"] or Decimal("0.00")


def deposit(amount: Decimal) -> BkashDeposit:
    """The site pays money in."""
    return BkashDeposit.objects.create(amount=amount, created=clock.now())


def b2c_payment(fields: Fields) -> Fields:
    """Send money to a wallet, once for each merchantInvoiceNumber."""
    if {"amount", "currency", "merchantInvoiceNumber", "receiverMSISDN"} - fields.keys():
        raise BkashError("2065")
    if fields["currency"] != "BDT":
        raise BkashError("2007")
    invoice, receiver = str(fields["merchantInvoiceNumber"]), str(fields["receiverMSISDN"])
    if not 0 < len(invoice) <= 255 or set(invoice) & set("<>&"):
        raise BkashError("2031")
    if not WALLET.fullmatch(receiver):
        raise BkashError("2012")
    return _shown(_transfer(parse_amount(fields["amount"]), invoice, receiver))


def _transfer(amount: Decimal, invoice: str, receiver: str) -> BkashTransfer:
    """Raises BkashError; a planned fault stays used then."""
    if BkashTransfer.objects.filter(invoice=invoice).exists():
        raise BkashError("2029")
    if receiver == NO_WALLET or planned(Fault.Kind.BKASH_NO_WALLET):
        raise BkashError("2045")
    today = BkashTransfer.objects.filter(receiver=receiver, state__in=GONE, created__gt=clock.now() - LATER)
    is_over = amount > LARGEST or _sum(today, "amount") + amount > DAY_LARGEST
    if is_over or planned(Fault.Kind.BKASH_OVER_LIMIT):
        raise BkashError("2006")
    fee = (amount * FEE_PERCENT / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if amount + fee > balance() or planned(Fault.Kind.BKASH_LOW_BALANCE):
        raise BkashError("2023")
    return _create(amount, fee, invoice, receiver)


@atomic
def _create(amount: Decimal, fee: Decimal, invoice: str, receiver: str) -> BkashTransfer:
    now, state, later = clock.now(), State.COMPLETED, ""
    if planned(Fault.Kind.BKASH_PAYOUT_FAILED):
        state, later = State.PENDING, State.FAILED
    elif planned(Fault.Kind.BKASH_PAYOUT_BACK):
        later = State.REVERSED
    return BkashTransfer.objects.create(
        trx_id=actions.new_trx(),
        invoice=invoice,
        receiver=receiver,
        amount=amount,
        fee=fee,
        state=state,
        later=later,
        created=now,
        settles_at=now + LATER if later else None,
    )


@atomic
def settle(pk: int) -> None:
    """A day has passed: what was planned for a transfer happens."""
    transfer = BkashTransfer.objects.select_for_update(no_key=True).get(pk=pk)
    if transfer.later:
        transfer.state, transfer.later, transfer.settles_at = transfer.later, "", None
        transfer.save(update_fields=["state", "later", "settles_at"])


def search(fields: Fields) -> Fields:
    """A transfer by bKash's number of it. Our own number of it is not among the answer's fields."""
    transfer = BkashTransfer.objects.filter(trx_id=fields["number"]).first()
    if transfer is None:
        raise BkashError("2033")
    return {
        "amount": f"{transfer.amount:.2f}",
        "completedTime": stamp(transfer.created),
        "currency": "BDT",
        "customerMsisdn": transfer.receiver,
        "initiationTime": stamp(transfer.created),
        "organizationShortCode": SHORT_CODE,
        "transactionStatus": transfer.state.title(),
        "transactionType": "B2C Payment",
        "trxID": transfer.trx_id,
    }


def organization_balance(fields: Fields) -> Fields:
    """What the site's account holds."""
    held = f"{balance():.2f}"
    account = {
        "accountHolderName": "Practice site",
        "accountStatus": "Active",
        "accountTypeName": "Disbursement Account",
        "availableBalance": held,
        "currency": "BDT",
        "currentBalance": held,
        "updateTime": stamp(clock.now()),
    }
    return {"organizationBalance": [account]}


def _shown(transfer: BkashTransfer) -> Fields:
    return {
        "completedTime": stamp(transfer.created),
        "trxID": transfer.trx_id,
        "transactionStatus": "Completed" if transfer.state == State.COMPLETED else "Initiated",
        "amount": f"{transfer.amount:.2f}",
        "currency": "BDT",
        "merchantInvoiceNumber": transfer.invoice,
        "receiverMSISDN": transfer.receiver,
        "b2cFee": f"{transfer.fee:.2f}",
    }
