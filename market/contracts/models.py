"""The workroom: contracts, their milestones, and what is delivered.

Contract: active -> completed | ended | lapsed

Milestone:
    awaiting_funding -> funded -> submitted -> released
    submitted -> changes_requested -> submitted
    awaiting_funding -> lapsed | dropped (by both sides' agreement, see `proposals.models`)
    funded | submitted | changes_requested -> refund_requested -> refunded, or back where it was, or released
    funded -> refunded, when it was late and the client's notice to cancel (`cancel_at`) has ended
    funded | submitted | changes_requested -> disputed -> released | refunded | split
    Ends: released | refunded | split | lapsed | dropped
    A bonus is one of its own kind, which no order of milestones counts: awaiting_funding -> released | lapsed
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.bids.models import Bid
from market.contracts.calendars.models import CalendarKey
from market.contracts.deliveries.models import Delivery
from market.contracts.proposals.models import Proposal
from market.core.base.money import MoneyProperty
from market.jobs.models import Job
from market.messaging.models import Conversation

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["CalendarKey", "Contract", "Delivery", "Milestone", "Proposal"]


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: "User") -> Self:
        """The contracts of a party. The freelancer sees an order without a bid only once it was paid."""
        paid = Milestone.objects.filter(contract=models.OuterRef("pk"), funded_at__isnull=False)
        as_freelancer = Q(freelancer=user) & (Q(bid__isnull=False) | models.Exists(paid))
        return self.filter(Q(client=user) | as_freelancer)

    def running_between(self, one: "User", other: "User") -> Self:
        """Those of the two that a block does not stop: active, or with money held or in dispute (sql/work_runs.sql)."""
        pair = Q(client=one, freelancer=other) | Q(client=other, freelancer=one)
        rows = Milestone.objects.filter(contract=models.OuterRef("pk"))
        begun = Q(bid__isnull=False) | models.Exists(rows.filter(funded_at__isnull=False))
        money = models.Exists(rows.filter(Q(held_value__gt=0) | Q(state=Milestone.State.DISPUTED)))
        return self.filter(pair, (Q(state=Contract.State.ACTIVE) & begun) | Q(money))


class Contract(models.Model):
    """What both agreed on. One currency; the client's fee rate is fixed when it is made."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended early")
        LAPSED = "lapsed", _("Lapsed")

    # None for what was agreed without a bid: an ordered service.
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="contracts")
    bid = models.OneToOneField(Bid, models.PROTECT, null=True, blank=True, related_name="contract")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_client")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_freelancer")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=400)
    currency = models.CharField(max_length=3)
    fee_rate = models.DecimalField(max_digits=5, decimal_places=4)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(client=models.F("freelancer")), name="nobody_hires_herself"),
            models.CheckConstraint(
                condition=Q(job__isnull=True, bid__isnull=True) | Q(job__isnull=False, bid__isnull=False),
                name="a_bid_is_for_a_job",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state"]),
            models.Index(fields=["freelancer", "state"]),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="contracts_by_end"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The workroom."""
        return reverse("contract", args=[self.pk])

    @property
    def is_unpaid_order(self) -> bool:
        """Whether it was ordered without a bid and never paid for: then only the client sees it."""
        return self.bid_id is None and all(each.funded_at is None for each in self.milestones.all())

    def other(self, user: "User") -> "User":
        """The other party."""
        return self.freelancer if user.pk == self.client_id else self.client


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: "User") -> Self:
        """The milestones of the user's contracts."""
        paid = Milestone.objects.filter(contract=models.OuterRef("contract"), funded_at__isnull=False)
        as_freelancer = Q(contract__freelancer=user) & (Q(contract__bid__isnull=False) | models.Exists(paid))
        return self.filter(Q(contract__client=user) | as_freelancer)


class WorkManager(models.Manager["Milestone"]):
    """Milestones with work: bonuses are in no list, count or order of milestones, nor among `contract.milestones`."""

    def get_queryset(self) -> MilestoneQuerySet:
        """Without bonuses."""
        return MilestoneQuerySet(self.model, using=self._db).filter(kind=Milestone.Kind.WORK)

    def visible_to(self, user: "User") -> MilestoneQuerySet:
        """The milestones of the user's contracts."""
        return self.get_queryset().visible_to(user)


class Milestone(models.Model):
    """A part of the work with its money. Payments writes the `*_value` figures, in the transaction of the ledger."""

    class Kind(models.TextChoices):
        WORK = "work", _("Work")
        BONUS = "bonus", _("Bonus")

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
        DROPPED = "dropped", _("Dropped")

    HOLDING = (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED, State.DISPUTED)
    DUE = {State.FUNDED: "work_due_at", State.CHANGES_REQUESTED: "changes_due_at"}  # noqa: RUF012  # a constant
    ENDS = (State.RELEASED, State.REFUNDED, State.SPLIT, State.LAPSED, State.DROPPED)

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.WORK, db_default=Kind.WORK)
    position = models.PositiveSmallIntegerField()  # 0 for a bonus
    title = models.CharField(max_length=600)
    done_when = models.TextField(blank=True, default="", db_default="")  # by what both see that it is done
    note = models.TextField(blank=True, default="", db_default="")  # of a bonus: what the client wrote with it
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()
    # Rounds of changes that the price includes; None: they are not counted.
    revisions = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=17, choices=State, default=State.AWAITING_FUNDING)
    state_before_refund = models.CharField(max_length=17, choices=State, blank=True)
    refund_reason = models.TextField(blank=True)
    refund_refused_at = models.DateTimeField(null=True, blank=True)  # since the last delivery
    held_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    released_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    refunded_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    # What chargebacks took of it: from held money, or from what had been released.
    charged_back_value = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    # What the freelancer gave back of what had been released.
    given_back_value = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal("0.00"), db_default=Decimal("0.00")
    )
    # Since when it is frozen by a chargeback: held money does not move, and deadlines are stopped.
    frozen_at = models.DateTimeField(null=True, blank=True)
    # Deadlines, and when one side is reminded next (`contracts.reminders`); null where there is none.
    funding_due_at = models.DateTimeField(null=True, blank=True)
    funding_reminder_at = models.DateTimeField(null=True, blank=True)
    work_due_at = models.DateTimeField(null=True, blank=True)
    changes_due_at = models.DateTimeField(null=True, blank=True)  # while changes are asked for: when they are due
    work_notice_at = models.DateTimeField(null=True, blank=True)  # when both are notified that the work is due, or late
    review_due_at = models.DateTimeField(null=True, blank=True)
    review_notice_at = models.DateTimeField(null=True, blank=True)  # when the client is reminded to answer a delivery
    time_left = models.DurationField(null=True, blank=True)  # of review or work, while a refund is asked or disputed
    refund_due_at = models.DateTimeField(null=True, blank=True)
    refund_reminder_at = models.DateTimeField(null=True, blank=True)
    # Of late work that the client gave notice to cancel: when the money goes back, and when the freelancer is reminded.
    cancel_at = models.DateTimeField(null=True, blank=True)
    cancel_reminder_at = models.DateTimeField(null=True, blank=True)
    idle_notice_at = models.DateTimeField(null=True, blank=True)
    idle_refund_at = models.DateTimeField(null=True, blank=True)
    last_day_at = models.DateTimeField(null=True, blank=True)
    last_day_reminder_at = models.DateTimeField(null=True, blank=True)
    funded_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    amount = MoneyProperty("amount_value")  # what the freelancer gets for it
    held = MoneyProperty("held_value")  # what is held now
    released = MoneyProperty("released_value")  # what was released to the freelancer
    refunded = MoneyProperty("refunded_value")  # what went back to the client, without the fee
    charged_back = MoneyProperty("charged_back_value")  # what chargebacks took of it
    given_back = MoneyProperty("given_back_value")  # what of the released went back to the client, without the fee

    objects = WorkManager()
    everything = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"], condition=Q(kind="work"), name="milestones_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="work")
                | Q(kind="bonus", position=0, held_value=0, state__in=["awaiting_funding", "released", "lapsed"]),
                name="bonuses_hold_nothing",
            ),
            models.CheckConstraint(condition=Q(amount_value__gt=0), name="milestones_have_an_amount"),
            models.CheckConstraint(
                condition=Q(held_value__gte=0, released_value__gte=0, refunded_value__gte=0, charged_back_value__gte=0),
                name="milestone_figures_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(given_back_value__gte=0, given_back_value__lte=models.F("released_value")),
                name="no_more_is_given_back_than_released",
            ),
            models.CheckConstraint(
                condition=Q(cancel_at__isnull=True) | Q(state="funded"), name="only_undelivered_work_is_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["state"])
        ]  # the deadline tasks ask every few seconds for the few that are under way
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place in the workroom."""
        return f"{reverse('contract', args=[self.contract_id])}#{'bonus' if self.is_bonus else 'milestone'}-{self.pk}"

    @property
    def is_bonus(self) -> bool:
        """Whether it is the client's thanks, with no work attached."""
        return self.kind == self.Kind.BONUS

    @property
    def full_title(self) -> str:
        """With the contract's title, unless it names that itself."""
        contract = self.contract.title
        return self.title if contract in self.title else f"{contract}: {self.title}"

    @property
    def due_at(self) -> datetime | None:
        """When the work is due, or the changes asked for; None where nothing is to be delivered."""
        column = self.DUE.get(self.State(self.state))
        return getattr(self, column) if column else None

    @property
    def is_frozen(self) -> bool:
        """Whether a chargeback stops its deadlines and its held money."""
        return self.frozen_at is not None

    @property
    def revisions_used(self) -> int:
        """How many rounds of changes were asked for."""
        return sum(each.changes_requested_at is not None for each in self.deliveries.all())

    @property
    def revisions_left(self) -> int | None:
        """How many rounds of the price are not used yet; None where they are not counted."""
        return None if self.revisions is None else max(0, self.revisions - self.revisions_used)

    @property
    def is_ended(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state in self.ENDS
