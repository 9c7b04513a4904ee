"""What people report to the moderators, and whom they keep away.

Report: open -> kept | closed; kept -> closed
ReportedMessage: never changes; it is what the reporter chose as evidence, as it was at that moment.
Block: a row while it stands. The two are kept apart both ways, whoever of them blocked: derived by join, never copied.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.text.contact import text_for
from market.files.models import Upload
from market.files.names import covered

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The user's own; for moderators all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role("moderator") else self.filter(reporter=user)

    def queue(self, state: str) -> Self:
        """Those in a state as moderators work on them: harassment first, then what waits longest; of the closed, the
        last closed."""
        order = ("-decided_at",) if state == Report.State.CLOSED else (Report.urgent_first(), "created_at")
        return self.filter(state=state).select_related("reporter", "about", "decided_by").order_by(*order, "pk")


class Report(models.Model):
    """Somebody says that a thing of the site should be looked at. Title and address are those of that moment."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a moderator")
        KEPT = "kept", _("Being looked into")
        CLOSED = "closed", _("Closed")

    class Reason(models.TextChoices):
        MONEY = "money", _("Wants to pay or be paid outside of the site, or asks for a deposit")
        FRAUD = "fraud", _("Is false: not who or what it says")
        ABUSE = "abuse", _("Insults, threatens or harasses")
        PRIVATE = "private", _("Asks for private things: photos, meetings, telephone numbers")
        ILLEGAL = "illegal", _("Asks for something forbidden")
        SPAM = "spam", _("Advertises, or says nothing")
        OTHER = "other", _("Something else")

    WAITING = (State.OPEN, State.KEPT)
    URGENT = (Reason.ABUSE, Reason.PRIVATE)  # harassment: a moderator reviews it within hours

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    title = models.TextField()
    url = models.CharField(max_length=200)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason)
    text = models.TextField(blank=True)  # short: the action counts its characters
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)  # of the moderators, for themselves
    led_to_step = models.BooleanField(null=True, blank=True)  # of the moderators; who reported it is told, not which

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "kind", "thing"],
                condition=Q(state__in=["open", "kept"]),
                name="one_open_report_per_person_and_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decided_reports_have_a_moderator",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="reports_by_state"),
            models.Index(fields=["kind", "thing"], name="reports_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}: {self.reason}"

    def get_absolute_url(self) -> str:
        """Where the reporter sees what became of it."""
        return reverse("reports")

    @property
    def answer_by(self) -> datetime | None:
        """By when a moderator reviews harassment; None for other reasons, and once somebody reviews it."""
        if self.reason not in self.URGENT or self.state != self.State.OPEN:
            return None
        return self.created_at + timedelta(hours=settings.LIFECYCLE.harassment_answer_hours)

    @classmethod
    def urgent_first(cls) -> Any:
        """An order in which harassment comes before all else."""
        return Case(When(reason__in=cls.URGENT, then=Value(0)), default=Value(1))


class ReportedMessage(models.Model):
    """A message that the reporter chose as evidence, copied as it was at that moment: what is hidden, erased or edited
    later stays here. `sha256` is of `text` and `facts`: who wrote it, when, and the hashes of its files."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    message = models.BigIntegerField()  # the id of the message, which may change later
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    uploads = models.ManyToManyField(Upload, related_name="reported_messages")
    sent_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "message"], name="a_report_has_a_message_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.message}"

    def text_for(self, reader: "User") -> str:
        """What was written, as a person may read it: staff read it whole, as evidence."""
        return self.text if reader.is_staff else text_for(reader.pk, self.text, writer=self.sender_id)

    def files_for(self, reader: "User") -> list[dict[str, Any]]:
        """Its files as they were, under names as the person may read them."""
        files: list[dict[str, Any]] = self.facts["files"]
        if reader.is_staff:
            return files
        name_for = partial(text_for, reader.pk, writer=self.sender_id)
        return [{**each, "name": covered(each["name"], name_for)} for each in files]


def known_state(name: str) -> Report.State:
    """The state of that name; an unknown one is "open", with which the queue begins."""
    return Report.State(name) if name in Report.State.values else Report.State.OPEN


class Hideable(models.Model):
    """What moderators can hide: from then on only who made it sees it, with the reason."""

    is_hidden = models.BooleanField(default=False, db_default=False)  # written from above, by a measure

    class Meta:
        abstract = True


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, user: "User | int") -> Self:
        """Those that keep somebody apart from the person, whoever blocked."""
        return self.filter(Q(blocker=user) | Q(blocked=user))

    def between(self, one: "User | int", other: "User | int") -> Self:
        """Those of the two."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))


class Block(models.Model):
    """Somebody wants to meet another person nowhere on the site."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="a_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="nobody_blocks_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} keeps {self.blocked_id} away"

    def get_absolute_url(self) -> str:
        """Where the blocker takes it back."""
        return reverse("blocked_people")


def blocked_ids_query(user: "User | int") -> "models.QuerySet[Block, Any]":
    """The ids of all who blocked the user, or whom the user blocked, as in `~Q(client__in=blocked_ids_query(user))`.

    It stands in statements of every list and page: two short index scans, which find nothing for most people.
    """
    other = Case(When(blocker=user, then=F("blocked_id")), default=F("blocker_id"), output_field=BigIntegerField())
    return Block.objects.of(user).values_list(other)


def is_blocked_between(one: "User | int", other: "User | int") -> bool:
    """Whether one of the two blocked the other."""
    return Block.objects.between(one, other).exists()


def has_blocked(user: "User | AnonymousUser", *people: int) -> bool:
    """Whether the user blocked one of these; without a query where the user never had to do with a block."""
    return user.is_authenticated and user.has_blocks and Block.objects.filter(blocker=user, blocked__in=people).exists()


def blocked_ids(user: "User") -> set[int]:
    """The same as numbers; without a query where the user never had to do with a block."""
    return {person for (person,) in blocked_ids_query(user)} if user.has_blocks else set()
