"""Bids: what a freelancer offers for a job.

    submitted -> shortlisted -> accepted
         \\            \\-----> declined | withdrawn | lapsed
          \\------------------> accepted | declined | withdrawn | lapsed
    accepted -> lapsed (the contract lapsed unfunded)

Terms are numbered; either side may propose the next, and the other's acceptance of the latest makes the contract.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.money import Money, rounded
from market.jobs.models import Job
from market.messaging.models import Conversation

if TYPE_CHECKING:
    from market.accounts.models import User


class BidQuerySet(models.QuerySet["Bid"]):
    def open(self) -> Self:
        """Those not decided yet."""
        return self.filter(state__in=Bid.OPEN)

    def with_parts(self) -> Self:
        """With what a card or a page shows, so that a list costs no more than a row."""
        return self.select_related("job__client", "freelancer__profile__certificate").prefetch_related("terms")

    def visible_to(self, user: "User") -> Self:
        """The bidder's own and those on the user's jobs: nobody else learns that a bid exists."""
        return self.filter(Q(freelancer=user) | Q(job__client=user))


class Bid(models.Model):
    """An offer. It counts in the month of `submitted_at` unless `returned_at` is set (the place was given back)."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    OPEN = (State.SUBMITTED, State.SHORTLISTED)

    job = models.ForeignKey(Job, models.PROTECT, related_name="bids")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bids")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="bids")
    state = models.CharField(max_length=11, choices=State, default=State.SUBMITTED)
    cover_letter = models.TextField()
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)  # short: the action counts its characters
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "freelancer"],
                condition=Q(state__in=["submitted", "shortlisted"]),
                name="one_open_bid_per_freelancer_and_job",
            ),
            models.UniqueConstraint(fields=["job"], condition=Q(state="accepted"), name="one_accepted_bid_per_job"),
        ]
        indexes = [models.Index(fields=["freelancer", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.freelancer} on {self.job_id}"

    def get_absolute_url(self) -> str:
        """The bid's page."""
        return reverse("bid", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in self.OPEN

    @property
    def latest(self) -> "Terms":
        """The terms that stand now (prefetch `terms` where many bids are shown)."""
        return max(self.terms.all(), key=lambda terms: terms.number)


class Terms(models.Model):
    """One version of what is offered. `milestones`: [{"title", "amount" ("120.00"), "days"}], summing to `amount`."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()
    milestones = models.JSONField()
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "number"], name="terms_are_numbered"),
            models.CheckConstraint(condition=Q(amount_value__gt=0), name="terms_have_an_amount"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.bid_id} v{self.number}"

    @property
    def amount(self) -> Money:
        """What the freelancer gets in all."""
        return Money(self.amount_value, self.currency)

    @property
    def with_fee(self) -> Money:
        """What the client pays in all: the fee of now, which a contract then keeps."""
        fee = rounded(self.amount_value * settings.LIFECYCLE.client_fee)
        return Money(self.amount_value + fee, self.currency)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The milestones, each with its `title`, `days` and `money`."""
        return [{**part, "money": Money(part["amount"], self.currency)} for part in self.milestones]
