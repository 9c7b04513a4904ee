"""Rulings, and their corrections: one moderator says what was a mistake, another one confirms it, within some hours.

Correction: open -> confirmed | declined | expired
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money, MoneyProperty


class Ruling(models.Model):
    """What a moderator decides, and why. A draft is seen by who writes it and who is asked to read it; what was
    given is never changed."""

    class Stage(models.TextChoices):
        FIRST = "first", _("Ruling")
        APPEAL = "appeal", _("Ruling on appeal")

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="rulings")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=6, choices=Stage)
    to_freelancer_value = models.DecimalField(max_digits=12, decimal_places=2)
    grounds = ArrayField(models.CharField(max_length=30))  # codes of `grounds.GROUNDS`
    reasons_en = models.TextField(blank=True)
    reasons_bn = models.TextField(blank=True)
    written_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)  # None: a draft
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reader_note = models.TextField(blank=True)  # what who was asked to read the draft thinks of it
    read_at = models.DateTimeField(null=True, blank=True)
    to_freelancer = MoneyProperty("to_freelancer_value", "dispute.currency")  # what the freelancer gets

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "moderator", "stage"], name="a_moderator_rules_once"),
            models.CheckConstraint(condition=Q(to_freelancer_value__gte=0), name="rulings_are_not_negative"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.to_freelancer_value}"


class Correction(models.Model):
    """What a moderator proposes in place of what was ruled: what was the mistake and the reasons, by language, are read
    by both sides, once it is confirmed; `why` is the mistake in whichever language there is. `was_value` is what had
    been ruled for the freelancer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a second moderator")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="corrections")
    stage = models.CharField(max_length=6, choices=Ruling.Stage)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    why = models.TextField()
    why_en = models.TextField(blank=True)
    why_bn = models.TextField(blank=True)
    was_value = models.DecimalField(max_digits=12, decimal_places=2)
    to_freelancer_value = models.DecimalField(max_digits=12, decimal_places=2)
    grounds = ArrayField(models.CharField(max_length=30))
    reasons_en = models.TextField(blank=True)
    reasons_bn = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    to_freelancer = MoneyProperty("to_freelancer_value", "dispute.currency")  # what the freelancer gets by it
    was = MoneyProperty("was_value", "dispute.currency")  # what the freelancer would have got before

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(state="open"), name="one_open_correction"),
            models.UniqueConstraint(
                fields=["dispute", "stage"], condition=Q(state="confirmed"), name="a_ruling_is_corrected_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(answered_by__isnull=False) & ~Q(answered_by=F("proposed_by")),
                name="two_people_correct_a_ruling",
            ),
            models.CheckConstraint(condition=Q(to_freelancer_value__gte=0), name="corrections_are_not_negative"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.was_value} to {self.to_freelancer_value}"

    def why_in(self, language: str) -> str:
        """What was the mistake, for who reads this language; in the other one where there is no other."""
        return (self.why_bn if language == "bn" else self.why_en) or self.why

    @property
    def is_confirmed(self) -> bool:
        """Whether it holds."""
        return self.state == self.State.CONFIRMED

    @property
    def to_client(self) -> Money:
        """What goes back by it, without the fee."""
        return Money(self.dispute.frozen_value - self.to_freelancer_value, self.dispute.currency)
