"""The rule of allowances, and what the lists made by it say of each trainee.

AllowanceRule: proposed -> confirmed | refused
AllowanceList: prepared -> approved (by `payments.allowances`, which pays it) | refused
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.money import Money

if TYPE_CHECKING:
    from market.accounts.models import User

CURRENCY = "BDT"
PERSON = settings.AUTH_USER_MODEL


class OfficersQuerySet(models.QuerySet["AllowanceRule"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; the confirmed ones for everybody."""
        return self if user.has_role(user.Role.OFFICER) else self.confirmed()

    def confirmed(self) -> Self:
        """Those that count."""
        return self.filter(state=AllowanceRule.State.CONFIRMED)


class AllowanceRule(models.Model):
    """How much a month brings, and from which share of its classes on. It counts from a month on, until the next."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("a rule of allowances", "Proposed")
        CONFIRMED = "confirmed", pgettext_lazy("a rule of allowances", "Confirmed")
        REFUSED = "refused", pgettext_lazy("a rule of allowances", "Refused")

    programme = models.ForeignKey("training.Programme", models.PROTECT, related_name="allowance_rules")
    monthly_value = models.DecimalField(max_digits=8, decimal_places=2)
    least_percent = models.PositiveSmallIntegerField()
    valid_from = models.DateField()  # the first day of a month
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused

    objects = OfficersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "valid_from"], condition=~Q(state="refused"), name="one_allowance_rule_of_a_month"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by"))),
                name="two_officers_make_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(monthly_value__gt=0, least_percent__lte=100), name="allowance_rule_is_sensible"
            ),
        ]
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.monthly_value} {self.valid_from}"

    def get_absolute_url(self) -> str:
        """The officers' page of rules."""
        return reverse("allowance_rules")

    @property
    def monthly(self) -> Money:
        """What a month brings."""
        return Money(self.monthly_value, CURRENCY)


class AllowanceListQuerySet(models.QuerySet["AllowanceList"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers, none for others."""
        return self if user.has_role(user.Role.OFFICER) else self.none()

    def waiting(self) -> Self:
        """Those that another officer has to decide on."""
        return self.filter(state=AllowanceList.State.PREPARED)


class AllowanceList(models.Model):
    """What a month brings to each trainee of a phase. `number` 1 is the list of the month, others add to it. `version`
    counts its corrections, so that nobody approves what they have not seen."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waits for another officer")
        APPROVED = "approved", pgettext_lazy("a list of allowances", "Approved")
        REFUSED = "refused", pgettext_lazy("a list of allowances", "Refused")

    phase = models.ForeignKey("training.Phase", models.PROTECT, related_name="allowance_lists")
    month = models.DateField()  # its first day
    number = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey(AllowanceRule, models.PROTECT, related_name="lists")
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused

    objects = AllowanceListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "month", "number"], condition=~Q(state="refused"), name="one_allowance_list_of_a_month"
            ),
            models.UniqueConstraint(
                fields=["phase", "month"], condition=Q(state="prepared"), name="one_allowance_list_waits"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by"))),
                name="two_officers_approve_allowances",
            ),
        ]
        ordering = ["-month", "phase", "-pk"]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.month} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page, for officers."""
        return reverse("allowance_list", args=[self.pk])


class AllowanceLineQuerySet(models.QuerySet["AllowanceLine"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainees, their own of lists that were approved."""
        if user.has_role(user.Role.OFFICER):
            return self
        return self.filter(trainee=user, list__state=AllowanceList.State.APPROVED)

    def paying(self) -> Self:
        """Those that bring something."""
        return self.filter(amount_value__gt=0)


class AllowanceLine(models.Model):
    """What a list says of one trainee: how many classes count, and what the month brings, or why nothing."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Enough classes attended")
        PROJECT = "project", _("At work on the project")
        EXCUSED = "excused", _("Excused from all classes of the month")
        NO_CLASS = "no_class", _("No class of the month counts")
        TOO_FEW = "too_few", _("Too few classes attended")
        NO_WORK = "no_work", _("Nothing done on the project in this month")
        JOINED_LATE = "joined_late", _("Joined when most classes of the month were held")
        LEFT = "left", _("Left the course in this month")

    PAYING = (Outcome.REACHED, Outcome.PROJECT, Outcome.EXCUSED)

    list = models.ForeignKey(AllowanceList, models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="allowance_lines")
    trainee = models.ForeignKey(PERSON, models.PROTECT, related_name="allowance_lines")
    month = models.DateField()  # that of the list
    attended = models.PositiveSmallIntegerField()
    counted = models.PositiveSmallIntegerField()
    needed = models.PositiveSmallIntegerField()  # so many of them by the rule
    outcome = models.CharField(max_length=11, choices=Outcome)
    amount_value = models.DecimalField(max_digits=8, decimal_places=2)
    is_void = models.BooleanField(default=False)  # of a list that was refused

    objects = AllowanceLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "month"],
                condition=Q(amount_value__gt=0, is_void=False),
                name="a_month_is_paid_once",
            ),
            models.UniqueConstraint(fields=["list", "enrolment"], name="one_allowance_line_each"),
            models.CheckConstraint(condition=Q(amount_value__gte=0), name="allowance_lines_take_nothing"),
        ]
        ordering = ["list", "enrolment__batch", "enrolment__seat", "pk"]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.amount_value}"

    @property
    def amount(self) -> Money:
        """What it brings."""
        return Money(self.amount_value, CURRENCY)

    @property
    def is_paying(self) -> bool:
        """Whether it brings something."""
        return self.amount_value > Decimal(0)


class AllowanceCorrection(models.Model):
    """What an officer changed of a line, and why. Never changed, never deleted."""

    line = models.ForeignKey(AllowanceLine, models.PROTECT, related_name="corrections")
    before_value = models.DecimalField(max_digits=8, decimal_places=2)
    after_value = models.DecimalField(max_digits=8, decimal_places=2)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.before_value} {self.after_value}"

    @property
    def after(self) -> Money:
        """What the line brings since."""
        return Money(self.after_value, CURRENCY)
