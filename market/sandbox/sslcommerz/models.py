"""Tables of the stand-in, in SSLCOMMERZ's words.

Session: open -> paid | expired       Payment: VALID -> VALIDATED; FAILED, CANCELLED, UNATTEMPTED are what they stay
Refund: processing -> refunded | cancelled
"""

from django.db import models

CARRIED = ("value_a", "value_b", "value_c", "value_d")  # what a site passes along and gets back


class SslcommerzSession(models.Model):
    """A page on which a payment of a `tran_id` is made; the site may open several of one."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        EXPIRED = "expired"

    sessionkey = models.CharField(max_length=32, unique=True)
    tran_id = models.CharField(max_length=30, db_index=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    product_name = models.CharField(max_length=255)
    success_url = models.CharField(max_length=255)
    fail_url = models.CharField(max_length=255)
    cancel_url = models.CharField(max_length=255)
    ipn_url = models.CharField(max_length=255, blank=True)
    carried = models.JSONField(default=dict)
    card_no = models.CharField(max_length=80)  # of the payer, who has the same one each time
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"])]

    def __str__(self) -> str:
        return self.tran_id


class SslcommerzPayment(models.Model):
    """A try to pay, or the end of a page without one."""

    class Status(models.TextChoices):
        VALID = "VALID"
        VALIDATED = "VALIDATED"
        FAILED = "FAILED"
        CANCELLED = "CANCELLED"
        UNATTEMPTED = "UNATTEMPTED"

    PAID = (Status.VALID, Status.VALIDATED)

    session = models.ForeignKey(SslcommerzSession, models.PROTECT, related_name="payments")
    status = models.CharField(max_length=12, choices=Status)
    val_id = models.CharField(max_length=50, unique=True, null=True)
    bank_tran_id = models.CharField(max_length=80, unique=True, null=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    store_amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    card_no = models.CharField(max_length=80, blank=True)
    risk_level = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=255, blank=True)
    tran_date = models.DateTimeField()
    validated_on = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"


class SslcommerzRefund(models.Model):
    """A refund of a payment, or of a part of it."""

    class Status(models.TextChoices):
        PROCESSING = "processing"
        REFUNDED = "refunded"
        CANCELLED = "cancelled"

    payment = models.ForeignKey(SslcommerzPayment, models.PROTECT, related_name="refunds")
    refund_ref_id = models.CharField(max_length=50, unique=True)
    refund_trans_id = models.CharField(max_length=30, unique=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    remarks = models.CharField(max_length=255)
    status = models.CharField(max_length=10, choices=Status)
    initiated_on = models.DateTimeField()
    refunded_on = models.DateTimeField(null=True)
    settles_at = models.DateTimeField(null=True)
    settles_as = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.refund_ref_id


class SslcommerzNotice(models.Model):
    """A notification (IPN) to the site, as it is posted. Times are wall time."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DROPPED = "dropped"
        GIVEN_UP = "given_up"

    payment = models.ForeignKey(SslcommerzPayment, models.CASCADE, related_name="notices")
    fields = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.state}"
