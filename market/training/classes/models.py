"""Classes, their moves, and what is added to them.

ClassSession: planned <-> cancelled; a time that has passed makes it one that was held, unless officers decide that it
was not: planned -> not_held.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language

if TYPE_CHECKING:
    from market.accounts.models import User


class During(Func):
    """The time of a class as a range, its end not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def one_at_a_time(what: str, name: str) -> ExclusionConstraint:
    """No two classes of the same trainer, venue or batch overlap. Checked at commit: a calendar moves as a whole."""
    return ExclusionConstraint(
        name=name,
        expressions=[(what, RangeOperators.EQUAL), (During("starts_at", "ends_at"), RangeOperators.OVERLAPS)],
        condition=Q(state="planned"),
        deferrable=Deferrable.DEFERRED,
    )


def class_name(kind: str, number: int) -> str:
    """A class by its kind and number: "Live class 3"."""
    shown = {"number": format_number(number, language())}
    name = gettext("Live class %(number)s") if kind == "live" else gettext("Face-to-face class %(number)s")
    return name % shown


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for trainers, those of batches that they teach and those that they give; for trainees,
        those of their batch.
        """
        if user.has_role(user.Role.OFFICER):
            return self
        own = Q(batch__in=user.enrolments.studying().values("batch"))
        if user.has_role(user.Role.TRAINER):
            teaching = user.teaching.filter(removed_at=None).values("batch")
            own |= Q(trainer=user) | Q(batch__trainer=user) | Q(batch__in=teaching)
        return self.filter(own)

    def planned(self) -> Self:
        """Those that are to be, or were: neither cancelled, nor found not to have taken place."""
        return self.filter(state=ClassSession.State.PLANNED)


class ClassSession(models.Model):
    """A class of a batch."""

    class Kind(models.TextChoices):
        LIVE = "live", _("Live class")
        IN_PERSON = "in_person", _("Face-to-face class")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")
        NOT_HELD = "not_held", pgettext_lazy("a class", "Did not take place")

    batch = models.ForeignKey("training.Batch", models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=9, choices=Kind)
    number = models.PositiveSmallIntegerField()  # among those of its kind
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    title_en = models.CharField(max_length=160, blank=True)
    title_bn = models.CharField(max_length=160, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="class_sessions")
    venue = models.ForeignKey("training.Venue", models.PROTECT, null=True, blank=True, related_name="sessions")
    room = models.URLField(max_length=500, blank=True)  # the address of the live room
    rolled_at = models.DateTimeField(null=True, blank=True)  # when its roll was called first; from then on it counts
    # When trainees and the trainer are reminded; None: that is over, or never will be.
    remind_day_at = models.DateTimeField(null=True, blank=True)
    remind_hour_at = models.DateTimeField(null=True, blank=True)
    # When the trainees heard last of something new in it, and when they hear of what was added since.
    told_at = models.DateTimeField(null=True, blank=True)
    tell_at = models.DateTimeField(null=True, blank=True)

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "number"], name="one_class_of_a_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="class_ends_after_start"),
            models.CheckConstraint(condition=Q(kind="in_person") | Q(venue=None), name="live_classes_have_no_venue"),
            one_at_a_time("trainer", "trainer_gives_one_class_at_a_time"),
            one_at_a_time("venue", "venue_has_one_class_at_a_time"),
            one_at_a_time("batch", "batch_has_one_class_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["trainer", "starts_at"]),
            *(
                models.Index(fields=[column], condition=Q(**{f"{column}__isnull": False}), name=f"classes_{column}")
                for column in ("remind_day_at", "remind_hour_at", "tell_at")
            ),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("class_session", args=[self.pk])

    @property
    def name(self) -> str:
        """Its kind and number in the language that is active now: "Live class 3"."""
        return class_name(self.kind, self.number)

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be."""
        return self.state == self.State.CANCELLED

    @property
    def is_planned(self) -> bool:
        """Whether it is to be, or was: neither cancelled, nor found not to have taken place."""
        return self.state == self.State.PLANNED

    @property
    def is_online(self) -> bool:
        """Whether it is a live class on the internet."""
        return self.kind == self.Kind.LIVE

    def is_over(self, now: datetime) -> bool:
        """Whether it has begun: from then on it is history, and nobody changes it."""
        return self.starts_at <= now

    @property
    def title(self) -> str:
        """What it is about, in the language that is active now; "" while nobody has said it."""
        texts = (self.title_bn, self.title_en) if translation.get_language() == "bn" else (self.title_en, self.title_bn)
        return texts[0] or texts[1]


class ClassMove(models.Model):
    """A class had another time before, or was cancelled: by whom, when and why. Never changed."""

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="moves")
    was_at = models.DateTimeField(null=True)  # None: it was cancelled
    is_at = models.DateTimeField(null=True)  # None: it is cancelled from now on
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.is_at}"


class AddedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """What was added to classes that the user sees."""
        return self.filter(session__in=ClassSession.objects.visible_to(user))


class AddedToClass(models.Model):
    """What was added to a class, its `session`: by whom, and by whom it was changed last."""

    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        session: ClassSession
        session_id: int

    objects = AddedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.added_at}"

    def get_absolute_url(self) -> str:
        """The page of its class, where it stands."""
        return f"{self.session.get_absolute_url()}#{self._meta.model_name}-{self.pk}"
