"""Proposals of operators.

StaffProposal: open -> approved (and carried out) | refused | withdrawn | expired
"""

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


class StaffProposalQuerySet(models.QuerySet["StaffProposal"]):
    def visible_to(self, user: "User") -> Self:
        """All of them for operators, none for others."""
        return self if user.has_role("operator") else self.none()

    def open(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state=StaffProposal.State.OPEN)


class StaffProposal(models.Model):
    """An act of the site that one operator proposes and another one decides. `kind` and the names in `parameters` are
    those of `proposals.kinds`; `mark` is the hash of both: the same is open once."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for another operator")
        APPROVED = "approved", pgettext_lazy("proposal of an operator", "Approved and carried out")
        REFUSED = "refused", pgettext_lazy("proposal of an operator", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal of an operator", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("proposal of an operator", "Expired")

    kind = models.CharField(max_length=20)
    parameters = models.JSONField()
    amount_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    mark = models.CharField(max_length=64)
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)  # when the others are reminded next
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    objects = StaffProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="two_operators_decide_a_proposal"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused"], decided_by__isnull=False, ended_at__isnull=False)
                | Q(state__in=["withdrawn", "expired"], decided_by__isnull=True, ended_at__isnull=False)
                | Q(state="open", decided_by__isnull=True, ended_at__isnull=True),
                name="decided_proposals_name_who_decided",
            ),
            models.UniqueConstraint(fields=["mark"], condition=Q(state="open"), name="one_open_proposal_of_the_same"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="proposals_to_expire"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="proposals_to_remind_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page, for operators."""
        return reverse("staff_proposal", args=[self.pk])

    @property
    def amount(self) -> Money | None:
        """The amount that it is about, if it is about one."""
        return None if self.amount_value is None else Money(self.amount_value, self.currency)
