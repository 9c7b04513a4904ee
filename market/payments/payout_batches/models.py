"""Batches of payouts for the operator's bank. Their lines are the payouts that name them.

PayoutBatch: prepared -> approved -> sent -> ended
    prepared -> cancelled; approved or sent -> refused (by the bank, as a whole): its payouts wait again
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.money import MoneyProperty

if TYPE_CHECKING:
    from market.accounts.models import User


class PayoutBatchQuerySet(models.QuerySet["PayoutBatch"]):
    def visible_to(self, user: "User") -> Self:
        """All of them for operators, none for others."""
        return self if user.has_role("operator") else self.none()


class PayoutBatch(models.Model):
    """Payouts that go to the bank in one file. `count` and `amount_value` are what was in it when it was made."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waits for another operator")
        APPROVED = "approved", pgettext_lazy("batch of payouts", "Approved")
        SENT = "sent", _("At the bank")
        ENDED = "ended", pgettext_lazy("batch of payouts", "Done")
        CANCELLED = "cancelled", pgettext_lazy("batch of payouts", "Cancelled")
        REFUSED = "refused", _("Refused by the bank")

    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9, choices=State, default=State.PREPARED)
    count = models.PositiveIntegerField()
    amount_value = models.DecimalField(max_digits=14, decimal_places=2)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    bank_reference = models.CharField(max_length=100, blank=True)
    return_due_at = models.DateTimeField(null=True, blank=True)  # when the bank's return file is expected
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was cancelled, or refused by the bank
    amount = MoneyProperty("amount_value")

    objects = PayoutBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="two_operators_pay_out"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "cancelled"]) | Q(approved_by__isnull=False),
                name="nothing_is_sent_unapproved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """Its page, for operators."""
        return reverse("payout_batch", args=[self.pk])
