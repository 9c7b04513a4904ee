"""Quotes to convert what a freelancer can have paid out in dollars into taka. An accepted one has its payout."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from market.core.base import clock
from market.core.base.money import Money, MoneyProperty
from market.payments.exchange_rates.models import shown_source
from market.payments.payout_methods.models import PayoutMethod

if TYPE_CHECKING:
    from market.accounts.models import User

TAKA = "BDT"


class PayoutQuoteQuerySet(models.QuerySet["PayoutQuote"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own quotes."""
        return self.filter(user=user)


class PayoutQuote(models.Model):
    """What `amount` becomes in taka: `gross` by the rate, less the margin, of which the transfer takes `cost`.

    `payable_value` is what was ready when it was made: a quote counts for exactly that.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payout_quotes")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payable_value = models.DecimalField(max_digits=12, decimal_places=2)
    rate_value = models.DecimalField(max_digits=10, decimal_places=4)  # taka for a dollar
    rate_day = models.DateField()
    rate_source = models.CharField(max_length=300)
    rate_at = models.DateTimeField()  # when it was recorded
    gross_value = models.DecimalField(max_digits=12, decimal_places=2)
    margin_value = models.DecimalField(max_digits=12, decimal_places=2)
    cost_value = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.ForeignKey(PayoutMethod, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    payout = models.OneToOneField("payments.Payout", models.PROTECT, null=True, blank=True, related_name="quote")
    amount = MoneyProperty("amount_value")

    objects = PayoutQuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(rate_value__gt=0, amount_value__gt=0), name="quotes_have_a_rate"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, payout=None) | Q(accepted_at__isnull=False, payout__isnull=False),
                name="accepted_quotes_have_a_payout",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("payout_quote", args=[self.pk])

    @property
    def shown_source(self) -> str:
        """Who published the rate, as its reader is told."""
        return shown_source(self.rate_source)

    @property
    def rate(self) -> Money:
        """The taka of one dollar, to two places."""
        return Money(self.rate_value, TAKA)

    @property
    def gross(self) -> Money:
        """The amount by the rate."""
        return Money(self.gross_value, TAKA)

    @property
    def margin(self) -> Money:
        """What the site takes of it."""
        return Money(self.margin_value, TAKA)

    @property
    def taka(self) -> Money:
        """What becomes the freelancer's."""
        return Money(self.gross_value - self.margin_value, TAKA)

    @property
    def cost(self) -> Money:
        """What the transfer takes of that."""
        return Money(self.cost_value, TAKA)

    @property
    def sent(self) -> Money:
        """What arrives."""
        return self.taka - self.cost

    @property
    def is_open(self) -> bool:
        """Whether it can be accepted still."""
        return self.accepted_at is None and self.expires_at > clock.now()
