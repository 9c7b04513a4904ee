"""Payout methods: bank accounts and mobile wallets of freelancers.

PayoutMethod: checking -> cooling -> active -> replaced
    checking: the holder's name is not that of the certificate, and an operator looks at it -> refused
    cooling: it takes the place of another one, some hours later
    stopped: by the link in the mail about it, or since another one was given before it was used
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.text.locale import localize_digits
from market.payments.payout_methods.banks import Branch, branch_of

if TYPE_CHECKING:
    from market.accounts.models import User

SHOWN_DIGITS = 4


class PayoutMethodQuerySet(models.QuerySet["PayoutMethod"]):
    def visible_to(self, user: "User") -> Self:
        """A freelancer's own; all of them for operators."""
        return self if user.has_role("operator") else self.filter(user=user)

    def coming(self) -> Self:
        """Those that are to be used, and are not yet."""
        return self.filter(state__in=PayoutMethod.COMING)


class PayoutMethod(models.Model):
    """A bank account or a wallet to which payouts in one currency go. `usable_at`: not before, whoever decides what."""

    class Kind(models.TextChoices):
        BANK = "bank", _("Bank account")
        BKASH = "bkash", _("bKash account")
        NAGAD = "nagad", _("Nagad account")

    class State(models.TextChoices):
        CHECKING = "checking", _("The name is being checked")
        COOLING = "cooling", _("Not in use yet")
        ACTIVE = "active", pgettext_lazy("payout method", "In use")
        REFUSED = "refused", pgettext_lazy("payout method", "Refused")
        STOPPED = "stopped", pgettext_lazy("payout method", "Stopped")
        REPLACED = "replaced", pgettext_lazy("payout method", "Replaced")

    COMING = (State.CHECKING, State.COOLING)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payout_methods")
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=5, choices=Kind)
    routing_number = models.CharField(max_length=9, blank=True)  # of a bank's branch
    account_number = models.CharField(max_length=20)  # of a wallet: its phone number
    holder_name = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State)
    created_at = models.DateTimeField()
    usable_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    objects = PayoutMethodQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "currency"], condition=Q(state="active"), name="one_payout_method_in_use"
            ),
            models.UniqueConstraint(
                fields=["user", "currency"],
                condition=Q(state__in=["checking", "cooling"]),
                name="one_payout_method_to_come",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("user")), name="nobody_checks_their_own_name"
            ),
        ]
        indexes = [models.Index(fields=["usable_at"], condition=Q(state="cooling"), name="payout_methods_cooling")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.state}"

    def get_absolute_url(self) -> str:
        """The page of the freelancer's methods."""
        return reverse("payout_methods")

    @property
    def shown_number(self) -> str:
        """The number as its owner knows it again: "…3456", in the reader's digits."""
        return localize_digits(self.account_end)

    @property
    def account_end(self) -> str:
        """The same for programs."""
        return end_of(self.account_number)

    @property
    def branch(self) -> Branch:
        """The bank and its branch; empty ones of a wallet."""
        return branch_of(self.routing_number)


def end_of(number: str) -> str:
    """The last four digits of an account's number, which nobody can pay to."""
    return f"…{number[-SHOWN_DIGITS:]}"
