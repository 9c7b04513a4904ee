"""Money that a freelancer gives back after it was released.

GiveBack: open -> done
    open: a part of it had been paid out and is being called back (`left_value`).
    done: all of it is on its way to the client, but for what is a debt now (`debts.models`).
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.base.money import Money, MoneyProperty, zero

if TYPE_CHECKING:
    from market.accounts.models import User


class GiveBackQuerySet(models.QuerySet["GiveBack"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the user's contracts, on either side."""
        return self.filter(Q(milestone__contract__client=user) | Q(milestone__contract__freelancer=user))


class GiveBack(models.Model):
    """One decision of a freelancer to give back an amount of what was released for a milestone."""

    class State(models.TextChoices):
        OPEN = "open", _("Being called back")
        DONE = "done", _("Given back")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="give_backs")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    left_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3)
    reason = models.TextField()
    state = models.CharField(max_length=4, choices=State, default=State.DONE)
    created_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True, blank=True)
    amount = MoneyProperty("amount_value")  # without the client's fee on it
    left = MoneyProperty("left_value")

    objects = GiveBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_value__gt=0, left_value__gte=0, left_value__lte=F("amount_value")),
                name="no_more_is_called_back_than_given",
            ),
            models.CheckConstraint(
                condition=Q(state="open", left_value__gt=0) | Q(state="done", left_value=0),
                name="give_backs_end_when_nothing_is_left",
            ),
        ]
        indexes = [models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="give_backs_to_check")]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """Its milestone in the workroom."""
        return self.milestone.get_absolute_url()

    @property
    def owed(self) -> Money:
        """What of it comes from later earnings, and has not come yet."""
        debt = getattr(self, "debt", None)
        return debt.left if debt else zero(self.currency)
