"""Jobs: what clients want done.

draft -> open -> filled | closed | expired | removed
filled -> open (the contract lapsed unfunded)
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core import clock
from market.core.money import Money
from market.messaging.models import Conversation
from market.profiles.models import Skill
from market.training.models import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        """Those that take bids."""
        return self.filter(state=Job.State.OPEN)

    def public(self) -> Self:
        """Those that anybody may see and find."""
        return self.filter(state=Job.State.OPEN, visibility=Job.Visibility.ALL, client__is_active=True)

    def with_parts(self) -> Self:
        """With what a card or a page shows, so that a list costs no more than a row."""
        return self.select_related("topic", "client").prefetch_related("skills")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published ones for all; her own; those she is invited to or has talked about (bid on), in any state."""
        published = Q(visibility=Job.Visibility.ALL, client__is_active=True) & ~Q(
            state__in=[Job.State.DRAFT, Job.State.REMOVED]
        )
        if not user.is_authenticated:
            return self.filter(published)
        invited = Q(pk__in=Invitation.objects.filter(freelancer=user).values("job"))
        talked = Q(pk__in=Thread.objects.filter(freelancer=user, job__isnull=False).values("job"))
        return self.filter(published | Q(client=user) | ((invited | talked) & ~Q(state=Job.State.DRAFT)))


class Job(models.Model):
    """A piece of work with a budget. Budget, in one currency, is a range; both ends may be equal."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        FILLED = "filled", _("Filled")
        CLOSED = "closed", _("Closed")
        EXPIRED = "expired", _("Expired")
        REMOVED = "removed", _("Removed")

    class Visibility(models.TextChoices):
        ALL = "all", _("Everybody")
        INVITED = "invited", _("By invitation only")

    CHANGEABLE = (State.DRAFT, State.OPEN)

    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    title = models.CharField(max_length=400)
    description = models.TextField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="jobs")
    skills = models.ManyToManyField(Skill, related_name="jobs", blank=True)
    budget_min_amount = models.DecimalField(max_digits=12, decimal_places=2)
    budget_max_amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    duration_days = models.PositiveSmallIntegerField()
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.ALL)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Written from above, by bids.
    bid_count = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_min_amount__gt=0, budget_max_amount__gte=models.F("budget_min_amount")),
                name="budget_is_a_range",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(published_at__isnull=False, expires_at__isnull=False),
                name="open_jobs_expire",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"]),
            models.Index(fields=["client", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The job's page."""
        return reverse("job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it takes bids: also before its clock has made visible that its days are over."""
        return self.state == self.State.OPEN and (self.expires_at is None or self.expires_at > clock.now())

    @property
    def is_changeable(self) -> bool:
        """Whether its client may still change it."""
        return self.state == self.State.DRAFT or self.is_open

    @property
    def state_label(self) -> str:
        """Its state in words, as of now."""
        ended = self.state == self.State.OPEN and not self.is_open
        return str(self.State.EXPIRED.label) if ended else self.get_state_display()

    @property
    def budget_min(self) -> Money:
        """The lower end of the budget."""
        return Money(self.budget_min_amount, self.currency)

    @property
    def budget_max(self) -> Money:
        """The upper end of the budget."""
        return Money(self.budget_max_amount, self.currency)


class Invitation(models.Model):
    """A client asks a freelancer to bid."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="invitations")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "freelancer"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.freelancer} to {self.job_id}"


class Thread(models.Model):
    """The one conversation of a client and a freelancer about a job, or about none."""

    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="threads")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="thread")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "client", "freelancer"], nulls_distinct=False, name="one_thread_per_pair_and_job"
            ),
            models.CheckConstraint(condition=~Q(client=models.F("freelancer")), name="nobody_talks_with_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.client} and {self.freelancer}"
