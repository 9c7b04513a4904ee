"""Faults that are planned on the desk, for one of the companies that stand here."""

from django.db import models

STRIPE, SSLCOMMERZ = "stripe", "sslcommerz"
HOUSES = [(STRIPE, "Stripe"), (SSLCOMMERZ, "SSLCOMMERZ")]


class Fault(models.Model):
    """A fault planned on the desk, for the next `left` events or calls of its kind at one of the HOUSES."""

    class Kind(models.TextChoices):
        DUPLICATE = "duplicate"
        DELAY = "delay"
        REORDER = "reorder"
        DROP = "drop"
        API_ERROR = "api_error"
        LOST_ANSWER = "lost_answer"
        SLOW = "slow"
        TRANSFER_REFUSED = "transfer_refused"
        REFUND_PENDING = "refund_pending"
        REFUND_FAILED = "refund_failed"
        PAYOUT_FAILED = "payout_failed"
        MORE_NEEDED = "more_needed"
        SMS_REFUSED = "sms_refused"
        SMS_LATE = "sms_late"
        BKASH_TWICE = "bkash_twice"
        BKASH_LATE = "bkash_late"
        BKASH_LOST = "bkash_lost"
        BKASH_FORGED = "bkash_forged"
        BKASH_TOKEN = "bkash_token"  # noqa: S105  # a kind of fault
        BKASH_ERROR = "bkash_error"
        BKASH_REFUSED = "bkash_refused"
        BKASH_LOST_ANSWER = "bkash_lost_answer"
        BKASH_SLOW = "bkash_slow"
        BKASH_REFUND_LATE = "bkash_refund_late"
        BKASH_REFUND_REFUSED = "bkash_refund_refused"
        BKASH_NO_WALLET = "bkash_no_wallet"
        BKASH_OVER_LIMIT = "bkash_over_limit"
        BKASH_LOW_BALANCE = "bkash_low_balance"
        BKASH_PAYOUT_FAILED = "bkash_payout_failed"
        BKASH_PAYOUT_BACK = "bkash_payout_back"
        FORGED = "forged"
        API_REFUSED = "api_refused"

    kind = models.CharField(max_length=20, choices=Kind)
    house = models.CharField(max_length=20, default=STRIPE)
    left = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.left}"
