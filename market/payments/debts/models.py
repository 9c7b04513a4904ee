"""What a freelancer owes.

Debt: of a lost chargeback, or of money that they gave back after it had been paid out. What becomes payable next in the
same currency pays it, the oldest debt first (`left_value` is what is not paid yet).
    Of a chargeback the site has paid already: `LedgerAccount.Kind.RECEIVABLE` is below zero by what is left.
    Of what was given back nothing is paid before: the client gets what was taken (`passed_on_value`).
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from market.core.base.money import Money, MoneyProperty

if TYPE_CHECKING:
    from market.contracts.models import Milestone


class DebtQuerySet(models.QuerySet["Debt"]):
    def to_pass_on(self, milestone: "Milestone") -> "DebtQuerySet":
        """Those to the client of a milestone that earnings have paid more of than the client got."""
        paid = self.filter(give_back__milestone=milestone, amount_value__gt=F("left_value") + F("passed_on_value"))
        return paid.order_by("pk")

    def open(self) -> "DebtQuerySet":
        """Those of which something is left, the oldest first."""
        return self.filter(left_value__gt=0).order_by("pk")


class Debt(models.Model):
    """What a freelancer owes for one reason. Its row is locked after all others, and nothing is locked after it."""

    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="debts")
    chargeback = models.OneToOneField("payments.Chargeback", models.PROTECT, null=True, blank=True, related_name="debt")
    give_back = models.OneToOneField("payments.GiveBack", models.PROTECT, null=True, blank=True, related_name="debt")
    currency = models.CharField(max_length=3)
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)  # all that was ever owed of it
    left_value = models.DecimalField(max_digits=12, decimal_places=2)
    passed_on_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    amount = MoneyProperty("amount_value")
    left = MoneyProperty("left_value")

    objects = DebtQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(chargeback__isnull=True, give_back__isnull=False)
                | Q(chargeback__isnull=False, give_back__isnull=True),
                name="debts_have_one_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_value__gte=0, left_value__lte=F("amount_value")), name="debts_are_paid_once"
            ),
            models.CheckConstraint(
                condition=Q(passed_on_value__gte=0, passed_on_value__lte=F("amount_value") - F("left_value")),
                name="debts_pass_on_what_was_paid",
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "currency"], condition=Q(left_value__gt=0), name="debts_open")]

    def __str__(self) -> str:
        return f"{self.freelancer_id}: {self.left_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """The freelancer's money page."""
        return reverse("money")

    @property
    def paid(self) -> Money:
        """What was taken for it from later earnings; of a chargeback also what an operator forgave."""
        return Money(self.amount_value - self.left_value, self.currency)

    @property
    def to_pass_on(self) -> Decimal:
        """What was taken for a client who has not got it yet."""
        return self.amount_value - self.left_value - self.passed_on_value
