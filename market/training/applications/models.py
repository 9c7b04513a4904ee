"""Applications. Application: draft -> submitted -> withdrawn.

A draft that is withdrawn is deleted, unless an objection stands on it: then it is marked, and has no number.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: "User") -> Self:
        """All but drafts for officers; their own for applicants."""
        own = Q(applicant=user)
        return self.filter(own | ~Q(state="draft")) if user.has_role(user.Role.OFFICER) else self.filter(own)

    def submitted(self) -> Self:
        """Those that take part in the selection."""
        return self.filter(state=Application.State.SUBMITTED)


class Application(models.Model):
    """A user's application for a place in a phase. Each step may be empty until it is submitted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        SUBMITTED = "submitted", pgettext_lazy("an application", "Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Device(models.TextChoices):
        COMPUTER = "computer", _("A computer of my own")
        SHARED_COMPUTER = "shared_computer", _("A computer that I share")
        PHONE = "phone", _("A smartphone of my own")
        SHARED_PHONE = "shared_phone", _("A phone that I share")
        NONE = "none", _("None of these")

    class Connection(models.TextChoices):
        BROADBAND = "broadband", _("Broadband at home")
        MOBILE = "mobile", _("Mobile internet, mostly good")
        WEAK_MOBILE = "weak_mobile", _("Mobile internet, often weak")
        NONE = "none", _("No internet at home")

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    phase = models.ForeignKey("training.Phase", models.PROTECT, related_name="applications")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    # Stands in public lists: says nothing about the person. Set when it is submitted.
    number = models.CharField(max_length=20, unique=True, null=True)
    district = models.ForeignKey("training.District", models.PROTECT, null=True, related_name="+")
    # As typed; the certificate is what the register has under them, or None while an objection waits.
    certificate_number = models.CharField(max_length=40, blank=True)
    certificate_name = models.CharField(max_length=300, blank=True)
    certificate = models.ForeignKey(
        "training.EarlierCertificate", models.PROTECT, null=True, related_name="applications"
    )
    device = models.CharField(max_length=15, choices=Device, blank=True)
    connection = models.CharField(max_length=11, choices=Connection, blank=True)
    weekly_hours = models.PositiveSmallIntegerField(null=True)  # that the applicant has for the course
    consented_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)  # when the applicant hears next that the draft is not sent
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "phase"], condition=~Q(state="withdrawn"), name="one_application_of_a_user"
            ),
            models.UniqueConstraint(
                fields=["certificate", "phase"], condition=Q(state="submitted"), name="one_application_by_a_certificate"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, submitted_at=None)
                | Q(state="submitted", number__isnull=False, submitted_at__isnull=False, district__isnull=False)
                | Q(state="withdrawn"),
                name="submitted_means_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["phase", "state", "district"]),
            models.Index(fields=["remind_at"], condition=Q(state="draft"), name="reminders_of_applications"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number or str(self.pk)

    def get_absolute_url(self) -> str:
        """The applicant's own page of it."""
        return reverse("my_application", args=[self.pk])


class TopicWish(models.Model):
    """A topic that an applicant wants, by rank from 1."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="wishes")
    topic = models.ForeignKey("training.Topic", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "topic"], name="wishes_a_topic_once"),
            models.UniqueConstraint(fields=["application", "rank"], name="one_wish_of_a_rank"),
        ]
        ordering = ["rank"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.rank}"
