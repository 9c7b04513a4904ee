"""Ledger transactions that a party sees."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.payments.models import LedgerTransaction

if TYPE_CHECKING:
    from market.accounts.models import User

BANK_KINDS = ("chargeback", "chargeback_won", "chargeback_lost")
CLIENT_KINDS = (
    *("funding", "late_payment", "release", "refund", "refund_paid", "refund_failed", "refund_repaid"),
    *BANK_KINDS,
)
FREELANCER_KINDS = (
    *("funding", "release", "clearing", "payout", "payout_paid", "payout_failed", "refund"),
    *(*BANK_KINDS, "chargeback_reversed", "chargeback_owed", "chargeback_forgiven"),
)


def statement_transactions(user: "User") -> QuerySet[LedgerTransaction]:
    """Ledger transactions that concern the user, as a client or as a freelancer, newest first."""
    return (
        LedgerTransaction.objects.filter(
            Q(milestone__contract__client=user, kind__in=CLIENT_KINDS)
            | Q(milestone__contract__freelancer=user, kind__in=FREELANCER_KINDS)
        )
        .select_related("milestone__contract__client", "milestone__contract__freelancer")
        .order_by("-id")
    )
