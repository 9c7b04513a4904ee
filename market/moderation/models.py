"""Moderation: what is looked at, what points to it, and what moderators decide.

Case: open -> kept -> closed -> open again, when something new is reported or found
Measure: stands -> ended (its time is over, taken back by a moderator, or lifted upon an appeal)
Appeal: waiting -> upheld | lifted, by another moderator than who imposed the measure; silence lifts, but no ban
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
from market.moderation.cases.trace_models import Hint, Phrase, TextPrint
from market.moderation.measures.grounds import GROUNDS
from market.safety.models import Report

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["Appeal", "Case", "Flag", "Hint", "Measure", "Phrase", "TextPrint"]

PERSON = settings.AUTH_USER_MODEL


class CaseQuerySet(models.QuerySet["Case"]):
    def on_desk(self, user: "User") -> Self:
        """All, for moderators and leads; but none about herself."""
        if not user.has_role(user.Role.MODERATOR, user.Role.LEAD):
            return self.none()
        return self.exclude(about=user)

    def unheard(self) -> Self:
        """Harassment that nobody has looked at, of which no lead was told yet; a clock tells them when it is late."""
        return self.filter(state=Case.State.OPEN, is_urgent=True, lead_told_at=None)

    def queue(self, state: str) -> Self:
        """Those in a state, with what a row of the desk says: harassment, then what is due; of the closed, the last."""
        same = {"kind": OuterRef("kind"), "thing": OuterRef("thing")}
        reports = Report.objects.filter(Q(about=OuterRef("about")) | Q(about=None), **same, state__in=Report.WAITING)
        earlier = Measure.objects.filter(person=OuterRef("about"))
        rows = self.filter(state=state).select_related("about", "keeper").prefetch_related("flags")
        order = ("-closed_at",) if state == Case.State.CLOSED else ("-is_urgent", "due_at")
        return rows.annotate(reports=_count(reports), steps=_count(earlier)).order_by(*order, "pk")


def _count(rows: "models.QuerySet[Any]") -> Coalesce:
    """How many of them there are, beside each row."""
    counted = rows.order_by().annotate(one=models.Value(1)).values("one").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


class Case(models.Model):
    """A thing or person that somebody reported or a rule found. Title and address are of that moment."""

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
    due_at = models.DateTimeField()  # by when a moderator looks at it
    lead_told_at = models.DateTimeField(null=True, blank=True)  # that harassment was not looked at in time
    keeper = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)  # of the moderators, for themselves

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
        """Whether it should have been looked at by now."""
        return self.state == self.State.OPEN and self.due_at <= clock.now()


class Flag(models.Model):
    """A rule found something. It points there and does nothing else; `facts` are what it saw."""

    class Rule(models.TextChoices):
        CONTACT = "contact", _("Contact data before money is held")
        COPIED = "copied", _("The same text elsewhere")
        PRICE = "price", _("A price far from others")
        MASS = "mass", _("Much sent in a short time")
        NEWCOMER = "newcomer", _("A new account invites many")
        PHRASE = "phrase", _("Words known from scams")
        BANNED = "banned", _("Shares something with a banned account")

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
        """The kind and id of the thing in which the same words stand; None of other rules."""
        kind, _space, thing = str(self.facts.get("first", "")).partition(" ")
        return (kind, int(thing)) if thing else None


class MeasureQuerySet(models.QuerySet["Measure"]):
    def standing(self) -> Self:
        """Those that have not ended; a clock that is late leaves some whose time is over."""
        return self.filter(ended_at=None)

    def visible_to(self, user: "User") -> Self:
        """Her own: nobody else reads a statement of reasons but those on the desk."""
        return self.filter(person=user)

    def on_desk(self, user: "User") -> Self:
        """Those of all others, for moderators and leads."""
        is_staff = user.has_role(user.Role.MODERATOR, user.Role.LEAD)
        return self.exclude(person=user) if is_staff else self.none()


class Measure(models.Model):
    """What moderators decided about a person or a thing of hers, with its statement of reasons.

    What was decided and why never changes (a trigger sees to it): only its end is written, once.
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
    facts = models.TextField()  # what moderators rely on, to the person
    was_reported = models.BooleanField()
    was_flagged = models.BooleanField()  # a rule of the site had pointed to it
    imposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # None: without an end, or nothing lasts
    appeal_until = models.DateTimeField()
    withheld = models.TextField(blank=True)  # the words of a hidden message, which its talk keeps no more
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=6, choices=Ending, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)
    removal_due_at = models.DateTimeField(null=True, blank=True)  # of a ban: when the open jobs are removed for good
    undo_asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    undo_asked_at = models.DateTimeField(null=True, blank=True)  # of a ban: one asks to take it back, another confirms
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
        """Whether it holds now, also before its clock has come to it."""
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
        """Whether its person can appeal now: once, in time, while it has not been taken back."""
        is_open = self.ending in ("", self.Ending.OVER) and self.appeal_until > clock.now()
        return is_open and not hasattr(self, "appeal")


class Appeal(models.Model):
    """The person asks another moderator to look at a measure again. Once for each."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="appeal")
    text = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # None: the clock
    is_upheld = models.BooleanField(null=True, blank=True)  # of the measure: whether it goes on
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
        """The statement that it is about."""
        return self.measure.get_absolute_url()
