"""Projects of trainees, what is proposed and decided about them, check-ins and versions.

Project: proposed -> agreed (or returned -> proposed again) -> submitted -> resubmission -> submitted ...
submitted -> passed | honours | not_passed; not_passed -> submitted, once, for a new assessment.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from market.files.models import Upload
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

    def in_work(self) -> Self:
        """Those that trainees work on now."""
        return self.filter(state__in=Project.IN_WORK, enrolment__state__in=Enrolment.STUDYING)

    def waiting(self) -> Self:
        """Those that wait for an answer or an assessment."""
        return self.exclude(awaits="").filter(enrolment__state__in=Enrolment.STUDYING)


class Project(models.Model):
    """The work of a trainee in the third stage of the course: one for each place.

    What is proposed stands in `waiting` until the trainers agree; the project's own texts are those agreed on, or
    before that those proposed last.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("a project", "Proposed")
        RETURNED = "returned", pgettext_lazy("a project", "Sent back")
        AGREED = "agreed", pgettext_lazy("a project", "Agreed, in work")
        SUBMITTED = "submitted", pgettext_lazy("a project", "Submitted")
        RESUBMISSION = "resubmission", pgettext_lazy("a project", "To be submitted again")
        PASSED = "passed", pgettext_lazy("a project", "Passed")
        HONOURS = "honours", pgettext_lazy("a project", "Passed with honours")
        NOT_PASSED = "not_passed", pgettext_lazy("a project", "Not passed")

    class Awaits(models.TextChoices):
        NOTHING = "", pgettext_lazy("a project", "Nothing")
        AGREEMENT = "agreement", pgettext_lazy("a project", "An answer of a trainer")
        ASSESSMENT = "assessment", pgettext_lazy("a project", "An assessment")
        SECOND = "second", pgettext_lazy("a project", "A second assessment")
        DECISION = "decision", pgettext_lazy("a project", "A decision of an officer")
        AGAIN = "again", pgettext_lazy("a project", "A new assessment")

    DONE = (State.PASSED, State.HONOURS)
    IN_WORK = (State.AGREED, State.RESUBMISSION)

    enrolment = models.OneToOneField("training.Enrolment", models.PROTECT, related_name="project")
    brief = models.ForeignKey("training.Brief", models.PROTECT, null=True, blank=True, related_name="projects")
    title = models.CharField(max_length=480)
    text = models.CharField(max_length=6000, blank=True)  # what is to be made
    client = models.CharField(max_length=480, blank=True)  # for whom
    deliverables = models.CharField(max_length=3000, blank=True)  # what is handed in
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    waiting = models.ForeignKey("training.ProjectChange", models.PROTECT, null=True, blank=True, related_name="+")
    submitted = models.ForeignKey("training.ProjectVersion", models.PROTECT, null=True, blank=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often it was to be assessed
    # For whom it waits, since when, until when, when they are reminded, and when the officers were told.
    awaits = models.CharField(max_length=10, choices=Awaits, blank=True, default="", db_default="")
    waits_since = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    # Until when it is to be submitted, and when the trainee is reminded of it.
    due_at = models.DateTimeField(null=True, blank=True)
    remind_due_at = models.DateTimeField(null=True, blank=True)
    # Check-ins: until when the next one is written, and how many were missed in a row.
    check_in_due_at = models.DateTimeField(null=True, blank=True)
    remind_check_in_at = models.DateTimeField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(awaits="", answer_due_at=None) | ~Q(awaits="") & Q(answer_due_at__isnull=False),
                name="a_project_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(awaits="agreement", waiting__isnull=False) | ~Q(awaits="agreement") & Q(waiting=None),
                name="what_is_proposed_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["remind_at"], name="reminders_of_projects", condition=Q(remind_at__isnull=False)),
            models.Index(
                fields=["answer_due_at"],
                name="waits_of_projects",
                condition=Q(answer_due_at__isnull=False, escalated_at=None),
            ),
            models.Index(fields=["remind_due_at"], name="ends_of_projects", condition=Q(remind_due_at__isnull=False)),
            models.Index(
                fields=["remind_check_in_at"],
                name="reminders_of_check_ins",
                condition=Q(remind_check_in_at__isnull=False),
            ),
            models.Index(fields=["check_in_due_at"], name="check_ins_due", condition=Q(check_in_due_at__isnull=False)),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("project", args=[self.pk])

    @property
    def is_in_work(self) -> bool:
        """Whether the trainee works on it now."""
        return self.state in self.IN_WORK

    @property
    def is_done(self) -> bool:
        """Whether it is passed."""
        return self.state in self.DONE


class OfProjectQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """Those of projects that the user sees."""
        return self.filter(project__in=Project.objects.visible_to(user))


class ProjectChange(models.Model):
    """What was proposed, decided or submitted. Never changed; only its texts can be erased."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("a project", "Proposed")
        AGREED = "agreed", pgettext_lazy("a project", "Agreed")
        RETURNED = "returned", pgettext_lazy("a project", "Sent back")
        EXTENDED = "extended", pgettext_lazy("a project", "More time")
        SUBMITTED = "submitted", pgettext_lazy("a project", "Submitted")
        AGAIN = "again", pgettext_lazy("a project", "New assessment wanted")
        ASSESSED = "assessed", pgettext_lazy("a project", "Assessed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1500, blank=True)
    brief = models.ForeignKey("training.Brief", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=480, blank=True)
    text = models.CharField(max_length=6000, blank=True)
    client = models.CharField(max_length=480, blank=True)
    deliverables = models.CharField(max_length=3000, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=Project.State)  # of the project from then on

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.kind}"


class CheckIn(models.Model):
    """What a trainee writes each week, and what a trainer replies."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="check_ins")
    at = models.DateTimeField()
    done = models.CharField(max_length=1800)
    stuck = models.CharField(max_length=1800, blank=True)
    next = models.CharField(max_length=1800)
    reply = models.CharField(max_length=3000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.at}"

    def get_absolute_url(self) -> str:
        """Where it stands on the project's page."""
        return f"{self.project.get_absolute_url()}#check-in-{self.pk}"


class ProjectVersion(models.Model):
    """A numbered version: files, links (one a line) and a note. Never changed; only its texts can be erased."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=6000, blank=True)
    links = models.CharField(max_length=5100, blank=True)
    files = models.ManyToManyField(Upload, related_name="project_versions", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_version_of_a_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.number}"

    def get_absolute_url(self) -> str:
        """Where it stands on the project's page."""
        return f"{self.project.get_absolute_url()}#version-{self.number}"

    @property
    def link_list(self) -> list[str]:
        """The links."""
        return self.links.splitlines()


class VersionComment(models.Model):
    """What a trainer or the trainee says about a version. Never changed; only the text can be erased."""

    version = models.ForeignKey(ProjectVersion, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=6000)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.at}"
