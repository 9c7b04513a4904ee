"""What the comparison with a provider's balance found, and what operators were alarmed of."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money


class Reconciliation(models.Model):
    """A provider's balance in one currency beside ours, at an instant."""

    rail = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    ours = models.DecimalField(max_digits=14, decimal_places=2)
    theirs = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["rail", "currency", "-id"], name="newest_reconciliations")]

    def __str__(self) -> str:
        return f"{self.rail} {self.currency}: {self.pk}"

    @property
    def difference(self) -> Decimal:
        """What the provider holds beyond what our books say."""
        return self.theirs - self.ours

    @property
    def our_money(self) -> Money:
        """What our books say."""
        return Money(self.ours, self.currency)

    @property
    def their_money(self) -> Money:
        """What the provider says."""
        return Money(self.theirs, self.currency)


class ReconciliationDifference(models.Model):
    """A part of a difference, and where it comes from: a row of ours, or nothing that is known."""

    class Cause(models.TextChoices):
        UNCOUNTED = "uncounted", _("A client has paid, and we have not counted it yet")
        FEE = "fee", _("The provider's fee for a payment is not in our books")
        REFUND = "refund", _("A refund was sent that our books do not know of yet")
        UNEXPLAINED = "unexplained", _("Nothing is known that explains this")

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="differences")
    cause = models.CharField(max_length=11, choices=Cause)
    amount_value = models.DecimalField(max_digits=14, decimal_places=2)  # above zero: the provider has more
    funding = models.ForeignKey("payments.Funding", models.PROTECT, null=True, blank=True, related_name="+")
    refund = models.ForeignKey("payments.Refund", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.cause}: {self.amount_value}"

    @property
    def amount(self) -> Money:
        """How much of the difference it is."""
        return Money(self.amount_value, self.reconciliation.currency)


class WorkAlarm(models.Model):
    """A kind of work that has stopped, of which operators were notified; it ends once nothing of it has stopped."""

    name = models.CharField(max_length=100, primary_key=True)
    alarmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
