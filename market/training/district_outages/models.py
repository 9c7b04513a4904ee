"""Outages of a district, and the deadlines that they moved."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock


class DistrictOutageQuerySet(models.QuerySet["DistrictOutage"]):
    def confirmed(self) -> Self:
        """Those that count: all but those that began before they were entered, unless another officer confirmed it."""
        return self.filter(state=DistrictOutage.State.CONFIRMED)

    def waiting(self) -> Self:
        """Those that another officer can confirm or refuse."""
        return self.filter(state=DistrictOutage.State.WAITING, confirm_until__gt=clock.now())

    def present(self) -> Self:
        """Those that run now, or are to come."""
        return self.confirmed().filter(until_at__gt=clock.now())

    def running(self) -> Self:
        """Those that run now."""
        return self.present().filter(from_at__lte=clock.now())


class DistrictOutage(models.Model):
    """For some hours people of a district cannot work. Everybody may read it."""

    class Reason(models.TextChoices):
        POWER = "power", pgettext_lazy("outage of a district", "Power cut")
        FLOOD = "flood", pgettext_lazy("outage of a district", "Flood or storm")
        NETWORK = "network", pgettext_lazy("outage of a district", "No network")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for another officer")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Nobody confirmed it")

    district = models.ForeignKey("training.District", models.PROTECT, related_name="outages")
    reason = models.CharField(max_length=7, choices=Reason)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.CONFIRMED)
    confirm_until = models.DateTimeField(null=True, blank=True)  # of one that began before it was entered
    # Until when deadlines have been looked at, and when they are next; None: everything is moved.
    seen_until = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True)

    objects = DistrictOutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("from_at")), name="district_outage_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed"]) | Q(look_at=None), name="refused_outages_count_nowhere"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "until_at"], name="outages_of_district"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="outages_to_look_at"),
        ]
        ordering = ["from_at", "pk"]

    def __str__(self) -> str:
        return f"{self.district_id}: {self.from_at}"

    def get_absolute_url(self) -> str:
        """Its place in the public list."""
        return f"{reverse('outages')}#outage-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether another officer can confirm or refuse it."""
        in_time = self.confirm_until is not None and clock.now() < self.confirm_until
        return self.state == self.State.WAITING and in_time

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return self.state == self.State.CONFIRMED

    @property
    def is_present(self) -> bool:
        """Whether it counts, and runs or is to come."""
        return self.is_confirmed and self.until_at > clock.now()

    @property
    def has_begun(self) -> bool:
        """Whether it runs, or ran."""
        return self.from_at <= clock.now()


class DistrictOutageChange(models.Model):
    """Who entered, confirmed, refused, extended or ended an outage, and until when it was to last. Never changed,
    never deleted."""

    outage = models.ForeignKey(DistrictOutage, models.PROTECT, related_name="changes")
    until_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.outage_id}: {self.until_at}"


class MovedDeadline(models.Model):
    """That an outage moved a deadline, and by how much: later, or back where it ended early; by nothing where the
    outage waits for its confirmation, and the deadline runs. Never changed, never deleted: the sum of the rows since it
    was set last is how much later a deadline is by outages."""

    # None: something else moved it, with what it was moved by before (`moving_actions.move_along`).
    outage = models.ForeignKey(DistrictOutage, models.PROTECT, null=True, blank=True, related_name="moved")
    kind = models.CharField(max_length=40)  # of district_outages.moving_actions
    row = models.BigIntegerField()
    # None: it is a deadline of all trainees of a batch.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()  # from when on the outage counts for it; others may count the same hours
    until = models.DateTimeField(null=True, blank=True)  # of what is no outage: until when the deadline stood still
    by = models.DurationField()
    due_at = models.DateTimeField()  # the deadline from then on
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "row"], name="moved_deadlines_of_row")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.by}"
