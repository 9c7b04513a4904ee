"""Money on its way back to a client.

Refund: pending -> succeeded | failed
    failed: the client's card or bank refused it, and the site owes it (`owed`), until an operator has sent it to a
    `destination` that two of them have agreed to, or the client's bank has paid it back (`repaid_value`); once nothing
    is left, `repaid_at`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.base.money import Money, MoneyProperty

if TYPE_CHECKING:
    from market.accounts.models import User


class RefundQuerySet(models.QuerySet["Refund"]):
    def owed(self) -> Self:
        """Failed refunds that the site still owes."""
        return self.filter(state=Refund.State.FAILED, repaid_at=None)

    def visible_to(self, user: "User") -> Self:
        """A client's own; all of them for operators."""
        return self if user.has_role("operator") else self.filter(milestone__contract__client=user)


class Refund(models.Model):
    """Money on its way back to the client, with its share of the fee: it was held, or given back after a release."""

    class State(models.TextChoices):
        PENDING = "pending", _("Being sent")
        SUCCEEDED = "succeeded", _("Sent back")
        FAILED = "failed", _("Failed")

    class Reason(models.TextChoices):
        AGREED = "agreed", _("Agreed by the freelancer")
        GIVEN = "given", _("Given by the freelancer")
        IDLE = "idle", _("Nothing happened for a long time")
        CANCELLED = "cancelled", _("Late, and cancelled by the client after notice")
        LAST_DAY = "last_day", _("The last day of holding was reached")
        LATE_PAYMENT = "late_payment", _("The payment came after the milestone had ended")
        ENDED = "ended", _("The contract was ended early by both")
        DISPUTE = "dispute", _("The end of a dispute")
        GIVEN_BACK = "given_back", _("Given back by the freelancer after the release")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="refunds")
    funding = models.ForeignKey("payments.Funding", models.PROTECT, related_name="refunds")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    fee_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=12, choices=Reason)
    refund_id = models.CharField(max_length=255, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # when a provider without keys was last asked to make it
    check_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    destination = models.TextField(blank=True)  # where a failed one goes, as two operators have agreed
    # Of a failed refund: what the client got another way, when nothing was left to pay, by whom and how.
    repaid_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    repaid_at = models.DateTimeField(null=True, blank=True)
    repaid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    repaid_reference = models.TextField(blank=True)
    repaid_note = models.TextField(blank=True)
    part = MoneyProperty("amount_value")  # what of the milestone goes back, without the fee

    objects = RefundQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="refunds_to_check")]
        constraints = [
            models.CheckConstraint(
                condition=Q(repaid_value=0)
                | Q(state="failed", repaid_value__gt=0, repaid_value__lte=F("amount_value") + F("fee_value")),
                name="no_more_is_repaid_than_failed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """The client's money."""
        return reverse("money")

    @property
    def amount(self) -> Money:
        """What goes back: the amount and its share of the fee."""
        return Money(self.amount_value + self.fee_value, self.currency)

    @property
    def owed(self) -> Money:
        """What the site owes the client of it."""
        is_owed = self.state == self.State.FAILED and self.repaid_at is None
        return Money(self.amount.amount - self.repaid_value if is_owed else Decimal("0.00"), self.currency)
