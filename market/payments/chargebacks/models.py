"""Chargebacks: the owner of a card asks their bank to give a payment back. The bank decides, not we.

Chargeback: open -> won | lost
    open: the provider has taken the money, and what is held of the milestone is frozen: a fact beside its state.
    won: the money is back, and the milestone goes on.
    lost: it is taken from what was held, then from releases that clear, are payable, or can be reversed from the
    freelancer's account; the freelancer owes the rest (`left_value` until that is known).
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money, MoneyProperty, zero
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


# Names of the provider's reason codes.
REASONS: dict[str, Promise] = {
    "fraudulent": _("Fraud: the owner of the card says that somebody else paid"),
    "unrecognized": _("The owner of the card does not recognize the payment"),
    "product_not_received": _("Nothing was received"),
    "product_unacceptable": _("It is not what was agreed"),
    "duplicate": _("It was paid twice"),
    "credit_not_processed": _("A refund did not arrive"),
}
OTHER_REASON = _("Another reason")


class ChargebackQuerySet(models.QuerySet["Chargeback"]):
    def open(self) -> Self:
        """Chargebacks that the bank has not decided."""
        return self.filter(state=Chargeback.State.OPEN)

    def visible_to(self, user: "User") -> Self:
        """Chargebacks of the user's contracts, on either side; all of them for operators."""
        return self if user.has_role("operator") else self.of_party(user)

    def answerable_by(self, user: "User") -> Self:
        """For operators: those whose answer and files they may see and work on, which no contract of theirs is."""
        return self.exclude(pk__in=self.of_party(user).values("pk")) if user.has_role("operator") else self.none()

    def of_party(self, user: "User") -> Self:
        """Chargebacks of the user's contracts, on either side."""
        contract = "funding__milestone__contract"
        return self.filter(Q(**{f"{contract}__client": user}) | Q(**{f"{contract}__freelancer": user}))


class Chargeback(models.Model):
    """The part of a payment's chargeback that is one milestone's."""

    class State(models.TextChoices):
        OPEN = "open", _("The bank looks at it")
        WON = "won", _("Refused by the bank")
        LOST = "lost", _("Paid back by the bank")

    funding = models.ForeignKey("payments.Funding", models.PROTECT, related_name="chargebacks")
    dispute_id = models.CharField(max_length=255)  # the provider's; fundings that share a Checkout share it
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    fee_value = models.DecimalField(max_digits=12, decimal_places=2)  # of the client's fee
    provider_fee_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=60)  # the provider's word
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)  # when operators are reminded to answer next
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answering_until = models.DateTimeField(null=True, blank=True)  # wall time; while the answer is being sent
    accepted_at = models.DateTimeField(null=True, blank=True)  # two operators do not answer; the bank is being told
    check_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Where the money of a lost one came from. The rest of the amount was the operator's loss.
    held_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    fee_held_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    earned_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    owed_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)  # became a debt, not forgiven
    left_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    amount = MoneyProperty("amount_value")  # what of the milestone the bank asks for

    objects = ChargebackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute_id", "funding"], name="one_chargeback_of_a_dispute_and_funding"),
            models.CheckConstraint(condition=Q(left_value__gte=0), name="chargebacks_take_no_more_than_they_may"),
        ]
        indexes = [
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="chargebacks_to_check"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="chargebacks_to_remind_of"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.funding_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page on the operators' desk."""
        return reverse("answer_chargeback", args=[self.pk])

    @property
    def reason_name(self) -> str | Promise:
        """Why the bank was asked, in words."""
        return REASONS.get(self.reason, OTHER_REASON)

    @property
    def owed(self) -> Money:
        """What the freelancer owes of it still."""
        debt = getattr(self, "debt", None)
        return debt.left if debt else zero(self.currency)

    @property
    def charge(self) -> Money:
        """All that it asks for: the amount and the client's fee."""
        return Money(self.amount_value + self.fee_value, self.currency)


class EvidenceFile(models.Model):
    """A file for the bank that decides on a chargeback: one of each kind, since the provider takes no more. It belongs
    to the dispute, also where several milestones share that. `provider_file_id`: the provider's, once it has the file.
    """

    class Kind(models.TextChoices):
        WORK = "service_documentation", _("What was delivered")
        TALK = "customer_communication", _("What the client wrote")
        RECEIPT = "receipt", _("The invoice or receipt")
        RULES = "refund_policy", _("The rules for refunds")
        OTHER = "uncategorized_file", _("Something else that shows the work")

    dispute_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=30, choices=Kind)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    provider_file_id = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dispute_id", "kind"], name="one_file_of_a_kind_for_a_bank")]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.kind}"
