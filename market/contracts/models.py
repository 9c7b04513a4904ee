"""The workroom: contracts, their milestones, and what is delivered.

Contract: active -> completed | ended | lapsed

Milestone:
    awaiting_funding -> funded -> submitted -> released
    submitted -> changes_requested -> submitted
    awaiting_funding -> lapsed
    funded | submitted | changes_requested -> refund_requested -> refunded, or back where it was, or released
    funded | submitted | changes_requested -> disputed -> released | refunded | split
    Ends: released | refunded | split | lapsed
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.bids.models import Bid
from market.core.money import Money
from market.files.models import Upload
from market.jobs.models import Job
from market.messaging.models import Conversation

if TYPE_CHECKING:
    from market.accounts.models import User


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: "User") -> Self:
        """Those she is a party of."""
        return self.filter(Q(client=user) | Q(freelancer=user))


class Contract(models.Model):
    """What both agreed on. One currency; the client's fee rate is fixed when it is made."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended early")
        LAPSED = "lapsed", _("Lapsed")

    job = models.ForeignKey(Job, models.PROTECT, related_name="contracts")
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="contract")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_client")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_freelancer")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=400)
    currency = models.CharField(max_length=3)
    fee_rate = models.DecimalField(max_digits=5, decimal_places=4)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_asked_at = models.DateTimeField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(client=models.F("freelancer")), name="nobody_hires_herself")]
        indexes = [models.Index(fields=["client", "state"]), models.Index(fields=["freelancer", "state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The workroom."""
        return reverse("contract", args=[self.pk])

    def other(self, user: "User") -> "User":
        """The other party."""
        return self.freelancer if user.pk == self.client_id else self.client


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: "User") -> Self:
        """Those of her contracts."""
        return self.filter(Q(contract__client=user) | Q(contract__freelancer=user))


class Milestone(models.Model):
    """A part of the work with its money. Payments writes the `*_value` figures, in the ledger's own transaction."""

    class State(models.TextChoices):
        AWAITING_FUNDING = "awaiting_funding", _("Waiting to be funded")
        FUNDED = "funded", _("Funded")
        SUBMITTED = "submitted", _("Work delivered")
        CHANGES_REQUESTED = "changes_requested", _("Changes asked for")
        REFUND_REQUESTED = "refund_requested", _("Refund asked for")
        DISPUTED = "disputed", _("In dispute")
        RELEASED = "released", _("Released")
        REFUNDED = "refunded", _("Refunded")
        SPLIT = "split", _("Split")
        LAPSED = "lapsed", _("Lapsed")

    HOLDING = (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED, State.DISPUTED)
    ENDS = (State.RELEASED, State.REFUNDED, State.SPLIT, State.LAPSED)

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=600)
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=17, choices=State, default=State.AWAITING_FUNDING)
    state_before_refund = models.CharField(max_length=17, choices=State, blank=True)
    refund_reason = models.TextField(blank=True)
    refund_refused_at = models.DateTimeField(null=True, blank=True)  # since the last delivery
    held_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    released_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    refunded_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    # Instants at which something falls due; null where that clock does not run.
    funding_due_at = models.DateTimeField(null=True, blank=True)
    work_due_at = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    review_left = models.DurationField(
        null=True, blank=True
    )  # what was left of the review clock while a refund is asked
    refund_due_at = models.DateTimeField(null=True, blank=True)
    idle_notice_at = models.DateTimeField(null=True, blank=True)
    idle_refund_at = models.DateTimeField(null=True, blank=True)
    last_day_at = models.DateTimeField(null=True, blank=True)
    funded_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="milestones_are_in_order"),
            models.CheckConstraint(condition=Q(amount_value__gt=0), name="milestones_have_an_amount"),
            models.CheckConstraint(
                condition=Q(held_value__gte=0, released_value__gte=0, refunded_value__gte=0),
                name="milestone_figures_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["state"])]  # the clocks ask every few seconds for the few that are under way
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place in the workroom."""
        return f"{reverse('contract', args=[self.contract_id])}#milestone-{self.pk}"

    @property
    def amount(self) -> Money:
        """What the freelancer gets for it."""
        return Money(self.amount_value, self.currency)

    @property
    def held(self) -> Money:
        """What is held now."""
        return Money(self.held_value, self.currency)

    @property
    def released(self) -> Money:
        """What was let go to the freelancer."""
        return Money(self.released_value, self.currency)

    @property
    def refunded(self) -> Money:
        """What went back to the client, without the fee."""
        return Money(self.refunded_value, self.currency)

    @property
    def is_ended(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state in self.ENDS


class Delivery(models.Model):
    """Work handed in, and what the client answered if she asked for changes."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    note = models.TextField()
    files = models.ManyToManyField(Upload, related_name="deliveries", blank=True)
    submitted_at = models.DateTimeField()
    changes_note = models.TextField(blank=True)
    changes_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["milestone", "number"], name="deliveries_are_numbered")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.milestone_id} #{self.number}"
