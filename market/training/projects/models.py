"""Projects of trainees.

Project: proposed -> agreed (or turned back: proposed again) -> submitted -> resubmission -> submitted ...
submitted -> passed | honours | not_passed.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from market.training.enrolments.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User") -> Self:
        """Those of places that the user sees: officers, the batch's trainers, and the trainee."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def done(self) -> Self:
        """Those that were passed."""
        return self.filter(state__in=Project.DONE)


class Project(models.Model):
    """The work of a trainee in the third stage of the course: one for each place."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("a project", "Proposed")
        AGREED = "agreed", pgettext_lazy("a project", "Agreed, in work")
        SUBMITTED = "submitted", pgettext_lazy("a project", "Submitted")
        RESUBMISSION = "resubmission", pgettext_lazy("a project", "To be submitted again")
        PASSED = "passed", pgettext_lazy("a project", "Passed")
        HONOURS = "honours", pgettext_lazy("a project", "Passed with honours")
        NOT_PASSED = "not_passed", pgettext_lazy("a project", "Not passed")

    DONE = (State.PASSED, State.HONOURS)

    enrolment = models.OneToOneField("training.Enrolment", models.PROTECT, related_name="project")
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=6000, blank=True)  # what is to be made, in the trainee's words
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.state}"
