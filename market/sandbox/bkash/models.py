"""Books of the local bKash, amounts in taka. `at` of a notice is wall time, all other instants are the site's.

BkashTransfer: pending -> completed | failed; completed -> reversed

BkashPayment: initiated -> agreed -> completed | failed, or ended (declined, cancelled, out of time)
BkashNotice: waiting -> delivered | dropped | given_up
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum

FEE_PERCENT = Decimal("1.85")  # what the local bKash keeps of a payment; a refund gives nothing of it back


class BkashPayment(models.Model):
    """A payment. It is paid once it is executed: before, the payer has only agreed."""

    class State(models.TextChoices):
        INITIATED = "initiated"
        AGREED = "agreed"
        COMPLETED = "completed"
        FAILED = "failed"
        ENDED = "ended"

    payment_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.INITIATED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    fee = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    invoice = models.CharField(max_length=255)
    payer_reference = models.CharField(max_length=255)
    callback_url = models.CharField(max_length=2000)
    wallet = models.CharField(max_length=11, blank=True)  # 01XXXXXXXXX
    is_poor = models.BooleanField(default=False)  # the wallet lacks the money
    trx_id = models.CharField(max_length=10, blank=True)
    created = models.DateTimeField()
    executed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trx_id"], condition=~Q(trx_id=""), name="one_payment_per_trx"),
        ]

    def __str__(self) -> str:
        return self.payment_id

    @property
    def left(self) -> Decimal:
        """What of it can still be refunded."""
        gone = self.refunds.aggregate(all=Sum("amount"))["all"]
        return self.amount - (gone or Decimal(0))


class BkashRefund(models.Model):
    """A refund of a payment, or of a part of it. It is complete from `completes_at` on."""

    payment = models.ForeignKey(BkashPayment, models.PROTECT, related_name="refunds")
    trx_id = models.CharField(max_length=10, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    sku = models.CharField(max_length=255)
    reason = models.CharField(max_length=255)
    created = models.DateTimeField()
    completes_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.trx_id


class BkashDeposit(models.Model):
    """Money that the site paid into its account there."""

    amount = models.DecimalField(max_digits=12, decimal_places=2)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.amount}"


class BkashTransfer(models.Model):
    """Money sent to a wallet (B2C). It becomes `later` at `settles_at`, where one is planned."""

    class State(models.TextChoices):
        PENDING = "pending"
        COMPLETED = "completed"
        FAILED = "failed"
        REVERSED = "reversed"

    trx_id = models.CharField(max_length=10, unique=True)
    invoice = models.CharField(max_length=255, unique=True)
    receiver = models.CharField(max_length=11)  # 01XXXXXXXXX
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    fee = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=10, choices=State, default=State.COMPLETED)
    later = models.CharField(max_length=10, choices=State, blank=True, default="")
    created = models.DateTimeField()
    settles_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.trx_id


class BkashNotice(models.Model):
    """A message of the topic, to be delivered to the site."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DROPPED = "dropped"
        GIVEN_UP = "given_up"

    message_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)  # SNS's Type
    message = models.TextField()
    token = models.CharField(max_length=64, blank=True)
    is_forged = models.BooleanField(default=False)  # signed by somebody else
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="bkash_notices_due")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"
