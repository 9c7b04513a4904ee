"""The register of graduates: districts, topics, batches and certificates.

Certificate: valid -> revoked -> valid again if an appeal lifts that. It is claimed once, by the graduate, with the code
on the letter. A corrected or reinstated one has a new serial; what the old serial said is a FormerCertificate.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.text.names import Curated, Named
from market.training.allowances.models import AllowanceCorrection, AllowanceLine, AllowanceList, AllowanceRule
from market.training.appeals.models import Appeal
from market.training.applications.models import Application, TopicWish
from market.training.assessments.models import Assessment, AssessmentPoints, Criterion
from market.training.attendance.code_models import AttendanceCode, CodeTries, Countersignature
from market.training.attendance.models import Attendance, AttendanceMark
from market.training.attendance_objections.models import AttendanceDecision, AttendanceObjection
from market.training.badges.models import Credential, SigningKey
from market.training.briefs.models import Brief
from market.training.certificates.models import RegisterMark
from market.training.classes.models import ClassMove, ClassSession
from market.training.district_outages.models import DistrictOutage, DistrictOutageChange, MovedDeadline
from market.training.enrolments.models import Enrolment, EnrolmentChange
from market.training.figures.models import FigureBlock, FigureSnapshot
from market.training.graduation.models import GraduationException
from market.training.grievances.models import Grievance, GrievanceMessage
from market.training.guide_book.models import GuideCopy, GuideCopyChange
from market.training.issuing.models import FormerCertificate, Issuance, PreparedName
from market.training.letters.models import Printing
from market.training.made_up.models import CheckQuestion, CheckSet, CheckTry
from market.training.materials.models import ClassMaterial, ClassTask
from market.training.not_held.models import ClassInquiry, ClassReport
from market.training.outage_claims.models import OutageClaim
from market.training.periods.models import CalendarPeriod
from market.training.plans.models import BatchTrainer, Phase, PlanTemplate, Programme, Venue
from market.training.problems.models import ClassProblem
from market.training.projects.models import CheckIn, Project, ProjectChange, ProjectVersion, VersionComment
from market.training.questions.models import ClassQuestion
from market.training.recordings.models import Recording
from market.training.register.models import EarlierCertificate, ObjectionDecision, RegisterImport, RegisterObjection
from market.training.rooms.models import RoomHost
from market.training.selection.models import Selection, SelectionChange, SelectionPlace
from market.training.signatories.models import Signatories
from market.training.tracer.models import TracerAnswer, TracerRefusal, TracerResult, TracerRound
from market.training.travel_plans.models import TravelClass, TravelPlan, TravelVersion

if TYPE_CHECKING:
    from market.accounts.models import User

NAMELESS = "—"  # the name of a graduate whose account was erased

__all__ = [
    "NAMELESS",
    "AllowanceCorrection",
    "AllowanceLine",
    "AllowanceList",
    "AllowanceRule",
    "Appeal",
    "Application",
    "Assessment",
    "AssessmentPoints",
    "Attendance",
    "AttendanceCode",
    "AttendanceDecision",
    "AttendanceMark",
    "AttendanceObjection",
    "Batch",
    "BatchTrainer",
    "Brief",
    "CalendarPeriod",
    "Certificate",
    "CertificateQuerySet",
    "CheckIn",
    "CheckQuestion",
    "CheckSet",
    "CheckTry",
    "ClassInquiry",
    "ClassMaterial",
    "ClassMove",
    "ClassProblem",
    "ClassQuestion",
    "ClassReport",
    "ClassSession",
    "ClassTask",
    "CodeTries",
    "Countersignature",
    "Credential",
    "Criterion",
    "District",
    "DistrictOutage",
    "DistrictOutageChange",
    "EarlierCertificate",
    "Enrolment",
    "EnrolmentChange",
    "FigureBlock",
    "FigureSnapshot",
    "FormerCertificate",
    "GraduationException",
    "Grievance",
    "GrievanceMessage",
    "GuideCopy",
    "GuideCopyChange",
    "Issuance",
    "MovedDeadline",
    "ObjectionDecision",
    "OutageClaim",
    "Phase",
    "PlanTemplate",
    "PreparedName",
    "Printing",
    "Programme",
    "Project",
    "ProjectChange",
    "ProjectVersion",
    "Recording",
    "RegisterImport",
    "RegisterMark",
    "RoomHost",
    "RegisterObjection",
    "Selection",
    "SelectionChange",
    "SelectionPlace",
    "Signatories",
    "SigningKey",
    "Topic",
    "TopicWish",
    "TravelClass",
    "TravelPlan",
    "TravelVersion",
    "TracerAnswer",
    "TracerRefusal",
    "TracerResult",
    "TracerRound",
    "Venue",
    "VersionComment",
]


class District(Named):
    """One of the 64 districts."""

    division_en = models.CharField(max_length=60)
    division_bn = models.CharField(max_length=60)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ["name_en"]


class Topic(Curated):
    """One of the programme's six topics."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for a trainer, the batches they teach; none for others."""
        if user.has_role(user.Role.OFFICER):
            return self
        if not user.has_role(user.Role.TRAINER):
            return self.none()
        teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None)
        return self.filter(Q(trainer=user) | Q(pk__in=teaching.values("batch")))

    def by_hand_first(self) -> Self:
        """Those whose certificates officers issue by hand before those with a calendar, which go by the rule; the last
        one first.
        """
        first = ClassSession.objects.order_by("starts_at").values("starts_at__date")[:1]
        by_rule = Q(Exists(ClassSession.objects.filter(batch=OuterRef("pk")))) | Q(ended_on__gte=Subquery(first))
        return self.annotate(by_rule=Case(When(by_rule, then=True), default=False)).order_by(
            "by_rule", "-ended_on", "code"
        )


class Batch(models.Model):
    """Learners of one district and topic who were taught together."""

    code = models.CharField(max_length=40, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="batches")
    district = models.ForeignKey(District, models.PROTECT, related_name="batches")
    started_on = models.DateField()
    ended_on = models.DateField()
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="batches")
    # None: taught before the plan was kept here.
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="batches")
    seats = models.PositiveSmallIntegerField(default=36, db_default=36)
    # When its classes begin, where it has hours of its own; None: those of the template.
    class_at = models.TimeField(null=True, blank=True)
    in_person_at = models.TimeField(null=True, blank=True)
    # How often its trainees were told how they stand to the rule: before its end (1), and at its end (2).
    graduation_told = models.PositiveSmallIntegerField(default=0, db_default=0)
    projects_opened_at = models.DateTimeField(null=True, blank=True)  # by a trainer, before they open by themselves

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_on__gte=models.F("started_on")), name="batch_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The batch's page, for its trainer and for officers."""
        return reverse("batch", args=[self.pk])


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> Self:
        """Those that are not revoked."""
        return self.filter(state=Certificate.State.VALID)

    def visible_to(self, user: "User") -> Self:
        """The records themselves (names, codes): all for officers, a graduate's own for the graduate."""
        if user.has_role(user.Role.OFFICER):
            return self
        return self.filter(holder=user)


class Certificate(models.Model):
    """A graduate's certificate. `claim_code` is kept as a keyed hash; `check_code` stands in the QR of the paper."""

    class State(models.TextChoices):
        VALID = "valid", _("Valid")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced")  # the state of an earlier version only: see FormerCertificate

    serial = models.CharField(max_length=40, unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="certificates")
    # The place whose trainee met the rule. None: of a batch that was taught before attendance was kept here.
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, null=True, blank=True, related_name="certificate")
    name_en = models.CharField(max_length=300)
    name_bn = models.CharField(max_length=300, blank=True)
    claim_hash = models.CharField(max_length=64)
    check_code = models.CharField(max_length=16, unique=True)
    signature = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.VALID)
    issued_on = models.DateField()
    # The seal and the signatures that it carries: those of the day of its issue.
    signatories = models.ForeignKey(Signatories, models.PROTECT, null=True, blank=True, related_name="certificates")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    holder = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="certificate"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revocation_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_reason = models.CharField(max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holder=None, claimed_at=None) | Q(holder__isnull=False, claimed_at__isnull=False),
                name="claimed_means_held",
            ),
            models.CheckConstraint(
                condition=Q(state="valid", revoked_at=None) | Q(state="revoked", revoked_at__isnull=False),
                name="revoked_means_when",
            ),
            models.CheckConstraint(
                condition=Q(revocation_confirmed_by=None) | ~Q(revocation_confirmed_by=models.F("revoked_by")),
                name="two_officers_revoke",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=~Q(state="valid"), name="certificates_revoked")]
        ordering = ["serial"]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        """The public page that says whether the certificate is valid."""
        return reverse("certificate", args=[self.serial])

    @property
    def is_valid(self) -> bool:
        """Whether it is not revoked."""
        return self.state == self.State.VALID
