"""Certificates of the District-based Women Computer Training Project: who has none of them gets no place.

RegisterObjection: open -> granted | refused -> open, when another officer is asked -> granted | refused.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.urls import reverse

from market.files.models import Upload
from market.training.objections import Decision, Objection

if TYPE_CHECKING:
    from market.accounts.models import User

PLAIN_NUMBER = Replace(F("number"), Value("-"), Value(""))  # as it is compared


class RegisterImport(models.Model):
    """A file of earlier certificates that an officer imported: whole, or not at all."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
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

    def numbered(self, *plain: str) -> Self:
        """Those with these numbers, as they are compared; each has its own under `plain`."""
        return self.annotate(plain=PLAIN_NUMBER).filter(plain__in=plain)


class EarlierCertificate(models.Model):
    """One certificate of the earlier project. `number` has capitals, English digits, and hyphens between its parts."""

    number = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=300)  # "": the account of the person was erased
    name_bn = models.CharField(max_length=300, blank=True)
    district = models.ForeignKey("training.District", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    # None: an officer added it upon an objection.
    source = models.ForeignKey(RegisterImport, models.PROTECT, null=True, blank=True, related_name="certificates")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = EarlierCertificateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(PLAIN_NUMBER, name="one_certificate_of_a_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    @property
    def names(self) -> list[str]:
        """The person's names."""
        return [name for name in (self.name_en, self.name_bn) if name]


class RegisterObjectionQuerySet(models.QuerySet["RegisterObjection"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; their own for applicants."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(application__applicant=user)

    def waiting(self) -> Self:
        """Those that an officer has to decide: not where the application was withdrawn, or has its certificate."""
        needed = Q(application__certificate=None) & ~Q(application__state="withdrawn")
        return self.filter(needed, state=RegisterObjection.State.OPEN)

    def refused_since(self, at: datetime) -> Self:
        """Those refused after this moment for which the applicant may still ask another officer."""
        needed = Q(application__certificate=None) & ~Q(application__state="withdrawn")
        once = self.filter(needed, state=RegisterObjection.State.REFUSED, second_asked_at=None)
        return once.filter(decisions__decided_at__gt=at)


class RegisterObjection(Objection):
    """An applicant's objection: the certificate exists, with a photo of it, though the register does not have it."""

    application = models.OneToOneField("training.Application", models.PROTECT, related_name="objection")
    photos = models.ManyToManyField(Upload, related_name="+")

    objects = RegisterObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | Q(remind_at=None), name="decided_is_not_reminded"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="objections_due"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="objections_to_remind"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page at the officers' desk."""
        return reverse("register_objection", args=[self.pk])

    @property
    def applicants_page(self) -> str:
        """Where the applicant reads what became of it."""
        return reverse("object_to_register", args=[self.application_id])

    @property
    def may_ask_second(self) -> bool:
        """Whether another officer than the one who refused it can be asked: not once the places are drawn."""
        return super().may_ask_second and not self.is_too_late

    @property
    def is_too_late(self) -> bool:
        """Whether the places of the phase are drawn."""
        rows = type(self).objects.filter(pk=self.pk)
        return rows.filter(application__phase__selection__drawn_at__isnull=False).exists()


class ObjectionDecision(Decision):
    """What an officer decided on an objection: the first, and perhaps another one after a refusal. Never changed."""

    objection = models.ForeignKey(RegisterObjection, models.PROTECT, related_name="decisions")
    # What the application got by it; None: refused.
    certificate = models.ForeignKey(EarlierCertificate, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["objection", "round"], name="one_decision_of_a_round"),
            models.UniqueConstraint(fields=["objection", "decided_by"], name="another_officer_decides_then"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="two_rounds_of_decisions"),
        ]
        ordering = ["objection", "round"]

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.round}"

    @property
    def is_granted(self) -> bool:
        """Whether the objection was right."""
        return self.certificate_id is not None
