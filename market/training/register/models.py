"""Certificates of the District-based Women Computer Training Project: who has none of them gets no place."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from market.accounts.models import User


class RegisterImport(models.Model):
    """A file of earlier certificates that an officer imported: whole, or not at all."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()  # the others were there already, and the same
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class EarlierCertificateQuerySet(models.QuerySet["EarlierCertificate"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers, none for others."""
        return self if user.has_role(user.Role.OFFICER) else self.none()


class EarlierCertificate(models.Model):
    """One certificate of the earlier project. `number` is written in capitals and English digits, without spaces."""

    number = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300, blank=True)
    district = models.ForeignKey("training.District", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    # None: an officer added it upon an objection.
    source = models.ForeignKey(RegisterImport, models.PROTECT, null=True, blank=True, related_name="certificates")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = EarlierCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
