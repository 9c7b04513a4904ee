"""Moderation: cases, flags that lead to them, measures and appeals.

Case: open -> kept (taken on) -> closed -> open again, when something new is reported or flagged
Measure: standing -> ended (its time is over, taken back by a moderator, or lifted upon an appeal)
Appeal: waiting -> upheld | lifted, by another moderator than who imposed it; lifted if nobody decides, except bans
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.moderation.cases.trace_models import Hint, TextPrint
from market.moderation.measures.grounds import GROUNDS
from market.moderation.phrases.models import Phrase
from market.safety.models import Report

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["Appeal", "Case", "Flag", "Hint", "Measure", "Phrase", "TextPrint"]

PERSON = settings.AUTH_USER_MODEL


class CaseQuerySet(models.QuerySet["Case"]):
    def on_desk(self, user: "User") -> Self:
        """All for moderators and leads, except those about themselves; none for others."""
        if not user.has_role(user.Role.MODERATOR, user.Role.LEAD):
            return self.none()
        return self.exclude(about=user)

    def unheard(self) -> Self:
        """Open urgent cases of which leads are not notified yet; a deadline does that when they are overdue."""
        return self.filter(state=Case.State.OPEN, is_urgent=True, lead_told_at=None)

    def queue(self, state: str) -> Self:
        """Those in a state with counts for the desk: urgent ones first, then by due date; closed ones, latest first."""
        same = {"kind": OuterRef("kind"), "thing": OuterRef("thing")}
        reports = Report.objects.filter(Q(about=OuterRef("about")) | Q(about=None), **same, state__in=Report.WAITING)
        earlier = Measure.objects.filter(person=OuterRef("about"))
        rows = self.filter(state=state).select_related("about", "keeper").prefetch_related("flags")
        order = ("-closed_at",) if state == Case.State.CLOSED else ("-is_urgent", "due_at")
        return rows.annotate(reports=_count(reports), steps=_count(earlier)).order_by(*order, "pk")


def _count(rows: "models.QuerySet[Any]") -> Coalesce:
    """A correlated subquery that counts rows."""
    counted = rows.order_by().annotate(one=models.Value(1)).values("one").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


class Case(models.Model):
    """A reported or flagged item or user. Title and address are as of the time of opening."""

    class State(models.TextChoices):
        OPEN = "open", _("New")
        KEPT = "kept", _("Being looked into")
        CLOSED = "closed", _("Closed")

    WAITING = (State.OPEN, State.KEPT)

    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    about = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="cases")
    title = models.TextField()
    url = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    is_urgent = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # by when a moderator should act
    lead_told_at = models.DateTimeField(null=True, blank=True)  # when leads were notified that it is overdue
    keeper = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)  # for moderators only

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing", "about"], nulls_distinct=False, name="one_case_of_a_thing"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
                name="closed_cases_have_their_instant",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="cases_by_clock")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("case", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it is open and overdue."""
        return self.state == self.State.OPEN and self.due_at <= clock.now()


class Flag(models.Model):
    """A rule's finding with its `facts`. It leads to a case and does nothing else."""

    class Rule(models.TextChoices):
        CONTACT = "contact", _("Contact data before money is held")
        COPIED = "copied", _("The same text elsewhere")
        PRICE = "price", _("A price far from others")
        MASS = "mass", _("Much sent in a short time")
        NEWCOMER = "newcomer", _("A new account invites many")
        PHRASE = "phrase", _("Words known from scams")
        BANNED = "banned", _("Shares something with a banned account")
        INSISTS = "insists", _("Contact data again and again before money is held")

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=8, choices=Rule)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule"], condition=Q(closed_at=None), name="one_open_flag_of_a_rule_and_thing"
            )
        ]
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rule} of {self.case_id}"

    @property
    def other(self) -> tuple[str, int] | None:
        """The kind and id of the item with the same text; None for other rules."""
        kind, _space, thing = str(self.facts.get("first", "")).partition(" ")
        return (kind, int(thing)) if thing else None


class MeasureQuerySet(models.QuerySet["Measure"]):
    def standing(self) -> Self:
        """Measures that have not ended; some may be over already if their deadline is processed late."""
        return self.filter(ended_at=None)

    def visible_to(self, user: "User") -> Self:
        """Measures against the user."""
        return self.filter(person=user)

    def on_desk(self, user: "User") -> Self:
        """All for moderators and leads, except those against themselves; none for others."""
        is_staff = user.has_role(user.Role.MODERATOR, user.Role.LEAD)
        return self.exclude(person=user) if is_staff else self.none()


class Measure(models.Model):
    """A decision about a user or an item of theirs, with its statement of reasons.

    A trigger keeps the decision and its reasons from changing: only the end is written, once.
    """

    class Level(models.TextChoices):
        WARN = "warn", _("Warning")
        HIDE = "hide", _("Hidden")
        LIMIT = "limit", _("Limited")
        SUSPEND = "suspend", _("Suspended")
        BAN = "ban", _("Banned")

    class Ending(models.TextChoices):
        OVER = "over", _("Its time is over")
        UNDONE = "undone", _("Taken back")
        LIFTED = "lifted", _("Lifted upon the appeal")

    TIMED = (Level.LIMIT, Level.SUSPEND)
    OF_PERSON = (Level.LIMIT, Level.SUSPEND, Level.BAN)

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="measures")
    level = models.CharField(max_length=7, choices=Level)
    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    title = models.TextField()
    ground = models.CharField(max_length=20)  # of market.moderation.measures.grounds
    facts = models.TextField()  # the statement that the user reads
    was_reported = models.BooleanField()
    was_flagged = models.BooleanField()  # a rule had flagged it
    imposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # None: without an end, or a warning
    appeal_until = models.DateTimeField()
    withheld = models.TextField(blank=True)  # the text of a hidden message, which the message itself no longer has
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=6, choices=Ending, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)
    removal_due_at = models.DateTimeField(null=True, blank=True)  # of a ban: when open jobs are removed
    undo_asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    undo_asked_at = models.DateTimeField(null=True, blank=True)  # of a ban: one asks, another confirms
    undo_reason = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["limit", "suspend"], until__isnull=False)
                | Q(level="hide")
                | Q(level__in=["warn", "ban"], until=None),
                name="measures_last_as_their_level",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="ended_measures_say_how",
            ),
            models.CheckConstraint(condition=~Q(person=models.F("imposed_by")), name="nobody_measures_herself"),
            models.CheckConstraint(
                condition=~Q(level="ban", ending="undone", undo_asked_at__isnull=False)
                | ~Q(ended_by=models.F("undo_asked_by")),
                name="two_people_take_a_ban_back",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at=None), name="measures_by_clock"),
            models.Index(
                fields=["removal_due_at"], condition=Q(removal_due_at__isnull=False), name="measures_by_removal"
            ),
            models.Index(fields=["kind", "thing"], name="measures_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.person_id}"

    def get_absolute_url(self) -> str:
        """Its statement of reasons."""
        return reverse("measure", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        """Whether it is in effect now, even if its deadline is not processed yet."""
        return self.ended_at is None and (self.until is None or self.until > clock.now())

    @property
    def ground_name(self) -> str | Promise:
        """Its ground in words."""
        return GROUNDS[self.ground].name

    @property
    def ground_meaning(self) -> str | Promise:
        """What the ground says."""
        return GROUNDS[self.ground].meaning

    @property
    def can_be_appealed(self) -> bool:
        """Whether the user can appeal now: once, in time, unless it was taken back."""
        is_open = self.ending in ("", self.Ending.OVER) and self.appeal_until > clock.now()
        return is_open and not hasattr(self, "appeal")


class Appeal(models.Model):
    """A user's appeal against a measure, one for each."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="appeal")
    text = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # None: overdue
    is_upheld = models.BooleanField(null=True, blank=True)  # whether the measure stays
    reasons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, is_upheld=None) | Q(decided_at__isnull=False, is_upheld__isnull=False),
                name="decided_appeals_say_how",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(decided_at=None), name="appeals_of_measures_by_clock")]

    def __str__(self) -> str:
        return f"of {self.measure_id}"

    def get_absolute_url(self) -> str:
        """The page of the measure."""
        return self.measure.get_absolute_url()
