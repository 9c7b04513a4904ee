"""Issuances (prepared by one officer, released by another), and former certificates.

Issuance: waiting -> releasing -> released; waiting -> refused | withdrawn
    releasing -> stopped (something failed; what is made stays) -> releasing
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.training.models import Batch


class IssuanceQuerySet(models.QuerySet["Issuance"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers, none for others."""
        return self if user.has_role(user.Role.OFFICER) else self.none()

    def waiting(self) -> Self:
        """Those that are not decided yet."""
        return self.filter(state=Issuance.State.WAITING)

    def releasing(self) -> Self:
        """Those whose certificates are being made, a part at a time."""
        return self.filter(state=Issuance.State.RELEASING)


class Issuance(models.Model):
    """What one officer prepared and another releases: new certificates, a new letter or name, a revocation."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second officer")
        RELEASING = "releasing", _("Being released")
        STOPPED = "stopped", _("Stopped")
        RELEASED = "released", pgettext_lazy("certificate", "Released")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Purpose(models.TextChoices):
        NEW = "new", _("New certificates")
        LETTER = "letter", _("A new letter")
        NAME = "name", _("A corrected name")
        REVOKE = "revoke", _("A revocation")

    # States in which its names and serials are reserved.
    OPEN = (State.WAITING, State.RELEASING, State.STOPPED)
    RELEASABLE = (State.WAITING, State.STOPPED)

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="issuances")
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.NEW)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    # The encrypted claim codes of its letters, until they are printed or `sealed_until` is over.
    sealed_codes = models.TextField(blank=True)
    sealed_until = models.DateTimeField(null=True)
    # When the last part was made, while others remain: an issuance that stalls is resumed by a task.
    moved_at = models.DateTimeField(null=True)

    objects = IssuanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["releasing", "stopped", "released", "refused"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by")),
                name="two_officers_issue",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="issuance_decided_means_when",
            ),
            models.UniqueConstraint(
                fields=["batch", "digest"], condition=Q(state="waiting"), name="prepared_once_while_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-prepared_at"]),
            models.Index(fields=["sealed_until"]),
            models.Index(fields=["moved_at"], condition=Q(state="releasing"), name="issuances_being_released"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.purpose}"

    def get_absolute_url(self) -> str:
        """Its page at the officers' desk."""
        return reverse("issuance", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits for the second officer."""
        return self.state == self.State.WAITING

    @property
    def is_under_way(self) -> bool:
        """Whether its certificates are being made now."""
        return self.state == self.State.RELEASING

    def made_count(self) -> int:
        """How many of its new certificates are made."""
        return self.names.filter(certificate__isnull=False).count()

    @property
    def is_revocation(self) -> bool:
        """Whether it revokes a certificate."""
        return self.purpose == self.Purpose.REVOKE

    @property
    def outcome(self) -> str:
        """The label of its state: a revocation is confirmed, all else is released."""
        if self.is_revocation and self.state == self.State.RELEASED:
            return gettext("Confirmed")
        return self.get_state_display()


class PreparedName(models.Model):
    """One graduate of an issuance. `certificate` is the one that is changed, or, once released, the new one."""

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="names")
    line = models.PositiveIntegerField()
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=40, blank=True)
    certificate = models.ForeignKey("training.Certificate", models.PROTECT, null=True, related_name="prepared")
    # The place of who gets a new certificate, in a batch whose attendance is kept here.
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, null=True, related_name="prepared")

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["issuance", "line"], name="one_name_per_line")]

    def __str__(self) -> str:
        return self.name_en


class FormerCertificate(models.Model):
    """An earlier version of a certificate: what it said under its former serial."""

    class Why(models.TextChoices):
        NAME = "name", _("The name was corrected")
        APPEAL = "appeal", _("The revocation was lifted")

    certificate = models.ForeignKey("training.Certificate", models.PROTECT, related_name="former")
    serial = models.CharField(max_length=40, unique=True)
    check_code = models.CharField(max_length=16, unique=True)
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField()
    signature = models.CharField(max_length=120)
    why = models.CharField(max_length=10, choices=Why)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return self.serial

    @property
    def batch(self) -> "Batch":
        """The batch of all its versions."""
        return self.certificate.batch
