"""Appeals against revocations.

Appeal: open -> lifted | upheld.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for a graduate, those about their own certificate."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(certificate__holder=user)

    def open(self) -> Self:
        """Those that nobody has decided on."""
        return self.filter(state=Appeal.State.OPEN)


class Appeal(models.Model):
    """A graduate's appeal against the revocation of their certificate, decided by another officer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an officer")
        LIFTED = "lifted", _("Revocation lifted")
        UPHELD = "upheld", _("Revocation upheld")

    certificate = models.ForeignKey("training.Certificate", models.PROTECT, related_name="appeals")
    serial = models.CharField(max_length=40)
    revoked_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(max_length=500)
    statement = models.CharField(max_length=6000)
    files = models.ManyToManyField(Upload, related_name="+", blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "revoked_at"], name="one_appeal_per_revocation"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("revoked_by")), name="another_officer_decides"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="appeal_decided_means_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.serial}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page at the officers' desk."""
        return reverse("appeal_record", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.OPEN

    def judges(self, officers: Iterable[int]) -> set[int]:
        """The ids of the officers who may decide: none who proposed or confirmed the revocation.

        Where that leaves nobody, since there are only those two, the one who confirmed it decides.
        """
        others = set(officers) - {self.revoked_by_id}
        return others - {self.confirmed_by_id} or others
