"""Reports that a class did not take place, and what was decided.

ClassInquiry: reported -> open -> held | not_held. It opens with a second report, or a day after a class whose roll
nobody called. The trainer reads what was reported, never by whom.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock

if TYPE_CHECKING:
    from market.accounts.models import User

LOOK_AFTER = timedelta(days=1)  # a trainer may call the roll until then


class ClassInquiryQuerySet(models.QuerySet["ClassInquiry"]):
    def visible_to(self, user: "User") -> Self:
        """For officers all but those of classes that they give or reported, or of batches that they teach; for trainers
        those about them, once the office asks.
        """
        if user.has_role(user.Role.OFFICER):
            others = self.exclude(trainer=user).exclude(session__trainer=user).exclude(session__batch__trainer=user)
            return others.exclude(session__batch__teaching__trainer=user).exclude(reports__enrolment__trainee=user)
        if user.has_role(user.Role.TRAINER):
            return self.filter(trainer=user).exclude(state=ClassInquiry.State.REPORTED)
        return self.none()

    def waiting(self) -> Self:
        """Those on which an officer has to decide."""
        return self.filter(state=ClassInquiry.State.OPEN)


class ClassInquiry(models.Model):
    """What becomes of the reports about a class."""

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("a class", "Reported")
        OPEN = "open", pgettext_lazy("reports about a class", "Waits for a decision")
        HELD = "held", pgettext_lazy("a class", "Took place")
        NOT_HELD = "not_held", pgettext_lazy("a class", "Did not take place")

    session = models.OneToOneField("training.ClassSession", models.PROTECT, related_name="inquiry")
    state = models.CharField(max_length=8, choices=State, default=State.REPORTED)
    # Who was to give the class when it was reported.
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    look_at = models.DateTimeField(null=True, blank=True)  # then it opens, if nobody has called the roll
    opened_at = models.DateTimeField(null=True, blank=True)
    answer_until = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=6000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=3000, blank=True)

    objects = ClassInquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reported", "open"], decided_at=None, decided_by=None)
                | Q(state__in=["held", "not_held"], decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_inquiry_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(trainer=None) | Q(decided_by=None) | ~Q(trainer=models.F("decided_by")),
                name="nobody_decides_about_their_own_class",
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(state="reported"), name="class_inquiries_to_open"),
            models.Index(fields=["answer_until"], condition=Q(state="open"), name="class_inquiries_open"),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page, for officers and the trainer."""
        return reverse("class_inquiry", args=[self.session_id])

    @property
    def is_open(self) -> bool:
        """Whether an officer has to decide."""
        return self.state == self.State.OPEN

    @property
    def is_decided(self) -> bool:
        """Whether an officer has decided."""
        return self.decided_at is not None

    @property
    def may_decide_now(self) -> bool:
        """Whether the trainer has answered, or had the time to."""
        is_heard = self.answered_at is not None or self.trainer_id is None
        return self.is_open and (is_heard or (self.answer_until is not None and self.answer_until <= clock.now()))


class ClassReport(models.Model):
    """What one trainee reports about a class, once. Never changed; the text is emptied with the account."""

    class Kind(models.TextChoices):
        NOT_HELD = "not_held", _("The class did not take place")
        LATE = "late", _("The trainer came more than 30 minutes late")
        EARLY = "early", _("The trainer left more than 30 minutes early")

    inquiry = models.ForeignKey(ClassInquiry, models.PROTECT, related_name="reports")
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, related_name="class_reports")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=3000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inquiry", "enrolment"], name="one_report_of_a_class_each")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.inquiry_id}: {self.kind}"
