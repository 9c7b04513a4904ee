"""Tables of the local payment provider: Stripe's objects under Stripe's names, amounts in the smallest unit.

Session: open -> complete | expired          PaymentIntent: requires_payment_method -> requires_action -> succeeded
Refund: pending -> succeeded | failed        Payout: in_transit -> paid | failed
Dispute: needs_response -> under_review -> won | lost
"""

from django.db import models

from market.core.base import clock
from market.sandbox.bkash.models import BkashDeposit as BkashDeposit
from market.sandbox.bkash.models import BkashNotice as BkashNotice
from market.sandbox.bkash.models import BkashPayment as BkashPayment
from market.sandbox.bkash.models import BkashRefund as BkashRefund
from market.sandbox.bkash.models import BkashTransfer as BkashTransfer
from market.sandbox.faults import Fault as Fault
from market.sandbox.sms.models import ShortMessage as ShortMessage
from market.sandbox.sslcommerz.models import SslcommerzNotice as SslcommerzNotice
from market.sandbox.sslcommerz.models import SslcommerzPayment as SslcommerzPayment
from market.sandbox.sslcommerz.models import SslcommerzRefund as SslcommerzRefund
from market.sandbox.sslcommerz.models import SslcommerzSession as SslcommerzSession


class ProviderObject(models.Model):
    """An object with an id in Stripe's format; lists are ordered by `seq`."""

    seq = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=100, unique=True)
    created = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-seq"]

    def __str__(self) -> str:
        return self.id


class Account(ProviderObject):
    """The connected account of a freelancer."""

    country = models.CharField(max_length=2)
    email = models.CharField(max_length=320, blank=True)
    default_currency = models.CharField(max_length=3)
    service_agreement = models.CharField(max_length=20)
    metadata = models.JSONField(default=dict)
    is_transfers_requested = models.BooleanField(default=False)
    is_details_submitted = models.BooleanField(default=False)
    currently_due = models.JSONField(default=list)

    @property
    def transfers(self) -> str:
        """The status of its transfers capability: "active" or "inactive"."""
        ready = self.is_details_submitted and not self.currently_due
        return "active" if ready and self.is_transfers_requested else "inactive"


class AccountLink(models.Model):
    """The address of an onboarding page; it works once, for five minutes."""

    token = models.CharField(max_length=100, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, to_field="id", related_name="links")
    refresh_url = models.CharField(max_length=2000)
    return_url = models.CharField(max_length=2000)
    created = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.token


class PaymentIntent(ProviderObject):
    """One payment, with every attempt to make it."""

    class Status(models.TextChoices):
        NEEDS_METHOD = "requires_payment_method"
        NEEDS_ACTION = "requires_action"
        SUCCEEDED = "succeeded"
        CANCELED = "canceled"

    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=30, choices=Status, default=Status.NEEDS_METHOD)
    description = models.TextField(blank=True)
    transfer_group = models.CharField(max_length=255, blank=True)
    metadata = models.JSONField(default=dict)
    latest_charge_key = models.CharField(max_length=100, blank=True)
    last_payment_error = models.JSONField(null=True)
    canceled_at = models.DateTimeField(null=True)


class Session(ProviderObject):
    """A Checkout Session: a page on which one payment is made."""

    class Status(models.TextChoices):
        OPEN = "open"
        COMPLETE = "complete"
        EXPIRED = "expired"

    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    url = models.CharField(max_length=2000)
    success_url = models.CharField(max_length=2000)
    cancel_url = models.CharField(max_length=2000, blank=True)
    expires_at = models.DateTimeField()
    line_items = models.JSONField(default=list)
    client_reference_id = models.CharField(max_length=200, blank=True)
    customer_email = models.CharField(max_length=320, blank=True)
    card = models.CharField(max_length=16, blank=True)  # fingerprint of the number typed, or of the payer
    locale = models.CharField(max_length=10, blank=True)
    metadata = models.JSONField(default=dict)
    intent_description = models.TextField(blank=True)
    intent_metadata = models.JSONField(default=dict)
    transfer_group = models.CharField(max_length=255, blank=True)
    payment_intent = models.OneToOneField(PaymentIntent, models.PROTECT, to_field="id", null=True)


class Payout(ProviderObject):
    """Money on its way from a connected account to the bank account of its owner."""

    account = models.ForeignKey(Account, models.PROTECT, to_field="id", related_name="payouts")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, default="in_transit")
    arrives_at = models.DateTimeField()
    will_fail = models.BooleanField(default=False)
    balance_transaction_key = models.CharField(max_length=100)

    class Meta(ProviderObject.Meta):
        indexes = [models.Index(fields=["status", "arrives_at"])]


class BalanceTransaction(ProviderObject):
    """A line of the provider's ledger, of the platform or a connected account. Balances are sums of `net`."""

    account = models.ForeignKey(Account, models.PROTECT, to_field="id", null=True, related_name="balance_transactions")
    kind = models.CharField(max_length=30)
    amount = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    net = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    exchange_rate = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    source = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    available_on = models.DateTimeField()
    payout = models.ForeignKey(Payout, models.PROTECT, to_field="id", null=True, related_name="lines")

    class Meta(ProviderObject.Meta):
        indexes = [models.Index(fields=["account", "available_on"])]

    @property
    def is_available(self) -> bool:
        """Whether the money can be used."""
        return self.available_on <= clock.now()


class Transfer(ProviderObject):
    """Money moved from the platform to a connected account."""

    amount = models.BigIntegerField()
    amount_reversed = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    destination = models.ForeignKey(Account, models.PROTECT, to_field="id", related_name="transfers_in")
    source_transaction_key = models.CharField(max_length=100, blank=True, db_index=True)
    transfer_group = models.CharField(max_length=255, blank=True, db_index=True)
    description = models.TextField(blank=True)
    metadata = models.JSONField(default=dict)
    destination_payment_key = models.CharField(max_length=100)
    balance_transaction_key = models.CharField(max_length=100)


class Reversal(ProviderObject):
    """A transfer, or a part of it, taken back."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, to_field="id", related_name="reversals")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    metadata = models.JSONField(default=dict)
    balance_transaction_key = models.CharField(max_length=100)


class Charge(ProviderObject):
    """An attempt to charge a card; or (`py_…`) the arrival of a transfer in a connected account."""

    payment_intent = models.ForeignKey(PaymentIntent, models.PROTECT, to_field="id", null=True, related_name="charges")
    account = models.ForeignKey(Account, models.PROTECT, to_field="id", null=True, related_name="payments")
    source_transfer = models.ForeignKey(Transfer, models.PROTECT, to_field="id", null=True, related_name="payments")
    amount = models.BigIntegerField()
    amount_refunded = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    is_paid = models.BooleanField()
    is_disputed = models.BooleanField(default=False)
    card = models.CharField(max_length=16, blank=True)  # its fingerprint
    failure_code = models.CharField(max_length=60, blank=True)
    failure_message = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    transfer_group = models.CharField(max_length=255, blank=True)
    metadata = models.JSONField(default=dict)
    balance_transaction = models.ForeignKey(BalanceTransaction, models.PROTECT, to_field="id", null=True)


class Refund(ProviderObject):
    """A refund of a charge, or of a part of it."""

    charge = models.ForeignKey(Charge, models.PROTECT, to_field="id", related_name="refunds")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    metadata = models.JSONField(default=dict)
    balance_transaction_key = models.CharField(max_length=100)
    failure_balance_transaction_key = models.CharField(max_length=100, blank=True)
    failure_reason = models.CharField(max_length=40, blank=True)
    settles_at = models.DateTimeField(null=True)
    settles_as = models.CharField(max_length=10, blank=True)


class Dispute(ProviderObject):
    """A chargeback: the cardholder asks the bank for the money back. It is withdrawn at once, with a fee."""

    charge = models.ForeignKey(Charge, models.PROTECT, to_field="id", related_name="disputes")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=40)
    status = models.CharField(max_length=20, default="needs_response")
    evidence = models.JSONField(default=dict)
    submissions = models.PositiveIntegerField(default=0)
    due_by = models.DateTimeField()
    metadata = models.JSONField(default=dict)


class File(ProviderObject):
    """A file that was uploaded: what is known of it, without its content."""

    filename = models.CharField(max_length=255)
    size = models.BigIntegerField()
    type = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)


class Answer(models.Model):
    """The stored response to a call with an Idempotency-Key."""

    key = models.CharField(max_length=255, unique=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=500)
    body = models.JSONField(default=dict)
    request_key = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Event(ProviderObject):
    """A webhook event, with the object as it was then."""

    kind = models.CharField(max_length=60)
    account_key = models.CharField(max_length=100, blank=True)
    payload = models.JSONField()
    previous = models.JSONField(null=True)
    api_version = models.CharField(max_length=40)
    request_key = models.CharField(max_length=40, blank=True)
    idempotency_key = models.CharField(max_length=255, blank=True)


class Delivery(models.Model):
    """A webhook delivery of an event to the site. Times are wall time; `place` orders those that are due."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DROPPED = "dropped"
        GIVEN_UP = "given_up"

    event = models.ForeignKey(Event, models.CASCADE, to_field="id", related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    place = models.BigIntegerField(default=0)
    is_held = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.state}"
