"""Allowances of trainees, and what they ask the office about them.

Allowance: due -> in_transit -> paid; what fails, or comes back after it was paid, is due again; due -> returned (to the
fund, as the trainee does not want it)
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.core.base.money import MoneyProperty
from market.payments.payouts.failures import shown_reason

if TYPE_CHECKING:
    from market.accounts.models import User


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers and operators, their own for trainees."""
        return self if user.has_role(user.Role.OFFICER, user.Role.OPERATOR) else self.filter(trainee=user)

    def due(self) -> Self:
        """Those that are reserved and not on their way."""
        return self.filter(state=Allowance.State.DUE)

    def unconfirmed(self) -> Self:
        """Those of which the trainee has not said that they arrived."""
        return self.filter(state=Allowance.State.PAID, confirmed_at=None)


class Allowance(models.Model):
    """The money of an approved line. `pay_at`: when a payout of it is begun; None while it waits for an account."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("an allowance", "Reserved")
        IN_TRANSIT = "in_transit", pgettext_lazy("an allowance", "On its way")
        PAID = "paid", pgettext_lazy("an allowance", "Paid")
        RETURNED = "returned", pgettext_lazy("an allowance", "Given back to the fund")

    line = models.OneToOneField("training.AllowanceLine", models.PROTECT, related_name="allowance")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="allowances")
    amount_value = models.DecimalField(max_digits=8, decimal_places=2)
    currency = models.CharField(max_length=3, default="BDT")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    approved_at = models.DateTimeField()
    pay_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)  # of the last payout
    ended_at = models.DateTimeField(null=True, blank=True)  # when it was paid, or given back
    confirmed_at = models.DateTimeField(null=True, blank=True)  # when the trainee said that it arrived
    amount = MoneyProperty("amount_value")

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_value__gt=0), name="allowances_have_an_amount"),
            models.CheckConstraint(condition=Q(state="due") | Q(pay_at=None), name="only_due_allowances_are_paid"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(state="paid"), name="only_paid_allowances_arrive"
            ),
        ]
        indexes = [models.Index(fields=["pay_at"], condition=Q(pay_at__isnull=False), name="allowances_to_pay")]

    def __str__(self) -> str:
        return f"{self.trainee_id}: {self.amount_value} {self.state}"

    def get_absolute_url(self) -> str:
        """The page of the trainee's allowances."""
        return reverse("my_allowances")

    @property
    def reason(self) -> str:
        """Why the last payout failed, in the reader's language."""
        return shown_reason(self.failure)


class AllowanceQuestionQuerySet(models.QuerySet["AllowanceQuestion"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers, money that has not arrived for operators, their own for trainees."""
        if user.has_role(user.Role.OFFICER):
            return self
        own, missing = Q(line__trainee=user), Q(kind=AllowanceQuestion.Kind.NOT_ARRIVED)
        return self.filter(own | missing if user.has_role(user.Role.OPERATOR) else own)

    def waiting(self) -> Self:
        """Those that the office has to answer."""
        return self.filter(ended_at=None)


class AllowanceQuestion(models.Model):
    """What a trainee asks the office about a month: it is wrong, or the money has not arrived. One at a time.

    It ends with an answer, or when the trainee says that the money has arrived after all.
    """

    class Kind(models.TextChoices):
        LINE = "line", _("Something about this month is wrong")
        NOT_ARRIVED = "not_arrived", _("The money has not arrived")

    line = models.ForeignKey("training.AllowanceLine", models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=11, choices=Kind)
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AllowanceQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(ended_at=None), name="one_allowance_question_waits"),
        ]
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="allowance_questions_remind")
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.kind}"

    def get_absolute_url(self) -> str:
        """The office's page of it."""
        return reverse("allowance_question", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it should have an answer by now."""
        return self.ended_at is None and self.due_at <= clock.now()
