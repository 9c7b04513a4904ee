"""Payouts of freelancers, and the accounts at a provider that some go to.

Payout: pending -> in_transit -> paid | failed; what was paid may still come back: paid -> failed
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.money import Money, MoneyProperty
from market.core.text.locale import localize_digits
from market.payments.payout_batches.models import PayoutBatch
from market.payments.payout_methods.models import PayoutMethod, end_of
from market.payments.payouts.failures import shown_reason

if TYPE_CHECKING:
    from market.accounts.models import User


class PayoutAccount(models.Model):
    """A freelancer's connected account at the provider, to which payouts go."""

    class State(models.TextChoices):
        STARTED = "started", _("Not finished")
        ACTIVE = "active", pgettext_lazy("payout account", "Ready")
        RESTRICTED = "restricted", _("More information is needed")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payout_account")
    account_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """The user's money page."""
        return reverse("money")


class PayoutQuerySet(models.QuerySet["Payout"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own payouts."""
        return self.filter(freelancer=user)

    def waiting_to_leave(self) -> Self:
        """Those in taka that can still be held back: no batch has them yet, and no call to a wallet has begun."""
        return self.filter(state=Payout.State.PENDING, batch=None, asked_at=None).exclude(rail="stripe")

    def unclear(self) -> Self:
        """Those to wallets of which nobody knows whether the money moved."""
        return self.filter(state=Payout.State.IN_TRANSIT, hold_up=Payout.HoldUp.UNCLEAR)


class Payout(models.Model):
    """Money sent to a freelancer: one transfer for each release in it. Or to a trainee, the `allowance` of a month."""

    class State(models.TextChoices):
        PENDING = "pending", _("Being sent")
        IN_TRANSIT = "in_transit", _("On its way")
        PAID = "paid", _("Paid out")
        FAILED = "failed", _("Failed")

    class HoldUp(models.TextChoices):
        LOW_BALANCE = "low_balance", _("The site has too little money at bKash")
        UNAVAILABLE = "unavailable", _("bKash does not answer")
        UNCLEAR = "unclear", _("bKash has not confirmed it")

    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payouts")
    allowance = models.ForeignKey("payments.Allowance", models.PROTECT, null=True, blank=True, related_name="payouts")
    rail = models.CharField(max_length=12, default="stripe")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    arrives_at = models.DateTimeField(null=True, blank=True)  # at the bank, as the provider expects it
    # Of one that goes by the operator's bank: the account as it was when it was asked for, and what is kept of it.
    method = models.ForeignKey(PayoutMethod, models.SET_NULL, null=True, blank=True, related_name="payouts")
    payee_name = models.CharField(max_length=300, blank=True)
    account_number = models.CharField(max_length=20, blank=True)
    routing_number = models.CharField(max_length=9, blank=True)
    cost_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    batch = models.ForeignKey(PayoutBatch, models.PROTECT, null=True, blank=True, related_name="payouts")
    # Of one to a wallet: when the one call that sends it began (wall time), the provider's number of the transfer, why
    # it does not move, and the first of two operators who deny that the provider made it.
    asked_at = models.DateTimeField(null=True, blank=True)
    transfer_id = models.CharField(max_length=40, blank=True)
    hold_up = models.CharField(max_length=11, choices=HoldUp, blank=True, default="")
    denied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    denial_reason = models.TextField(blank=True)
    amount = MoneyProperty("amount_value")  # what leaves the freelancer's balance
    cost = MoneyProperty("cost_value")

    objects = PayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="payouts_to_check"),
            models.Index(
                fields=["created_at"], condition=Q(rail="bank", state="pending", batch=None), name="payouts_to_batch"
            ),
            models.Index(fields=["hold_up"], condition=~Q(hold_up=""), name="payouts_held_up"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rail", "transfer_id"], condition=~Q(transfer_id=""), name="one_payout_per_transfer"
            ),
            models.UniqueConstraint(
                fields=["allowance"], condition=~Q(state="failed"), name="one_payout_of_an_allowance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freelancer_id}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """Its page, with the releases that are in it."""
        return reverse("payout", args=[self.pk])

    @property
    def sent(self) -> Money:
        """What arrives: the amount without the freelancer's share of the transfer's cost."""
        return Money(self.amount_value - self.cost_value, self.currency)

    @property
    def shown_number(self) -> str:
        """The last digits of the account that it goes to, in the reader's; "" where the provider knows the account."""
        return localize_digits(self.account_end)

    @property
    def account_end(self) -> str:
        """The same for programs."""
        return end_of(self.account_number) if self.account_number else ""

    @property
    def reason(self) -> str:
        """Why it failed, in the reader's language; empty when it did not."""
        return shown_reason(self.failure)
