"""The tracer. A round asks one graduate once; each answer to it is a version that stays, and the last one counts."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.training.tracer.links import token_of

if TYPE_CHECKING:
    from market.accounts.models import User


class TracerRoundQuerySet(models.QuerySet["TracerRound"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; a graduate's own for the graduate."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(certificate__holder=user)

    def open(self) -> Self:
        """Those that can be answered now, by graduates who can be asked."""
        return self.askable().filter(ends_at__gt=clock.now(), certificate__tracer_refusal=None)

    def askable(self) -> Self:
        """Those of certificates that count, and of nobody whose account is closed."""
        here = Q(certificate__holder=None) | Q(certificate__holder__is_active=True)
        return self.filter(here, certificate__state="valid")

    def unanswered(self) -> Self:
        """Those without an answer."""
        return self.filter(answered_at=None)

    def to_call(self) -> Self:
        """Open ones without an answer: those without an account first, since only the office can reach them."""
        rows = self.open().unanswered().annotate(has_account=Q(certificate__holder__isnull=False))
        return rows.order_by("has_account", "ends_at", "pk")


class TracerRound(models.Model):
    """What one graduate is asked so many months after the certificate."""

    MONTHS = (3, 6, 12)

    certificate = models.ForeignKey("training.Certificate", models.PROTECT, related_name="tracer_rounds")
    months = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tell_at = models.DateTimeField(null=True, blank=True)  # when the graduate hears of it next
    answered_at = models.DateTimeField(null=True, blank=True)  # first

    objects = TracerRoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "months"], name="one_tracer_round_each"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_tracer_round_closes_later"),
            models.CheckConstraint(
                condition=Q(tell_at=None) | Q(answered_at=None), name="who_has_answered_is_not_reminded"
            ),
        ]
        indexes = [
            models.Index(fields=["tell_at"], condition=Q(tell_at__isnull=False), name="tracer_rounds_to_tell"),
            models.Index(fields=["ends_at"], name="tracer_rounds_by_end"),
        ]
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.months}"

    def get_absolute_url(self) -> str:
        """The page of its questions, by the signed link that needs no account."""
        return reverse("tracer_questions", args=[token_of(self)])

    @property
    def is_open(self) -> bool:
        """Whether it can be answered, or the answer changed."""
        return self.ends_at > clock.now()


class TracerAnswer(models.Model):
    """One answer, or a change of it. Never changed, never deleted."""

    class Work(models.TextChoices):
        HERE = "here", pgettext_lazy("where somebody works", "On this site")
        PLATFORMS = "platforms", pgettext_lazy("where somebody works", "On other platforms")
        JOB = "job", pgettext_lazy("where somebody works", "In a job")
        BUSINESS = "business", pgettext_lazy("where somebody works", "In my own business")
        NONE = "none", pgettext_lazy("where somebody works", "I do not work now")

    class Elsewhere(models.TextChoices):
        NONE = "none", _("Nothing")
        BELOW_5 = "below_5", _("Up to 5,000 taka")
        BELOW_15 = "below_15", _("5,000 to 15,000 taka")
        BELOW_30 = "below_30", _("15,000 to 30,000 taka")
        MORE = "more", _("More than 30,000 taka")

    class Hours(models.TextChoices):
        NONE = "none", _("No hours")
        BELOW_10 = "below_10", _("Up to 10 hours")
        BELOW_20 = "below_20", _("10 to 20 hours")
        BELOW_40 = "below_40", _("20 to 40 hours")
        MORE = "more", _("More than 40 hours")

    class Hindrance(models.TextChoices):
        NOTHING = "nothing", _("Nothing hinders me")
        JOBS = "jobs", _("I find no work")
        INTERNET = "internet", _("Internet or electricity")
        DEVICE = "device", _("I have no computer of my own")
        TIME = "time", _("Work at home leaves no time")
        FAMILY = "family", _("My family is against it")
        SKILLS = "skills", _("I still have to learn more")
        PAYMENT = "payment", _("Getting paid")

    class Advice(models.TextChoices):
        YES = "yes", pgettext_lazy("advise a friend", "Yes")
        NO = "no", pgettext_lazy("advise a friend", "No")
        UNSURE = "unsure", pgettext_lazy("advise a friend", "I do not know")

    class Way(models.TextChoices):
        PAGE = "page", _("On the site")
        LINK = "link", _("By the link")
        PHONE = "phone", _("By phone, entered by an officer")

    tracer_round = models.ForeignKey(TracerRound, models.PROTECT, related_name="answers")
    way = models.CharField(max_length=5, choices=Way)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: by the link
    at = models.DateTimeField()
    work = models.CharField(max_length=9, choices=Work)
    elsewhere = models.CharField(max_length=8, choices=Elsewhere)
    hours = models.CharField(max_length=8, choices=Hours)
    hindrance = models.CharField(max_length=8, choices=Hindrance)
    advice = models.CharField(max_length=6, choices=Advice)
    # By currency, what was earned here in the month before: the site's own figure.
    here = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)  # of an officer: when they spoke

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way="phone") | Q(note=""), name="only_phone_calls_have_notes"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.tracer_round_id}: {self.at}"


class TracerRefusal(models.Model):
    """A graduate who is not to be asked again."""

    certificate = models.OneToOneField("training.Certificate", models.PROTECT, related_name="tracer_refusal")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.at}"


class TracerResult(models.Model):
    """What the public reads of one phase, so many months after its certificates. Written once, after the last round."""

    phase = models.ForeignKey("training.Phase", models.PROTECT, related_name="tracer_results")
    months = models.PositiveSmallIntegerField()
    invited = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    # By question, of each choice how many chose it; null: hidden, since it would stand for few people.
    chosen = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "months"], name="one_tracer_result_each")]
        ordering = ["phase", "months"]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.months}"
