"""Grievances to the office of the programme.

Grievance: received -> in_hand -> answered -> closed; answered -> received, once, when the person asks for another
officer. Nobody whom it is about ever sees it. One without a name keeps nothing that leads to an account: neither who
wrote it nor from where; the person comes back with its number and a code, of which only a keyed hash is kept.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


class GrievanceQuerySet(models.QuerySet["Grievance"]):
    def visible_to(self, user: "User") -> Self:
        """For the office: all for officers, the late ones also for lead moderators; none to whom it is about, who
        teaches its batch, or made it.
        """
        if user.has_role(user.Role.OFFICER):
            rows = self
        elif user.has_role(user.Role.LEAD):
            rows = self.exclude(escalated_at=None)
        else:
            return self.none()
        teaching = Q(batch__trainer=user) | Q(session__trainer=user)
        own = rows.exclude(reporter=user).exclude(people=user)
        return own.exclude(teaching).exclude(batch__teaching__trainer=user)

    def waiting(self) -> Self:
        """Those that the office has to answer."""
        return self.filter(state__in=Grievance.WAITING)

    def urgent_first(self) -> Self:
        """What waits before what is done; then what is due first, and of the others the newest."""
        waits = models.Case(models.When(state__in=Grievance.WAITING, then=0), default=1)
        due = models.Case(models.When(state__in=Grievance.WAITING, then="due_at"), default=None)
        return self.order_by(waits, due, "-received_at", "pk")


class Grievance(models.Model):
    """What somebody complains about. What happened, and what is written later, are its messages."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Somebody asks for money")
        HARASSMENT = "harassment", _("Harassment, insults or threats")
        UNFAIR = "unfair", _("Unfair treatment")
        CLASS = "class", _("A class or a trainer")
        ALLOWANCE = "allowance", _("The allowance")
        CERTIFICATE = "certificate", _("The certificate")
        SITE = "site", _("This site")
        OTHER = "other", pgettext_lazy("a grievance", "Something else")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("a grievance", "Received")
        IN_HAND = "in_hand", pgettext_lazy("a grievance", "In hand")
        ANSWERED = "answered", pgettext_lazy("a grievance", "Answered")
        CLOSED = "closed", pgettext_lazy("a grievance", "Closed")

    URGENT = (Kind.MONEY, Kind.HARASSMENT)
    WAITING = (State.RECEIVED, State.IN_HAND)

    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=11, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="grievances"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey("training.Batch", models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey("training.ClassSession", models.PROTECT, null=True, blank=True, related_name="+")
    files = models.ManyToManyField(Upload, related_name="grievances")
    # Whom it is about, of the office and of the trainers: they never see it.
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    received_at = models.DateTimeField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Who answered it before the person asked for another officer.
    first_officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    seen_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)  # when everybody hears that it is late
    escalated_at = models.DateTimeField(null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    close_at = models.DateTimeField(null=True, blank=True)  # until then the person may ask for another officer
    reopened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GrievanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reporter=None) | Q(code_hash=""), name="a_grievance_has_a_name_or_a_code"
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="a_code_of_one_grievance"),
            models.CheckConstraint(
                condition=~Q(state="in_hand") | Q(officer__isnull=False), name="in_hand_means_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(first_officer=None) | Q(officer=None) | ~Q(officer=models.F("first_officer")),
                name="another_officer_looks_again",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "in_hand"]) | Q(remind_at=None, escalate_at=None),
                name="an_answered_grievance_is_not_late",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="grievances_by_state"),
            *(
                models.Index(fields=[column], condition=Q(**{f"{column}__isnull": False}), name=f"grievances_{column}")
                for column in ("remind_at", "escalate_at", "close_at")
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Its page for the office."""
        return reverse("grievance_record", args=[self.pk])

    @property
    def persons_page(self) -> str:
        """Where the person reads and writes, who gave a name."""
        return reverse("grievance", args=[self.pk])

    @property
    def is_anonymous(self) -> bool:
        """Whether it was made without a name."""
        return self.code_hash != ""

    @property
    def is_waiting(self) -> bool:
        """Whether the office has to answer it."""
        return self.state in self.WAITING

    @property
    def is_late(self) -> bool:
        """Whether nobody saw it, or answered it, in time."""
        now = clock.now()
        unseen = self.state == self.State.RECEIVED and self.seen_due_at <= now
        return unseen or (self.is_waiting and self.due_at <= now)

    @property
    def may_reopen(self) -> bool:
        """Whether the person may still have another officer look at it."""
        is_answered = self.state == self.State.ANSWERED and self.reopened_at is None
        return is_answered and self.close_at is not None and clock.now() < self.close_at

    @property
    def reopen_until(self) -> datetime | None:
        """Until when that is possible."""
        return self.close_at if self.may_reopen else None


class GrievanceMessage(models.Model):
    """What the person or the office wrote. Never changed; the text is emptied with the account of who wrote it."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        ANSWER = "answer", _("Answer")
        REOPENING = "reopening", _("Another officer is asked")

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.MESSAGE)
    from_office = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=12000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_office=True, by__isnull=False) | Q(from_office=False),
                name="the_office_writes_with_a_name",
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.grievance_id}: {self.kind}"
