"""What was handed in for a milestone, version by version."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from market.core.base import clock
from market.files.models import Upload
from market.files.names import clean_name

if TYPE_CHECKING:
    from market.accounts.models import User


class WorkQuerySet(models.QuerySet["Delivery"]):
    def current(self) -> Self:
        """Those that were not replaced by a newer version."""
        return self.filter(replaced_at=None)

    def visible_to(self, user: "User") -> Self:
        """The deliveries of the user's contracts; what was replaced before the client opened it, for the freelancer."""
        as_client = Q(milestone__contract__client=user, replaced_at=None)
        return self.filter(as_client | Q(milestone__contract__freelancer=user))


class Delivery(models.Model):
    """Work handed in, and the changes that the client asked for, if any.

    Until `replaceable_until`, and until the client first opens it, the freelancer can replace it: the new version has
    the same number, the old one stays as evidence.
    """

    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    note = models.TextField()
    files = models.ManyToManyField(Upload, related_name="deliveries", blank=True)
    submitted_at = models.DateTimeField()
    changes_note = models.TextField(blank=True)
    changes_files = models.ManyToManyField(Upload, related_name="change_requests", blank=True)
    changes_requested_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    replaceable_until = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "number"], condition=Q(replaced_at=None), name="deliveries_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(replaced_at=None), name="opened_work_is_not_replaced"
            ),
        ]
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.milestone_id} #{self.number}"

    @property
    def is_replaceable(self) -> bool:
        """Whether the freelancer can still replace it."""
        is_new = self.opened_at is None and self.replaced_at is None
        return is_new and self.replaceable_until is not None and clock.now() < self.replaceable_until

    @property
    def archive_name(self) -> str:
        """How all of its files together are called when they are taken, without an ending."""
        return clean_name(f"{self.milestone.full_title} {self.number}")
